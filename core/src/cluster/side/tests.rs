use super::*;
use crate::catalog::SurfaceKind;
use crate::cluster::{Container, Form, Lookup, Place};

/// What a process says at its start with words for a block whose files are
/// not set; listeners get a pair that nobody handed over.
#[expect(clippy::expect_used, reason = "a test fails loudly")]
fn started(kind: SurfaceKind, words: &[(Field, &str)]) -> Result<(), Absent> {
    let catalog = Catalog::builtin();
    let release = catalog.newest();
    let surface = catalog
        .surfaces(release)
        .find(|surface| surface.kind() == kind)
        .expect("a surface of that kind");
    let is_client = surface.is_client();
    let listener_pair = [(Field::Cert, "/server.crt"), (Field::Key, "/server.key")];
    let switch = [(Field::Enabled, "true")];
    let own: &[_] = if is_client { &switch } else { &listener_pair };
    let mut lookup = Lookup::new(release);
    let settings = own.iter().chain(words).filter_map(|(field, value)| {
        let both = catalog.surfaces(release).find(|it| it.is_both_servers());
        let of = [Some(surface), both.filter(|_| !is_client)];
        let option = (of.into_iter().flatten())
            .find_map(|surface| catalog.option(surface, *field, release))?;
        Some(lookup.setting(Form::Yaml, option.yaml(), value, Place::default()))
    });
    let component = catalog.component("all").expect("a component");
    let settings = settings.collect();
    let process = Process::new(
        "all",
        component,
        "",
        settings,
        Container::default(),
        release,
    );
    let files = Files::default();
    match is_client {
        true => Side::client(&files, &process, surface)
            .load_client()
            .map(drop),
        false => Side::server(&files, &process, surface)
            .load_server()
            .map(drop),
    }
}

const A: &str = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
const TLS13: &str = "TLS_AES_128_GCM_SHA256";

#[test]
fn a_client_takes_blanks_in_its_suites_and_a_listener_takes_none() {
    let list = format!("{A}, {TLS13}");
    let suites = [(Field::CipherSuites, list.as_str())];
    assert_eq!(started(SurfaceKind::GrpcClient, &suites), Ok(()));
    let refused = StartError::ServerSuite(format!(" {TLS13}"));
    for kind in [SurfaceKind::GrpcServer, SurfaceKind::HttpServer] {
        assert_eq!(started(kind, &suites), Err(refused.clone().into()));
    }
}

#[test]
fn what_is_no_blank_belongs_to_the_name() {
    for (list, name) in [
        ("a\tb", "a\tb"),
        ("A,", "A"),
        (" ", ""),
        ("TLS_A B", "TLS_AB"),
    ] {
        let suites = [(Field::CipherSuites, list)];
        let refused = StartError::ClientSuite(name.to_owned());
        assert_eq!(
            started(SurfaceKind::GrpcClient, &suites),
            Err(refused.into()),
            "{list:?}"
        );
    }
}

#[test]
fn a_list_of_tls_1_3_alone_is_taken_where_http_2_does_not_object() {
    let suites = [(Field::CipherSuites, TLS13)];
    assert_eq!(started(SurfaceKind::GrpcClient, &suites), Ok(()));
    // The pair is not given; but for it the listener would stand.
    let not_given = Err(Absent::NotGiven);
    assert_eq!(started(SurfaceKind::GrpcServer, &suites), not_given);
}

#[test]
fn words_are_mimirs_own_to_the_letter() {
    let version = [(Field::MinVersion, "versionTLS12")];
    let word = "versionTLS12".to_owned();
    assert_eq!(
        started(SurfaceKind::GrpcClient, &version),
        Err(StartError::ClientVersion(word.clone()).into())
    );
    assert_eq!(
        started(SurfaceKind::GrpcServer, &version),
        Err(StartError::ServerVersion(word).into())
    );
    let auth = [(Field::ClientAuth, "requireAndVerifyClientCert")];
    let word = "requireAndVerifyClientCert".to_owned();
    assert_eq!(
        started(SurfaceKind::HttpServer, &auth),
        Err(StartError::ClientAuth(word).into())
    );
}

#[test]
fn half_a_pair_stops_each_client_in_its_own_words() {
    let half = [(Field::Cert, "/client.crt")];
    let refused = |kind| started(kind, &half);
    assert_eq!(
        refused(SurfaceKind::GrpcClient),
        Err(StartError::KeyMissing.into())
    );
    assert_eq!(
        refused(SurfaceKind::HttpClient),
        Err(StartError::NotifierKeyMissing.into())
    );
    assert_eq!(
        started(SurfaceKind::Memberlist, &[]),
        Err(StartError::NoCertificates.into())
    );
}
