//! Those who are no part of Mimir: what a cache, a probe or a gateway has in hand.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::catalog::{End, External, Material};
use crate::cluster::{Blob, FileText, Side};
use crate::folder::{CertFile, CertFolder};
use crate::plan::Plan;
use crate::policy::ClientAuth;
use crate::topology::{Dial, Link};

/// What everybody outside is made of.
pub(crate) struct Outside<'a> {
    plan: &'a Plan,
    folder: &'a CertFolder,
    /// Files that were asked for: each is hashed once, however many links want it.
    asked: RefCell<BTreeMap<(End, &'static str), FileText<'a>>>,
}

impl<'a> Outside<'a> {
    pub(crate) fn new(plan: &'a Plan, folder: &'a CertFolder) -> Self {
        let asked = RefCell::default();
        Self {
            plan,
            folder,
            asked,
        }
    }

    /// A cache, a store, a broker: it shows the same server certificate, and
    /// asks for a client's, so that the client's is proven too.
    pub(crate) fn server(&self, owner: End) -> Side<'a> {
        let files = [CertFile::Server, CertFile::ServerKey, CertFile::Root];
        let files = files.map(|file| self.file(owner, file));
        Side::outside_server(files, ClientAuth::RequireAndVerify)
    }

    /// A probe, a scraper, a gateway, with what such a thing has in hand.
    pub(crate) fn client(&self, external: External, link: &Link) -> Side<'a> {
        let material = external.material().unwrap_or(Material::None);
        if material == Material::Plaintext || !self.plan.speaks_tls(link.surface) {
            return Side::plaintext();
        }
        let has_certificate = material == Material::ClientCertificate;
        let has_ca = has_certificate || material == Material::Ca;
        let file = |wanted, file| match wanted {
            true => self.file(End::External(external), file),
            false => FileText::NotSet,
        };
        // Who dials addresses and verifies can only verify the shared name.
        let wants_name = external.verifies() && matches!(link.dial, Dial::Ip(_));
        let name = match wants_name {
            true => self.plan.server_name.as_str(),
            false => "",
        };
        let files = [
            file(has_certificate, CertFile::Client),
            file(has_certificate, CertFile::ClientKey),
            file(has_ca, CertFile::Root),
        ];
        Side::outside_client(files, name, !external.verifies())
    }

    /// The CA's certificate, as `owner` has it; not set where there is none.
    pub(super) fn root(&self, owner: End) -> FileText<'a> {
        match self.file(owner, CertFile::Root) {
            FileText::Missing(_) => FileText::NotSet,
            file => file,
        }
    }

    fn file(&self, owner: End, file: CertFile) -> FileText<'a> {
        let name = file.name(self.plan.certificates.profile);
        let read = || match self.folder.file(owner, name) {
            Some(bytes) => FileText::Given(Blob::new(bytes)),
            None => FileText::Missing(name),
        };
        *(self.asked.borrow_mut())
            .entry((owner, name))
            .or_insert_with(read)
    }
}
