// Validates SARIF documents by the published JSON Schema of the standard.
//
//     sarif_validator.js FILE...
//
// `DNSSD_CHECK_SARIF` names the folder that the npm packages `@microsoft/jest-sarif`, which has the schema, `ajv`,
// `ajv-draft-04` and `ajv-formats` are installed in. Each fault is one line of output; the status is 1 if there are any.

"use strict";

const fs = require("node:fs");
const path = require("node:path");

const modules = path.resolve(process.env.DNSSD_CHECK_SARIF, "node_modules");
const Ajv = require(path.join(modules, "ajv-draft-04"));
const addFormats = require(path.join(modules, "ajv-formats"));

const schema = path.join(modules, "@microsoft", "jest-sarif", "lib", "schemas", "sarif-2.1.0-rtm.5.json");
// One pattern of the schema is no regular expression of Unicode.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8")));

for (const file of process.argv.slice(2)) {
  if (!validate(JSON.parse(fs.readFileSync(file, "utf8")))) {
    for (const fault of validate.errors) {
      console.log(`${file}: ${fault.instancePath || "/"}: ${fault.message}`);
    }
    process.exitCode = 1;
  }
}
