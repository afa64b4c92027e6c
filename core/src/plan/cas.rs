//! The CAs that cert-manager makes for a cluster.

use super::{Plan, Target};
use crate::pki::DnsName;

impl Plan {
    /// The CAs that cert-manager makes for this cluster, by name: the first signs,
    /// all are trusted. None where it makes none, as an issuer that is there signs
    /// or the plan is without that target.
    ///
    /// ```
    /// use mimir_tls::plan::{Plan, PlanFile};
    ///
    /// let file = b"version: 1\nplatform: kubernetes\ntargets: [cert-manager, kubernetes]\n";
    /// let (plan, _) = Plan::resolve(&PlanFile::parse(file)?)?;
    /// assert_eq!(plan.made_cas(), ["mimir-mimir-ca"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn made_cas(&self) -> Vec<String> {
        if !self.targets.contains(&Target::CertManager) || self.issuer.name.is_some() {
            return Vec::new();
        }
        match self.issuer.cas.as_slice() {
            [] => vec![self.usual_ca()],
            cas => cas.iter().map(ToString::to_string).collect(),
        }
    }

    /// What the CA is called where nobody says otherwise.
    pub(crate) fn usual_ca(&self) -> String {
        // Two clusters of one name may be in two namespaces.
        format!("{}-{}-ca", self.cluster.namespace, self.cluster.name)
    }

    /// Has cert-manager make another CA, called after the one that signs, and sign
    /// with that alone.
    pub(crate) fn renew_made_ca(&mut self) {
        if let Some(signs) = self.made_cas().first() {
            let (name, number) = match signs.rsplit_once('-') {
                Some((name, number)) => (name, number.parse::<u32>().ok()),
                None => ("", None),
            };
            let next = match number {
                Some(number) => format!("{name}-{}", number.saturating_add(1)),
                None => format!("{signs}-2"),
            };
            self.sign_by([next]);
        }
    }

    /// Has these CAs made, the first of which signs; a name too long for one is left out.
    pub(crate) fn sign_by(&mut self, cas: impl IntoIterator<Item = String>) {
        let names = cas.into_iter().map(|ca| DnsName::parse(&ca));
        self.issuer.cas = names.filter_map(|it| Some(it.ok()?.0)).collect();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use crate::plan::{Plan, PlanFile};

    #[test]
    fn a_name_is_counted_up() {
        for (issuer, next) in [
            ("{}", "mimir-mimir-ca-2"),
            ("{cas: [ca-2, ca]}", "ca-3"),
            ("{cas: [root]}", "root-2"),
            ("{cas: [a-b]}", "a-b-2"),
        ] {
            let text = format!(
                "version: 1\nplatform: kubernetes\ntargets: [cert-manager]\nissuer: {issuer}\n"
            );
            let file = PlanFile::parse(text.as_bytes()).unwrap();
            let mut plan = Plan::resolve(&file).unwrap().0;
            plan.renew_made_ca();
            assert_eq!(plan.made_cas(), [next], "{issuer}");
        }
    }
}
