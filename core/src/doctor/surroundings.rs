//! What stands around a cluster and speaks with it: gateways, scrapers,
//! writers, caches.

use super::finding::Place;

/// Everything around a cluster that the inputs show.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) gateways: Vec<Gateway>,
    pub(super) scrapes: Vec<Scrape>,
    /// URLs at which somebody writes or reads, and where they stand.
    pub(super) urls: Vec<(Place, String)>,
    pub(super) caches: Vec<Cache>,
    /// Paths of certificates that callers show, and where they are named.
    pub(super) shown: Vec<(Place, String)>,
    /// Workloads that the rollout-operator asks before it takes replicas away.
    pub(super) downscales: Vec<(Place, String)>,
    /// The gateway of the Helm chart, as the chart makes it.
    pub(super) default_gateway: Option<Place>,
}

/// An nginx in front of the components.
#[derive(Debug, Default)]
pub(super) struct Gateway {
    /// Where it passes requests on, and whether by https.
    pub(super) passes: Vec<(Place, String)>,
    pub(super) verifies: bool,
    pub(super) has_ca: bool,
    pub(super) has_certificate: bool,
    /// The name that it verifies.
    pub(super) name: Option<(Place, String)>,
}

/// A job that scrapes metrics.
#[derive(Debug)]
pub(super) struct Scrape {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) is_https: bool,
    pub(super) has_certificate: bool,
    pub(super) skips_verification: bool,
}

/// A memcached.
#[derive(Debug)]
pub(super) struct Cache {
    pub(super) place: Place,
    pub(super) is_tls: bool,
}
