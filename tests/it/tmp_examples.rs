use dnssd_check::linter::Linter;
use dnssd_check::rule::Severity;
use dnssd_check::schema::BuiltinSchema;
use dnssd_check::source::ServiceDefinition;

#[test]
fn tmp_examples() {
    let mut out = String::new();
    for builtin in BuiltinSchema::all() {
        let schema = builtin
            .read_strictly()
            .unwrap_or_else(|e| panic!("{}: {e}", builtin.name()));
        for (n, example) in schema.examples.iter().enumerate() {
            let mut service = example
                .service
                .clone()
                .unwrap_or(schema.services[0].clone());
            if let Some(s) = example.subtypes.first() {
                service = format!("{s}._sub.{service}");
            }
            let mut d = ServiceDefinition::new(service.parse().unwrap());
            let strings: Vec<&[u8]> = example.txt.iter().map(|s| s.as_slice()).collect();
            if strings.iter().all(|s| s.is_empty()) {
                d.set_txt_hex("00").unwrap();
            } else {
                d.set_txt_strings(&strings).unwrap();
            }
            if let Some(i) = &example.instance {
                d.set_instance(i.as_bytes()).unwrap();
            }
            d.port = example.port;
            let o = d.observe().unwrap();
            let v = Linter::default()
                .with_profiles(example.profiles.clone())
                .check(&o);
            let found: Vec<_> = v.at_least(Severity::Warning).collect();
            let ok = match &example.finding {
                None => found.is_empty(),
                Some(code) => {
                    let f: Vec<_> = if found.is_empty() {
                        v.diagnostics
                            .iter()
                            .filter(|d| d.rule.code == code)
                            .collect()
                    } else {
                        found.clone()
                    };
                    f.len() == 1
                        && f[0].rule.code == code
                        && (example.key.is_none() || f[0].key == example.key)
                }
            };
            if !ok || std::env::var("ALL").is_ok() {
                out += &format!(
                    "{} example {n} wants {:?} {:?} ({:?})\n",
                    builtin.name(),
                    example.finding,
                    example.key,
                    example.note
                );
                for d in &v.diagnostics {
                    out += &format!("    {d}\n");
                }
            }
        }
    }
    assert!(out.is_empty(), "\n{out}");
}
