#![expect(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};

use super::*;

fn check(given: &str, expect: Expect) {
    expect.assert_eq(&match DnsName::parse(given) {
        Ok((name, None)) => name.to_string(),
        Ok((name, Some(adjusted))) => format!("{name}\nwarning: {adjusted}"),
        Err(error) => error.to_string(),
    });
}

#[test]
fn good_names() {
    check("localhost", expect!["localhost"]);
    check(
        "Ingester.Mimir.SVC.cluster.local",
        expect!["ingester.mimir.svc.cluster.local"],
    );
    check("*.mimir.example", expect!["*.mimir.example"]);
    check("a.b-c.d3", expect!["a.b-c.d3"]);
    check(
        &"a".repeat(63),
        expect!["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    );
    assert!(DnsName::parse("*.a.b").unwrap().0.is_wildcard());
}

#[test]
fn fixed_names() {
    check(
        "mimir.example.",
        expect![[r#"
        mimir.example
        warning: DNS name "mimir.example." is written as "mimir.example", without the trailing dot, which Go does not match"#]],
    );
    check(
        "bücher.example",
        expect![[r#"
        xn--bcher-kva.example
        warning: DNS name "bücher.example" is written as "xn--bcher-kva.example", in Punycode, the form that certificates carry"#]],
    );
    check(
        "*.BÜCHER.example.",
        expect![[r#"
        *.xn--bcher-kva.example
        warning: DNS name "*.BÜCHER.example." is written as "*.xn--bcher-kva.example", without the trailing dot and in Punycode"#]],
    );
    check("xn--bcher-kva.example", expect!["xn--bcher-kva.example"]);
}

#[test]
fn bad_characters() {
    check(
        "",
        expect![[r#"DNS name "": it is empty; write a name such as "mimir.example""#]],
    );
    check(
        " mimir",
        expect![[
            r#"DNS name " mimir": character 1 is a blank; remove it; several names are several entries"#
        ]],
    );
    check(
        "mimir prod.example",
        expect![[
            r#"DNS name "mimir prod.example": character 6 is a blank; remove it; several names are several entries"#
        ]],
    );
    check(
        "mimir\u{a0}prod",
        expect![[
            r#"DNS name "mimir\u{a0}prod": character 6 is a blank; remove it; several names are several entries"#
        ]],
    );
    check(
        "mimir\nprod",
        expect![[r#"DNS name "mimir\nprod": character 6 is the control character \n; remove it"#]],
    );
    check(
        "mimir\0.example",
        expect![[
            r#"DNS name "mimir\0.example": character 6 is the control character \u{0}; remove it"#
        ]],
    );
    check(
        "mimir\u{7f}",
        expect![[
            r#"DNS name "mimir\u{7f}": character 6 is the control character \u{7f}; remove it"#
        ]],
    );
    check(
        "mimir/prod",
        expect![[
            r#"DNS name "mimir/prod": label 1 ("mimir/prod") has the character '/'; write letters, digits and hyphens only"#
        ]],
    );
    check(
        "query_frontend.mimir.svc",
        expect![[
            r#"DNS name "query_frontend.mimir.svc": label 1 ("query_frontend") has an underscore, which no host name may have; write "query-frontend""#
        ]],
    );
    check(
        "_dns.mimir",
        expect![[
            r#"DNS name "_dns.mimir": label 1 ("_dns") has an underscore, which no host name may have; write "dns""#
        ]],
    );
}

#[test]
fn bad_labels() {
    check(
        ".",
        expect![[
            r#"DNS name ".": label 1 is empty; write one dot between labels, and none in front"#
        ]],
    );
    check(
        "..",
        expect![[
            r#"DNS name "..": label 1 is empty; write one dot between labels, and none in front"#
        ]],
    );
    check(
        "a..b",
        expect![[
            r#"DNS name "a..b": label 2 is empty; write one dot between labels, and none in front"#
        ]],
    );
    check(
        ".a",
        expect![[
            r#"DNS name ".a": label 1 is empty; write one dot between labels, and none in front"#
        ]],
    );
    check(
        "a.b..",
        expect![[
            r#"DNS name "a.b..": label 3 is empty; write one dot between labels, and none in front"#
        ]],
    );
    check(
        &format!("a.{}.b", "x".repeat(64)),
        expect![[
            r#"DNS name "a.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.b": label 2 ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") has 64 bytes; write 1 to 63 bytes"#
        ]],
    );
    check(
        "-a.b",
        expect![[
            r#"DNS name "-a.b": label 1 ("-a") begins or ends with a hyphen; write a letter or a digit there"#
        ]],
    );
    check(
        "a.b-",
        expect![[
            r#"DNS name "a.b-": label 2 ("b-") begins or ends with a hyphen; write a letter or a digit there"#
        ]],
    );
    check(
        "xn--a.example",
        expect![[
            r#"DNS name "xn--a.example": label 1 ("xn--a") is no valid internationalised name; write it in letters, digits and hyphens, or as valid Punycode (xn--...)"#
        ]],
    );
    check(
        "*.xn--99999999.example",
        expect![[
            r#"DNS name "*.xn--99999999.example": label 2 ("xn--99999999") is no valid internationalised name; write it in letters, digits and hyphens, or as valid Punycode (xn--...)"#
        ]],
    );
    check(
        "ü_ü.example",
        expect![[
            r#"DNS name "ü_ü.example": label 1 ("ü_ü") has an underscore, which no host name may have; write "ü-ü""#
        ]],
    );
}

#[test]
fn bad_wildcards() {
    check(
        "*",
        expect![[
            r#"DNS name "*": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves"#
        ]],
    );
    check(
        "*.com",
        expect![[
            r#"DNS name "*.com": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves"#
        ]],
    );
    check(
        "*.com.",
        expect![[
            r#"DNS name "*.com.": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves"#
        ]],
    );
    check(
        "a.*.b",
        expect![[
            r#"DNS name "a.*.b": label 2 ("*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example""#
        ]],
    );
    check(
        "a*.b.c",
        expect![[
            r#"DNS name "a*.b.c": label 1 ("a*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example""#
        ]],
    );
    check(
        "*.*.b.c",
        expect![[
            r#"DNS name "*.*.b.c": label 2 ("*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example""#
        ]],
    );
    check(
        "**.b.c",
        expect![[
            r#"DNS name "**.b.c": label 1 ("**") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example""#
        ]],
    );
}

#[test]
fn not_names() {
    check(
        "127.0.0.1",
        expect![[
            r#"DNS name "127.0.0.1": it is an IP address; write a name; addresses such as 127.0.0.1 have a list of their own"#
        ]],
    );
    check(
        "::1",
        expect![[
            r#"DNS name "::1": it is an IP address; write a name; addresses such as ::1 have a list of their own"#
        ]],
    );
    check(
        "[::1]",
        expect![[
            r#"DNS name "[::1]": it is an IP address; write a name; addresses such as ::1 have a list of their own"#
        ]],
    );
    check(
        "[::1]:9095",
        expect![[
            r#"DNS name "[::1]:9095": it is an IP address with a port; list ::1 as an IP, without the port"#
        ]],
    );
    check(
        "10.0.0.1:9095",
        expect![[
            r#"DNS name "10.0.0.1:9095": it is an IP address with a port; list 10.0.0.1 as an IP, without the port"#
        ]],
    );
    check(
        "10.0.0.256",
        expect![[
            r#"DNS name "10.0.0.256": its last label ("256") is a number, so it reads as a broken IP address; write a whole IP address in the list of IPs, or a name that ends in letters"#
        ]],
    );
    check(
        "mimir:9095",
        expect![[
            r#"DNS name "mimir:9095": it has a port (9095), which no certificate holds; write "mimir""#
        ]],
    );
    check(
        "https://mimir.example/ready",
        expect![[
            r#"DNS name "https://mimir.example/ready": it is a URL (https); write the host alone: "mimir.example""#
        ]],
    );
}

#[test]
fn whole_length() {
    let name = |bytes: usize| {
        let mut name = format!("{}.", "a".repeat(49)).repeat(5);
        name.push_str(&"b".repeat(bytes - 250));
        name
    };
    assert_eq!(name(253).parse::<DnsName>().unwrap().as_str().len(), 253);
    assert!(
        name(254)
            .parse::<DnsName>()
            .unwrap_err()
            .to_string()
            .ends_with("it has 254 bytes; write 253 bytes or fewer")
    );
}

#[test]
fn serde_is_text() {
    let name: DnsName = serde_json::from_str("\"MIMIR.example\"").unwrap();
    assert_eq!(serde_json::to_string(&name).unwrap(), "\"mimir.example\"");
    let error = serde_json::from_str::<DnsName>("\"a_b\"").unwrap_err();
    assert!(error.to_string().contains("underscore"), "{error}");
}
