#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::plan::PlanFile;

fn plan(text: &str) -> Plan {
    let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
    Plan::resolve(&file).unwrap().0
}

/// Everybody outside whom a plan's own policy refuses.
fn refused(text: &str) -> Vec<String> {
    let plan = plan(text);
    let links = topology::links(&plan);
    let refused = links
        .iter()
        .filter(|link| expectation(&plan, link) != Expectation::Accepted);
    let mut who: Vec<_> = refused.map(|link| link.from.to_string()).collect();
    who.sort();
    who.dedup();
    who
}

#[test]
fn outsiders_are_refused_by_what_they_have_in_hand() {
    // What nobody chose is nothing to complain of.
    assert_eq!(refused(""), [""; 0]);
    assert_eq!(refused("platform: compose"), [""; 0]);
    for platform in ["kubernetes", "helm"] {
        let refused = refused(&format!("platform: {platform}"));
        assert_eq!(refused, ["rollout-operator"]);
    }
    let strict = "policy: {http: RequireAndVerifyClientCert}";
    assert_eq!(refused(strict), ["grafana", "remote-writer", "scraper"]);
    assert_eq!(
        refused(&format!("platform: kubernetes\n{strict}")),
        [
            "grafana",
            "kubelet",
            "remote-writer",
            "rollout-operator",
            "scraper"
        ]
    );
    let plain = "surfaces: {server-http: false}";
    assert_eq!(refused(plain), [""; 0]);
}

#[test]
fn a_refused_outsider_is_told_what_to_do() {
    let strict = "platform: kubernetes\npolicy: {http: RequireAndVerifyClientCert}";
    let plan = plan(strict);
    for link in topology::links(&plan) {
        if let Expectation::Refused { fix } = expectation(&plan, &link) {
            assert!(!fix.is_empty(), "{}", link.from);
            assert!(link.from.component().is_none(), "{}", link.from);
        }
    }
}

/// The strangers that a door of the first member lets in.
fn welcome(text: &str, protocol: Protocol) -> Vec<&'static str> {
    let plan = plan(text);
    let at = End::Component(plan.members.first().unwrap().component);
    let strangers = strangers(&plan, &topology::links(&plan)).into_iter();
    strangers
        .filter(|(control, _)| (control.at, control.protocol) == (at, protocol))
        .filter(|(_, welcome)| *welcome)
        .map(|(control, _)| control.stranger.name())
        .collect()
}

#[test]
fn a_door_lets_in_whom_its_policy_does() {
    let none = "client without a certificate";
    let foreign = "client of another CA";
    for (text, protocol, wanted) in [
        ("", Protocol::Grpc, &[][..]),
        ("", Protocol::Http, &[none][..]),
        ("", Protocol::Gossip, &[none, foreign]),
        (
            "policy: {grpc: NoClientCert}",
            Protocol::Grpc,
            &[none, foreign],
        ),
        (
            "policy: {grpc: RequireClientCert}",
            Protocol::Grpc,
            &[foreign],
        ),
        (
            "policy: {http: RequireAndVerifyClientCert}",
            Protocol::Http,
            &[],
        ),
        (
            "surfaces: {server-http: false}",
            Protocol::Http,
            &["client without TLS"],
        ),
    ] {
        assert_eq!(welcome(text, protocol), wanted, "{text} {protocol}");
    }
}

#[test]
fn every_member_has_strangers_at_its_grpc_door() {
    let plan = plan("components: [compactor, overrides-exporter]");
    let strangers = strangers(&plan, &topology::links(&plan));
    for member in &plan.members {
        let at = End::Component(member.component);
        let there = strangers
            .iter()
            .filter(|(control, _)| (control.at, control.protocol) == (at, Protocol::Grpc));
        assert_eq!(there.count(), 3, "{at}");
    }
}
