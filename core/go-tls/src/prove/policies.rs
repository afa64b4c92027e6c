//! Certificate policies of a chain: RFC 5280, section 6.1, as RFC 9618 fixes it,
//! in the steps of Go's `policiesValid`. Nobody asks for a policy of its own, so
//! a chain fails only where one of its CAs demands an explicit one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::x509::{Certificate, Policies};

/// `anyPolicy`, 2.5.29.32.0.
const ANY: &[u8] = &[0x55, 0x1d, 0x20, 0x00];

/// A policy at one depth of the graph.
#[derive(Debug, Default)]
struct Node {
    /// What counts as this policy one certificate further down.
    expected: Vec<Vec<u8>>,
    /// The policies one certificate further up that it hangs from.
    parents: BTreeSet<Vec<u8>>,
    /// Whether it hangs from `anyPolicy` beside it instead, as a mapped one does.
    mapped_from_any: bool,
}

/// One certificate's policies.
type Stratum = BTreeMap<Vec<u8>, Node>;

/// Whether a chain, leaf first, holds what its CAs demand.
pub(super) fn valid(chain: &[Arc<Certificate>]) -> bool {
    let Some((_, below)) = chain.split_last() else {
        return true;
    };
    let Some(leaf) = below.first() else {
        return true;
    };
    let start = below.len() as i64 + 1;
    let (mut inhibit_any, mut explicit, mut mapping) = (start, start, start);
    let mut graph = Some(Graph::new());
    for (index, certificate) in below.iter().enumerate().rev() {
        let policies = certificate.policies();
        let is_leaf = index == 0;
        let own_issuer = certificate.raw_issuer() == certificate.raw_subject();
        if policies.own.is_empty() {
            graph = None;
        }
        match &mut graph {
            None if explicit == 0 => return false,
            None => {}
            Some(graph) => {
                let any_counts = inhibit_any > 0 || !is_leaf && own_issuer;
                graph.descend(policies, any_counts);
                if !is_leaf && !graph.map(policies, mapping > 0) {
                    return false;
                }
            }
        }
        if is_leaf {
            continue;
        }
        let demands = [
            (&mut explicit, policies.require_explicit),
            (&mut mapping, policies.inhibit_mapping),
            (&mut inhibit_any, policies.inhibit_any),
        ];
        for (left, demand) in demands {
            if !own_issuer {
                *left = (*left - 1).max(0);
            }
            if let Some(demand) = demand.filter(|demand| *demand >= 0) {
                *left = (*left).min(demand);
            }
        }
    }
    let demanded = explicit <= 1 || leaf.policies().require_explicit == Some(0);
    !demanded || graph.is_some_and(|graph| graph.has_valid_policy())
}

/// The valid policies, from the root (`anyPolicy`) down.
struct Graph(Vec<Stratum>);

impl Graph {
    fn new() -> Self {
        let root = Node {
            expected: vec![ANY.to_vec()],
            ..Node::default()
        };
        Self(vec![BTreeMap::from([(ANY.to_vec(), root)])])
    }

    /// Section 6.1.3 (d): the next certificate's policies.
    fn descend(&mut self, policies: &Policies, any_counts: bool) {
        let Some(above) = self.0.last() else { return };
        let mut stratum = Stratum::new();
        let mut insert = |policy: &[u8], parents: BTreeSet<Vec<u8>>| {
            let node = Node {
                expected: vec![policy.to_vec()],
                parents,
                mapped_from_any: false,
            };
            stratum.insert(policy.to_vec(), node);
        };
        let expecting = |policy: &[u8]| -> BTreeSet<Vec<u8>> {
            above
                .iter()
                .filter(|(_, node)| node.expected.iter().any(|expected| expected == policy))
                .map(|(policy, _)| policy.clone())
                .collect()
        };
        let mut named = BTreeSet::new();
        for policy in policies.own.iter().filter(|policy| *policy != ANY) {
            let mut parents = expecting(policy);
            if parents.is_empty() && above.contains_key(ANY) {
                parents.insert(ANY.to_vec());
            }
            if !parents.is_empty() {
                insert(policy, parents);
                named.insert(policy.clone());
            }
        }
        if any_counts && policies.own.iter().any(|policy| policy == ANY) {
            let expected: BTreeSet<&Vec<u8>> =
                above.values().flat_map(|node| &node.expected).collect();
            for policy in expected
                .into_iter()
                .filter(|policy| !named.contains(*policy))
            {
                insert(policy, expecting(policy));
            }
        }
        self.0.push(stratum);
        self.prune();
    }

    /// Section 6.1.4 (a) and (b): mappings for those below; false for one that
    /// must not be.
    fn map(&mut self, policies: &Policies, allowed: bool) -> bool {
        let mut mapped: BTreeMap<&Vec<u8>, Vec<Vec<u8>>> = BTreeMap::new();
        for (issuer, subject) in &policies.mappings {
            if !allowed {
                if let Some(leaves) = self.0.last_mut() {
                    leaves.remove(issuer);
                }
            } else if issuer == ANY || subject == ANY {
                return false;
            } else {
                mapped.entry(issuer).or_default().push(subject.clone());
            }
        }
        if !policies.mappings.is_empty() {
            self.prune();
        }
        let Some(leaves) = self.0.last_mut() else {
            return true;
        };
        for (issuer, subjects) in mapped {
            if let Some(node) = leaves.get_mut(issuer) {
                node.expected = subjects;
            } else if leaves.contains_key(ANY) {
                let node = Node {
                    expected: subjects,
                    mapped_from_any: true,
                    ..Node::default()
                };
                leaves.insert(issuer.clone(), node);
            }
        }
        true
    }

    /// Takes away what leads nowhere; the root and the last depth stay.
    fn prune(&mut self) {
        for depth in (1..self.0.len().saturating_sub(1)).rev() {
            let (above, below) = self.0.split_at_mut(depth + 1);
            let (Some(stratum), Some(below)) = (above.last_mut(), below.first()) else {
                return;
            };
            let has_child =
                |policy: &Vec<u8>| below.values().any(|node| node.parents.contains(policy));
            stratum.retain(|policy, _| policy == ANY || has_child(policy));
            let holds_any = stratum.values().any(|node| node.mapped_from_any);
            stratum.retain(|policy, _| policy != ANY || holds_any || has_child(policy));
        }
    }

    /// Section 6.1.5 (g): whether any policy of the leaf came all the way down.
    fn has_valid_policy(&self) -> bool {
        let of_any = |node: &Node| {
            node.mapped_from_any || node.parents.len() == 1 && node.parents.contains(ANY)
        };
        let named = self
            .0
            .iter()
            .flatten()
            .any(|(policy, node)| policy != ANY && of_any(node));
        named || self.0.last().is_some_and(|leaves| leaves.contains_key(ANY))
    }
}
