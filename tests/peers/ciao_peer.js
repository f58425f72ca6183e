// ciao as a peer of the live tests: publishes an instance.
//
//     ciao_peer.js HOST NAME TYPE PORT [KEY=VALUE]...
//
// TYPE is `_hap._tcp`. `DNSSD_CHECK_CIAO` names the folder that the npm package `@homebridge/ciao` is
// installed in. Each event is one line of JSON. The end of the standard input, or a signal, ends it with a
// goodbye.

"use strict";

const path = require("node:path");

const ciao = require(path.resolve(process.env.DNSSD_CHECK_CIAO, "node_modules", "@homebridge", "ciao"));

/** The strings as the object that ciao takes, which keeps their order. */
function txtRecord(entries) {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf("=");
      if (equals < 0) {
        throw new Error(`\`${entry}\` has no \`=\`: ciao can't publish it`);
      }
      return [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

async function main(host, name, serviceType, port, ...entries) {
  const [type, protocol] = serviceType.split(".").map((label) => label.replace(/^_/, ""));
  // By itself, ciao takes each interface that it finds.
  const responder = ciao.getResponder({ interface: "eth0" });
  const service = responder.createService({
    name,
    type,
    protocol,
    hostname: `${host}.local`,
    port: Number(port),
    txt: txtRecord(entries),
  });

  // A signal is an ordinary end: the goodbye of the shutdown belongs to it.
  const end = () => responder.shutdown().then(() => process.exit(0));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  process.stdin.on("end", end).resume();

  await service.advertise();
  console.log(JSON.stringify({ event: "registered", instance: service.getFQDN() }));
}

main(...process.argv.slice(2));
