//! What the second door's worker does beside checking: archives opened and made,
//! and examples. The page alone calls it.

use js_sys::Uint8Array;
use mimir_tls::artifact::Artifact;
use mimir_tls::doctor::archive::{Limits, unpack_each};
use mimir_tls::doctor::{Input, look};
use mimir_tls::language::Text;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::view::translated;
use super::{ApiError, check, json, zip};
use crate::view::{ErrorCode, PassedOver, Unpacked, UnpackedFile};

/// What is unpacked: as much as the page takes in.
const UNPACKED: Limits = Limits {
    file: 16 << 20,
    whole: 20_000_000,
    entries: 1_000,
};

/// What a newcomer can look at: the mistakes that are made most.
const EXAMPLES: [(&str, &str); 4] = [
    ("mimir.yaml", include_str!("examples/mimir.yaml")),
    ("values.yaml", include_str!("examples/values.yaml")),
    ("compose.yaml", include_str!("examples/compose.yaml")),
    ("mimir.log", include_str!("examples/mimir.log")),
];

/// An example, by its name.
///
/// # Errors
///
/// There is none of that name.
#[wasm_bindgen(js_name = example, skip_typescript)]
pub fn js_example(name: &str) -> Result<String, ApiError> {
    let mut examples = EXAMPLES.iter();
    let found = examples.find(|(it, _)| *it == name);
    let none = || ApiError::new(ErrorCode::NoSuchFile, format!("there is no {name}"));
    found.map(|(_, text)| (*text).to_owned()).ok_or_else(none)
}

/// Opens an archive. What comes of it is one line of JSON, and behind that the files.
#[wasm_bindgen(js_name = unpack, skip_typescript)]
pub fn js_unpack(path: &str, bytes: &[u8]) -> Uint8Array {
    let (said, files) = unpack(path, bytes);
    let mut out = json(&said).into_bytes();
    out.push(b'\n');
    for file in &files {
        out.extend_from_slice(&file.bytes);
    }
    Uint8Array::from(out.as_slice())
}

/// The files of an archive that the page may hold: no key leaves it.
pub fn unpack(path: &str, bytes: &[u8]) -> (Unpacked, Vec<Input>) {
    let mut files = Vec::new();
    let mut passed: Vec<PassedOver> = Vec::new();
    let troubles = unpack_each(path, bytes, UNPACKED, &mut |input| {
        let mut over = |reason| passed.push(passed_over(input.path.clone(), reason));
        match std::str::from_utf8(&input.bytes) {
            Ok(text) if text.contains(check::PRIVATE_KEY) => {
                over(Text::new(
                    "a private key is in it, which stays in the archive",
                    "darin ist ein privater Schlüssel, der im Archiv bleibt",
                ));
            }
            Ok(_) => files.push(input),
            // It may hold a key too, as PKCS#12 does.
            Err(_) if look(input.clone()).material().is_some() => {
                over(Text::new(
                    "it is no text, and may hold a key",
                    "das ist kein Text und kann einen Schlüssel enthalten",
                ));
            }
            Err(_) => over(Text::new("it is no text", "das ist kein Text")),
        }
    });
    passed.extend((troubles.into_iter()).map(|it| passed_over(it.path, it.reason)));
    let told = files.iter().map(|it| UnpackedFile {
        path: it.path.clone(),
        size: it.bytes.len(),
    });
    let files_told = told.collect();
    (
        Unpacked {
            files: files_told,
            passed,
        },
        files,
    )
}

fn passed_over(path: String, reason: Text) -> PassedOver {
    PassedOver {
        path,
        reason: translated(reason),
    }
}

/// Texts as one archive.
///
/// # Errors
///
/// What is handed over is no list of texts.
#[wasm_bindgen(js_name = pack, skip_typescript)]
pub fn js_pack(files: &JsValue) -> Result<Uint8Array, ApiError> {
    let artifacts: Vec<Artifact> = check::inputs(files)?
        .into_iter()
        .map(|it| Artifact::text(it.path.clone(), String::from_utf8_lossy(&it.bytes)))
        .collect();
    let bytes = zip::archive("mimir-tls-fixed", &artifacts)?;
    Ok(Uint8Array::from(bytes.as_slice()))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use mimir_tls::doctor;
    use mimir_tls::pki::Instant;

    use super::*;

    #[test]
    fn every_example_shows_something_to_mend() {
        for (name, text) in EXAMPLES {
            let input = Input {
                path: name.to_owned(),
                bytes: text.as_bytes().to_vec(),
                mode: None,
            };
            let how = doctor::Options::of_inputs(Instant::from_unix(1_800_000_000));
            let checked = check::check(vec![input], how).expect("checked");
            let errors = checked
                .findings
                .iter()
                .filter(|it| it.severity.word() == "error");
            let known = checked.explained.len();
            assert!(errors.count() >= 1 || known >= 3, "{name}: {checked:#?}");
        }
    }

    #[test]
    fn no_key_leaves_an_archive() {
        let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = ::zip::write::SimpleFileOptions::DEFAULT
            .compression_method(::zip::CompressionMethod::Stored);
        let files: [(&str, &[u8]); 4] = [
            ("mimir.yaml", b"target: all\n"),
            (
                "tls/root.key",
                b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
            ),
            ("mimir", b"\x7fELF\xff"),
            ("../out", b"x"),
        ];
        for (name, bytes) in files {
            writer.start_file(name, stored).expect("a file");
            writer.write_all(bytes).expect("its bytes");
        }
        let bytes = writer.finish().expect("an archive").into_inner();
        let (said, files) = unpack("a.zip", &bytes);
        let paths: Vec<&str> = said.files.iter().map(|it| it.path.as_str()).collect();
        assert_eq!((paths, files.len()), (vec!["a.zip/mimir.yaml"], 1));
        let passed: Vec<&str> = said.passed.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(
            passed,
            ["a.zip/tls/root.key", "a.zip/mimir", "a.zip/../out"]
        );
        assert!(!json(&said).contains("c2VjcmV0"));
    }
}
