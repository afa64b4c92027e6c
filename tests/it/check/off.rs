//! What is turned off, or chosen by nobody, is no error, whatever its block says; and
//! is one where it is turned on.

use std::collections::BTreeSet;

use mimir_tls::catalog::{Catalog, DefaultValue, Field, Surface, SurfaceKind};

use super::said::{Said, said};

/// A value that Mimir does not take, or a file that is nowhere, for each of a
/// surface's options that a process reads.
fn wrong(surface: &'static Surface) -> Vec<String> {
    let catalog = Catalog::builtin();
    let values = [
        (Field::MinVersion, "VersionTLS99"),
        (Field::CipherSuites, "TLS_NONE"),
        (Field::ClientAuth, "RequireAny"),
        (Field::Cert, "/nowhere/a.crt"),
        (Field::Key, "/nowhere/a.key"),
        (Field::Ca, "/nowhere/ca.crt"),
    ];
    let flag = |(field, value): (Field, &str)| {
        let option = catalog.option(surface, field, catalog.newest())?;
        let is_heeded = !surface.ignores(field, catalog.newest());
        option
            .flag()
            .filter(|_| is_heeded)
            .map(|flag| format!("-{flag}={value}"))
    };
    values.into_iter().filter_map(flag).collect()
}

/// A pod that runs a component with flags, and mounts nothing.
fn pod(component: &str, flags: &[String]) -> Said {
    let args: String = flags.iter().map(|flag| format!("    - {flag}\n")).collect();
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {component}}}\nspec:\n  containers:\n  - name: {component}\n    image: grafana/mimir:3.1.0\n    args:\n    - -target={component}\n{args}"
    );
    said(&[("pod.yaml", &pod)])
}

/// The flags that turn a client on, and for each way to turn it off those that do.
fn switches(surface: &'static Surface) -> (Vec<String>, Vec<Vec<String>>) {
    let catalog = Catalog::builtin();
    let flag = |field| catalog.option(surface, field, catalog.newest())?.flag();
    let mut on = Vec::new();
    let mut off = Vec::new();
    if let Some(switch) = flag(Field::Enabled) {
        on.push(format!("-{switch}=true"));
        off.push(vec![format!("-{switch}=false")]);
    }
    let Some(skip) = flag(Field::SkipVerify) else {
        return (on, off);
    };
    let above = |name: &'static str, word: &str| {
        let end = skip.find(word).expect("a block around it");
        format!("-{}.{name}", skip[..end].trim_end_matches('.'))
    };
    let choice = match surface.kind() {
        SurfaceKind::Etcd => Some((above("store", "etcd"), "etcd", "memberlist")),
        SurfaceKind::Memcached => Some((above("backend", "memcached"), "memcached", "inmemory")),
        SurfaceKind::Storage => {
            let backend = ["s3", "gcs", "azure"];
            let backend = backend
                .into_iter()
                .find(|it| skip.contains(&format!(".{it}.")));
            backend.map(|it| (above("backend", &format!(".{it}.")), it, "filesystem"))
        }
        _ => None,
    };
    if let Some((choice, ours, other)) = choice {
        let elsewhere = [on.clone(), vec![format!("{choice}={other}")]].concat();
        off.push(elsewhere);
        on.push(format!("{choice}={ours}"));
    }
    if surface.id() == "etcd-ha-tracker" {
        on.push("-distributor.ha-tracker.enable=true".to_owned());
    }
    if surface.id() == "kafka" {
        off.push([on.clone(), vec!["-ingest-storage.enabled=false".to_owned()]].concat());
    }
    (on, off)
}

/// What is said of options in themselves, in force or not.
const BY_ITSELF: [&str; 2] = ["MT118", "MT525"];

