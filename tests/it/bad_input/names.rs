//! Names, addresses and paths that certificates or options cannot carry.

use expect_test::expect;

use super::{options, plan};

#[test]
fn names_that_no_certificate_can_carry() {
    for (name, said) in [
        (
            "mimir_1.example.com",
            expect![[r#"
            error: --dns: DNS name "mimir_1.example.com": label 1 ("mimir_1") has an underscore, which no host name may have; write "mimir-1"
        "#]],
        ),
        (
            "mimir 1.example.com",
            expect![[r#"
            error: --dns: DNS name "mimir 1.example.com": character 6 is a blank; remove it; several names are several entries
        "#]],
        ),
        (
            "a..b",
            expect![[r#"
            error: --dns: DNS name "a..b": label 2 is empty; write one dot between labels, and none in front
        "#]],
        ),
        (
            "",
            expect![[r#"
            error: --dns: DNS name "": it is empty; write a name such as "mimir.example"
        "#]],
        ),
        (
            "foo.*.example.com",
            expect![[r#"
            error: --dns: DNS name "foo.*.example.com": label 2 ("*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example"
        "#]],
        ),
        (
            "*",
            expect![[r#"
            error: --dns: DNS name "*": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves
        "#]],
        ),
        (
            "*.com",
            expect![[r#"
            error: --dns: DNS name "*.com": a wildcard needs at least two labels behind it; write it as in "*.mimir.example", or list the names themselves
        "#]],
        ),
        (
            "fo*.example.com",
            expect![[r#"
            error: --dns: DNS name "fo*.example.com": label 1 ("fo*") holds a wildcard in the wrong place; write `*` only as the whole left-most label, as in "*.mimir.example"
        "#]],
        ),
        (
            "10.0.0.1",
            expect![[r#"
                error: --dns: DNS name "10.0.0.1": it is an IP address; write a name; addresses such as 10.0.0.1 have a list of their own
            "#]],
        ),
        (
            "mimir.example.com:9095",
            expect![[r#"
            error: --dns: DNS name "mimir.example.com:9095": it has a port (9095), which no certificate holds; write "mimir.example.com"
        "#]],
        ),
        (
            "https://mimir.example.com",
            expect![[r#"
            error: --dns: DNS name "https://mimir.example.com": it is a URL (https); write the host alone: "mimir.example.com"
        "#]],
        ),
        (
            "-mimir.example.com",
            expect![[r#"
                error: unexpected argument `-m`
                hint: if that is the value of `--dns`, write `--dns=-mimir.example.com`
            "#]],
        ),
    ] {
        options(["--dns", name], &said);
    }
    let label = "a".repeat(64);
    options(
        ["--dns", &format!("{label}.example.com")],
        &expect![[r#"
        error: --dns: DNS name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com": label 1 ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") has 64 bytes; write 1 to 63 bytes
    "#]],
    );
    let long = format!("{}com", "abcdefg.".repeat(32));
    options(
        ["--dns", &long],
        &expect![[r#"
        error: --dns: DNS name "abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.abcdefg.com": it has 259 bytes; write 253 bytes or fewer
    "#]],
    );
    options(
        ["--server-name", "*.mimir.example.com"],
        &expect![[r#"
        error: server_name: `*.mimir.example.com` is a wildcard, and a client asks for one name; write a name without `*`
    "#]],
    );
    options(
        ["--cluster", "my_mimir"],
        &expect![[r#"
        error: --cluster: DNS name "my_mimir": label 1 ("my_mimir") has an underscore, which no host name may have; write "my-mimir"
    "#]],
    );
    options(
        ["--namespace", "a b"],
        &expect![[r#"
        error: --namespace: DNS name "a b": character 2 is a blank; remove it; several names are several entries
    "#]],
    );
    options(
        ["--domain", "cluster..local"],
        &expect![[r#"
        error: --domain: DNS name "cluster..local": label 2 is empty; write one dot between labels, and none in front
    "#]],
    );
    plan(
        "version: 1\ncertificates:\n  dns:\n    - ok.example\n    - not_ok.example\n",
        &expect![[r#"
            error: plan.yaml: line 5, column 7: certificates.dns.2: DNS name "not_ok.example": label 1 ("not_ok") has an underscore, which no host name may have; write "not-ok"
        "#]],
    );
}

#[test]
fn addresses() {
    options(
        ["--ip", "10.0.0.1:9095"],
        &expect![[r#"
        error: --ip: address "10.0.0.1:9095": it is an IP address with a port, which no certificate holds; write 10.0.0.1
    "#]],
    );
    options(
        ["--ip", "[::1]:9095"],
        &expect![[r#"
        error: --ip: address "[::1]:9095": it is an IP address with a port, which no certificate holds; write ::1
    "#]],
    );
    options(
        ["--ip", "10.0.0.0/8"],
        &expect![[r#"
        error: --ip: address "10.0.0.0/8": it is a network, and a certificate vouches for single addresses; write 10.0.0.0
    "#]],
    );
    options(
        ["--ip", "10.0.0"],
        &expect![[r#"
        error: --ip: address "10.0.0": it is not an IP address; write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names
    "#]],
    );
    options(
        ["--ip", "mimir.example.com"],
        &expect![[r#"
        error: --ip: address "mimir.example.com": it is not an IP address; write one such as 10.0.0.1 or 2001:db8::1; names belong to the DNS names
    "#]],
    );
    plan(
        "version: 1\ncertificates:\n  ips: [10.0.0.1, '10.0.0.2:80']\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 19: certificates.ips.2: address "10.0.0.2:80": it is an IP address with a port, which no certificate holds; write 10.0.0.2
        "#]],
    );
}

#[test]
fn certificate_folders() {
    options(
        ["--cert-dir", "certs"],
        &expect![[r#"
        error: --cert-dir: `certs` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", "./certs"],
        &expect![[r#"
        error: --cert-dir: `./certs` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", ""],
        &expect![[r#"
        error: --cert-dir: `` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--cert-dir", "/etc/mimir tls"],
        &expect![[r#"
        error: --cert-dir: the path holds ' ' at character 11; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    options(
        ["--cert-dir", "/etc/mimir\ntls"],
        &expect![[r#"
        error: --cert-dir: the path holds '\n' at character 11; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    options(
        ["--cert-dir", "/etc/../tls"],
        &expect![[r#"
        error: --cert-dir: the path has the part `..`; write it without `.`, `..` and double slashes
    "#]],
    );
    options(
        ["--cert-dir", "C:\\mimir"],
        &expect![[r#"
        error: --cert-dir: the path holds ':' at character 2; use letters, digits and `/ . _ -`, so that no flag needs quotes
    "#]],
    );
    options(
        ["--cert-dir", "/"],
        &expect![[r#"
        error: --cert-dir: `/` is the root of everything; write a folder of its own, such as /etc/mimir/tls
    "#]],
    );
    options(
        ["--platform", "helm", "--cert-dir", "/etc/mimir"],
        &expect![[r#"
        error: cert_dir: `/etc/mimir` cannot be mounted, since containers have /etc/mimir themselves; write a folder of its own, such as /etc/mimir-tls
    "#]],
    );
    plan(
        "version: 1\ncert_dir: etc/mimir\n",
        &expect![[r#"
        error: plan.yaml: line 2, column 11: cert_dir: `etc/mimir` is a relative path; write the absolute path that Mimir will see, such as /etc/mimir/tls
    "#]],
    );
}

#[test]
fn subjects() {
    plan(
        "version: 1\ncertificates: {ca: {subject: CN=root}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 30: certificates.ca.subject: subject "CN=root": it does not begin with a slash; write it as in /C=US/ST=KY/O=Org/CN=name
        "#]],
    );
    plan(
        "version: 1\ncertificates: {ca: {subject: /C=USA/CN=root}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 30: certificates.ca.subject: subject "/C=USA/CN=root": C is "USA"; write the two capital letters of a country, such as US
        "#]],
    );
    plan(
        "version: 1\ncertificates: {leaf: {subject: /O=Org/CN=mine}}\n",
        &expect![[r#"
            error: plan.yaml: line 2, column 32: certificates.leaf.subject: leave CN out; each certificate gets its own (server, client)
        "#]],
    );
}
