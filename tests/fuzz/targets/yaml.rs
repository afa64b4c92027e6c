//! Mimir's YAML, read for a monolith of any release.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mimir_tls::catalog::Catalog;
use mimir_tls::settings;

fuzz_target!(|bytes: &[u8]| {
    let catalog = Catalog::builtin();
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let (Ok(text), Ok(all)) = (std::str::from_utf8(rest), catalog.component("all")) else {
        return;
    };
    let release = catalog
        .releases()
        .nth(usize::from(*choice) % catalog.releases().count());
    let release = release.unwrap_or(catalog.newest());
    if let Ok(imported) = settings::from_yaml(text, all, release) {
        let lines = text.split(['\n', '\r']).count();
        assert!(
            imported
                .foreign
                .iter()
                .all(|foreign| foreign.place.line <= lines)
        );
    }
});