#[test]
fn what_is_off_is_no_error_and_what_is_on_is_one() {
    let catalog = Catalog::builtin();
    let mut tried = 0;
    for surface in catalog
        .surfaces(catalog.newest())
        .filter(|it| it.is_client())
    {
        let (on, off) = switches(surface);
        let wrong = wrong(surface);
        let readers = catalog.readers(surface, catalog.newest());
        let Some(reader) = readers
            .first()
            .filter(|_| !wrong.is_empty() && !on.is_empty())
        else {
            continue;
        };
        tried += 1;
        let codes = |flags: &[String]| -> BTreeSet<String> {
            let said = pod(reader.name(), &[flags, &wrong].concat());
            let codes = said.codes().into_iter().map(ToString::to_string);
            codes
                .filter(|code| !BY_ITSELF.contains(&code.as_str()))
                .collect()
        };
        let told = codes(&on);
        assert!(told.contains("MT511"), "{}: {told:?}", surface.id());
        let has_words = wrong.iter().any(|flag| flag.contains("VersionTLS99"));
        assert_eq!(
            told.contains("MT110"),
            has_words,
            "{}: {told:?}",
            surface.id()
        );
        for off in off {
            assert_eq!(codes(&off), BTreeSet::new(), "{}: {off:?}", surface.id());
        }
        // Somebody else's block.
        let mut others = catalog.all_components();
        let stranger = others.find(|it| {
            it.is_in(catalog.newest())
                && catalog.expand(*it, catalog.newest()) == [*it]
                && !readers.contains(it)
        });
        if let Some(stranger) = stranger {
            let said = pod(stranger.name(), &[&on[..], &wrong].concat());
            for code in ["MT110", "MT111", "MT511"] {
                assert!(!said.codes().contains(code), "{}: {code}", surface.id());
            }
        }
        let option = catalog.option(surface, Field::Enabled, catalog.newest());
        if option.is_some_and(|it| it.default() == DefaultValue::Boolean(false)) {
            // Without its switch, and files: that is told, and the rest noted.
            let told = codes(&[]);
            assert!(
                !told.contains("MT511") && !told.contains("MT110"),
                "{told:?}"
            );
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn a_file_at_several_places_is_one_finding() {
    let flags = [
        "-ingester.client.tls-enabled=true",
        "-ingester.client.tls-ca-path=/n/ca",
        "-memberlist.tls-enabled=true",
        "-memberlist.tls-ca-path=/n/ca",
        "-memberlist.tls-cert-path=/n/c",
    ];
    let said = pod("distributor", &flags.map(str::to_owned));
    // Half a pair is refused before it is opened.
    assert_eq!(lines(&said, "MT511"), [[11, 13]]);
    assert!(said.codes().contains("MT105"), "{:?}", said.codes());
    let whole = [&flags[..], &["-memberlist.tls-key-path=/n/k"]].concat();
    let whole: Vec<String> = whole.iter().map(ToString::to_string).collect();
    let said = pod("distributor", &whole);
    assert_eq!(lines(&said, "MT511"), [vec![11, 13], vec![14], vec![15]]);
}

/// The lines of each finding of a code.
fn lines(said: &Said, code: &str) -> Vec<Vec<u64>> {
    let findings = said.report["findings"].as_array().expect("findings");
    let of_code = findings.iter().filter(|it| it["code"] == code);
    let lines = of_code.map(|finding| {
        let others = finding["places"].as_array().into_iter().flatten();
        let places = others;
        let all = std::iter::once(&finding["place"]).chain(places);
        all.filter_map(|place| place["line"].as_u64()).collect()
    });
    lines.collect()
}

#[test]
fn a_ring_that_is_kept_elsewhere_is_not_gossiped_about() {
    let rings = ["distributor", "ingester"];
    let config = |stores: [&str; 2]| {
        let rings = rings
            .iter()
            .zip(stores)
            .map(|(ring, store)| format!("{ring}: {{ring: {{kvstore: {{store: {store}}}}}}}\n"));
        let rings: String = rings.collect();
        format!(
            "target: overrides-exporter\noverrides_exporter: {{ring: {{kvstore: {{store: inmemory}}}}}}\n{rings}memberlist: {{tls_enabled: true, tls_min_version: VersionTLS9}}\n"
        )
    };
    let codes = |stores| {
        said(&[("mimir.yaml", &config(stores))])
            .codes()
            .into_iter()
            .map(ToString::to_string)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(codes(["inmemory", "inmemory"]), BTreeSet::new());
    let gossiped = config(["inmemory", "inmemory"]).replace("store: inmemory", "store: memberlist");
    let gossiped = said(&[("mimir.yaml", &gossiped)]);
    assert!(gossiped.codes().contains("MT110") && gossiped.codes().contains("MT140"));
}

#[test]
fn a_key_one_block_too_high_is_told_with_the_block() {
    for (text, near) in [
        (
            "ingester_client: {tls_enabled: true}",
            "ingester_client.grpc_client_config.tls_enabled",
        ),
        (
            "frontend_worker: {tls_ca_path: /ca}",
            "frontend_worker.query_scheduler_grpc_client_config.tls_ca_path",
        ),
        (
            "server: {cert_file: /a}",
            "server.http_tls_config.cert_file",
        ),
        // Where there are many, none is the nearest.
        ("blocks_storage: {tls_enabled: true}", ""),
    ] {
        let said = said(&[("mimir.yaml", &format!("target: all\n{text}\n"))]);
        let findings = said.report["findings"].to_string();
        assert!(findings.contains("MT117"), "{findings}");
        assert_eq!(
            findings.contains("the nearest is"),
            !near.is_empty(),
            "{findings}"
        );
        assert!(findings.contains(near), "{findings}");
    }
}

#[test]
fn an_option_that_moved_is_told_with_where_it_is() {
    let text = "target: all\nfrontend: {align_queries_with_step: true, cache_results_: 1}\n";
    let moved = said(&[("mimir.yaml", text)]).report["findings"].to_string();
    assert!(
        moved.contains("`limits.align_queries_with_step` since"),
        "{moved}"
    );
    let gone =
        "target: all\ningester: {max_transfer_retries: 1, stream_chunks_when_using_blocks: true}\n";
    let gone = said(&[("mimir.yaml", gone)]).report["findings"].to_string();
    assert!(!gone.contains(" since"), "{gone}");
}

/// What is set under a wrong name is why something is missing, which is not told.
#[test]
fn the_wrong_name_is_told_and_not_what_it_leaves_out() {
    let text =
        "target: ingester\nmemberlist:\n  tls_enabled: true\n  tls_cert_path: /c\n  key_file: /k\n";
    let said = said(&[("mimir.yaml", text)]);
    let findings = said.report["findings"].as_array().expect("findings");
    let codes: Vec<&str> = findings
        .iter()
        .filter_map(|it| it["code"].as_str())
        .collect();
    assert!(
        codes.contains(&"MT119") && !codes.contains(&"MT105"),
        "{codes:?}"
    );
}

#[test]
fn what_an_anchor_holds_is_told_once_for_all_who_take_it() {
    let text = "target: all
ingester_client:
  grpc_client_config: &client
    tls_ca_path: /ca
frontend_worker:
  grpc_client_config: *client
memberlist:
  <<: *client
";
    let said = said(&[("mimir.yaml", text)]);
    let findings = said.report["findings"].as_array().expect("findings");
    let mut unswitched = findings.iter().filter(|it| it["code"] == "MT103");
    let told = unswitched.next().expect("a finding");
    assert!(unswitched.next().is_none());
    assert_eq!(told["place"]["line"], 4);
    let all = format!("{} {}", told["what"], told["also"]);
    for surface in ["ingester-client", "frontend-client", "memberlist"] {
        assert!(all.contains(surface), "{all}");
    }
}

/// The flags of a process whose ring, objects or cache are kept somewhere, and what
/// is said of them.
fn beside(component: &str, choice: [&str; 2], flags: &[&str]) -> BTreeSet<String> {
    let [flag, kept] = choice;
    let all = [
        &[format!("-{flag}={kept}")][..],
        &flags.iter().map(|it| format!("-{it}")).collect::<Vec<_>>(),
    ]
    .concat();
    let said = pod(component, &all);
    said.codes()
        .into_iter()
        .chain(said.notes())
        .map(ToString::to_string)
        .collect()
}

/// A rule, a component that it may speak of, and the option that chooses.
type Rule<'a> = (&'a str, &'a str, &'a str);

/// No rule of a value tells of a block that another choice leaves idle.
#[test]
fn what_belongs_to_another_choice_is_told_by_no_rule() {
    let vault = [
        "vault.enabled=true",
        "vault.url=https://vault:8200",
        "vault.mount-path=secret",
    ];
    let cases: [(Rule<'_>, [&str; 2], &[&str]); 4] = [
        (
            ("MT114", "ingester", "ingester.ring.store"),
            ["etcd", "memberlist"],
            &[
                "ingester.ring.etcd.tls-enabled=true",
                "ingester.ring.etcd.tls-min-version=VersionTLS12",
            ],
        ),
        (
            ("MT131", "ingester", "blocks-storage.backend"),
            ["s3", "filesystem"],
            &[
                "blocks-storage.s3.insecure=true",
                "memberlist.tls-enabled=true",
            ],
        ),
        (
            ("MT135", "ingester", "ingester.ring.store"),
            ["etcd", "memberlist"],
            &[
                "ingester.ring.etcd.tls-enabled=true",
                "ingester.ring.etcd.tls-ca-path=/t/ca",
                vault[0],
                vault[1],
                vault[2],
            ],
        ),
        (
            ("MT129", "ingester", "ingester.ring.store"),
            ["consul", "memberlist"],
            &["memberlist.tls-enabled=true"],
        ),
    ];
    for ((code, component, choice), [ours, other], flags) in cases {
        let chosen = beside(component, [choice, ours], flags);
        assert!(chosen.contains(code), "{code}: {chosen:?}");
        let idle = beside(component, [choice, other], flags);
        assert!(!idle.contains(code), "{code}: {idle:?}");
    }
    // Nor does it make a configuration one with TLS.
    let etcd = ["ingester.ring.etcd.tls-enabled=true"];
    for (store, is_plain) in [("etcd", false), ("memberlist", true)] {
        let said = beside("ingester", ["ingester.ring.store", store], &etcd);
        assert_eq!(said.contains("MT422"), is_plain, "{store}: {said:?}");
    }
}

/// dskit reads the word for client authentication where a listener has both of its
/// pair, and nowhere else.
#[test]
fn an_unknown_client_authentication_stops_a_listener_in_tls_alone() {
    let flags = |more: &[&str]| {
        let word = ["server.grpc-tls-client-auth=RequireAny"];
        let all = word
            .iter()
            .chain(more)
            .map(|it| format!("-{it}"))
            .collect::<Vec<_>>();
        pod("ingester", &all)
    };
    let pair = [
        "server.grpc-tls-cert-path=/t/a",
        "server.grpc-tls-key-path=/t/b",
    ];
    let tls = flags(&pair);
    assert!(tls.codes().contains("MT107"), "{:?}", tls.codes());
    for (more, beside) in [(&pair[..0], "MT102"), (&pair[..1], "MT101")] {
        let plain = flags(more);
        assert!(plain.notes().contains("MT107"), "{:?}", plain.notes());
        assert!(!plain.codes().contains("MT107"), "{:?}", plain.codes());
        assert!(
            plain.codes().contains(beside),
            "{beside}: {:?}",
            plain.codes()
        );
        let findings = plain.report["findings"].to_string();
        assert!(findings.contains("nobody looks at it while"), "{findings}");
    }
}

/// By default there is no cache: what a block says of one that nothing chooses is of
/// nobody yet.
#[test]
fn a_cache_that_nothing_chooses_is_no_error() {
    let config = |backend: &str| {
        format!(
            "target: all\nblocks_storage:\n  bucket_store:\n    chunks_cache:\n{backend}      memcached: {{addresses: 'a:1', tls_enabled: true, tls_cert_path: /c, tls_min_version: TLS9}}\n"
        )
    };
    let codes = BTreeSet::from(["MT105", "MT110", "MT125"]);
    let chosen = said(&[("mimir.yaml", &config("      backend: memcached\n"))]);
    assert!(chosen.codes().is_superset(&codes), "{:?}", chosen.codes());
    let unchosen = said(&[("mimir.yaml", &config(""))]);
    assert_eq!(unchosen.codes(), BTreeSet::new());
    assert!(
        unchosen.notes().is_superset(&codes),
        "{:?}",
        unchosen.notes()
    );
    // The chart chooses by itself.
    let values = format!(
        "mimir:\n  structuredConfig:\n    {}",
        config("")
            .replace("target: all\n", "")
            .replace('\n', "\n    ")
    );
    let charts = said(&[("values.yaml", &values)]);
    assert!(charts.codes().is_superset(&codes), "{:?}", charts.codes());
}

/// Two processes of one text, one with TLS, and an option twice in two texts.
#[test]
fn what_stands_beside_is_named() {
    let compose = "services:
  one:
    image: grafana/mimir:2.17.2
    command: [-target=querier, -server.grpc-tls-cert-path=/a, -server.grpc-tls-key-path=/b]
  two:
    image: grafana/mimir:2.17.2
    command: [-target=distributor]
";
    let told = said(&[("compose.yaml", compose)]);
    let finding = |code: &str| {
        let findings = told.report["findings"].as_array().cloned();
        let mut findings = findings.unwrap_or_default().into_iter();
        findings.find(|it| it["code"] == code).unwrap_or_default()
    };
    let what = finding("MT423")["what"].to_string();
    assert!(
        what.contains("(two) has nothing of TLS, and querier (one) beside"),
        "{what}"
    );
}
