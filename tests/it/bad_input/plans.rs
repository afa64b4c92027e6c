//! Files that are no plan.

use std::fs::File;

use expect_test::expect;

use super::plan;
use crate::place::Place;

#[test]
fn plans_that_are_none() {
    plan(
        "",
        &expect![[r#"
            error: plan.yaml: the text is empty
            hint: a plan is a short text in YAML or JSON that begins with `version: 1`
        "#]],
    );
    plan(
        "# nothing yet\n",
        &expect![[r#"
            error: plan.yaml: the text is empty
            hint: a plan is a short text in YAML or JSON that begins with `version: 1`
        "#]],
    );
    plan(
        b"\x7fELF\x02\x01\x01\x00\xff\xfe",
        &expect![[r#"
        error: plan.yaml: line 1, column 9: this is not text: a byte here is no UTF-8
    "#]],
    );
    plan(
        "just words\n",
        &expect![[r#"
            error: plan.yaml: line 1, column 1: a plan is a mapping of keys to choices
            hint: write `version: 1` in the first line, then a key and a colon for each choice
        "#]],
    );
    plan(
        "- 1\n- 2\n",
        &expect![[r#"
            error: plan.yaml: line 1, column 1: a plan is a mapping of keys to choices
            hint: write `version: 1` in the first line, then a key and a colon for each choice
        "#]],
    );
    plan(
        "version: 1\nmode: [\n",
        &expect![[r#"
        error: plan.yaml: line 3, column 1: mode: while parsing a node, did not find expected node content
    "#]],
    );
    plan(
        "version: 1\nmode: monolithic\nmode: microservices\n",
        &expect![[r#"
            error: plan.yaml: line 3, column 1: the key `mode` stands here a second time
            hint: keep one of the two; the first is at line 2, column 1
        "#]],
    );
    plan(
        "a: &a [1, 2]\nb: &b [*a, *a, *a]\nc: *b\n",
        &expect![[r#"
            error: plan.yaml: line 1, column 1: unknown key `a`
            hint: known are version, release, mode, platform, components, cluster, server_name, cert_dir, certificates, issuer, policy, surfaces, targets
        "#]],
    );
    plan(
        "[".repeat(100_000),
        &expect![[r#"
        error: plan.yaml: line 1, column 256: recursion limit exceeded
    "#]],
    );
    plan(
        format!("{{\"version\": 1, \"mode\": {}", "{\"a\":".repeat(100_000)),
        &expect![[r#"
            error: plan.yaml: line 1, column 1294: recursion limit exceeded
        "#]],
    );
}

#[test]
fn a_plan_never_holds_a_key_or_a_certificate() {
    // In two parts, so that no scanner takes this file for a leak.
    for kind in ["PRIVATE KEY", "CERTIFICATE", "EC PRIVATE KEY"] {
        let block = format!("-----BEGIN {kind}-----");
        let text =
            format!("version: 1\ncertificates:\n  ca:\n    key: |\n      {block}\n      AAAA\n");
        let place = Place::new().with("plan.yaml", text);
        place.refused(
            ["generate", "--plan", "plan.yaml"],
            &match kind {
                "PRIVATE KEY" => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
                "CERTIFICATE" => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
                _ => expect![[r#"
                    error: plan.yaml: line 5, column 1: a certificate or key stands in the plan
                    hint: take it out; a plan holds choices only, and certificates are made anew or named by path
                "#]],
            },
        );
    }
}

#[test]
fn a_plan_of_a_hundred_megabytes() {
    let place = Place::new();
    File::create(place.at("plan.yaml"))
        .unwrap()
        .set_len(100 << 20)
        .unwrap();
    place.refused(
        ["generate", "--plan", "plan.yaml"],
        &expect![[r#"
        error: the plan `plan.yaml` is larger than 1 MiB, which no plan needs
    "#]],
    );
}

#[test]
fn plan_files_that_cannot_be_read() {
    let place = Place::new();
    std::fs::create_dir(place.at("folder")).unwrap();
    place.refused(
        ["generate", "--plan", "folder"],
        &expect![[r#"
        error: the plan `folder` is a folder
        hint: name a file in it
    "#]],
    );
    place.refused(
        ["generate", "--plan", "nowhere.yaml"],
        &expect![[r#"
        error: could not read the plan `nowhere.yaml`: no such file or directory
    "#]],
    );
    place.refused(
        ["generate", "--plan", "-"],
        &expect![[r#"
            error: standard input: the text is empty
            hint: a plan is a short text in YAML or JSON that begins with `version: 1`
        "#]],
    );
}
