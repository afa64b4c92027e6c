//! What JavaScript calls, called from within a browser: `wasm-bindgen-test` in
//! Chromium. That every value crosses, and every error is an `Error` with a code.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use js_sys::{Error, JSON, Reflect};
use mimir_tls_web::api::adopt::js_adopt;
use mimir_tls_web::api::change::{js_change, js_change_status};
use mimir_tls_web::api::check::{js_check, js_explain};
use mimir_tls_web::api::handshake::js_handshake;
use mimir_tls_web::api::inspect::js_inspect;
use mimir_tls_web::api::library::{js_options, js_render, js_resolve};
use mimir_tls_web::api::making::{js_generate, js_prove};
use mimir_tls_web::api::renew::js_renew;
use mimir_tls_web::api::request::js_request;
use mimir_tls_web::api::{ApiError, Session, js_choices, js_view, version};
use serde_json::Value;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The fewest links, so that a build without optimisation is quick too.
const MONOLITH: &str =
    r#"{"version": 1, "mode": "monolithic", "certificates": {"algorithm": "ed25519"}}"#;

fn js(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn rust(value: Result<JsValue, ApiError>) -> Value {
    let value = value.map_err(|error| error.message).unwrap();
    let text = JSON::stringify(&value).unwrap().as_string().unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What JavaScript catches: the error's code, and the key that is at fault.
fn refused<T>(result: Result<T, ApiError>) -> (String, Option<String>) {
    let error = JsValue::from(result.err().expect("it is refused"));
    let error: Error = error.dyn_into().expect("an Error");
    assert!(error.message().length() > 0);
    let get = |name: &str| Reflect::get(&error, &name.into()).unwrap().as_string();
    (get("code").expect("a code"), get("key"))
}

#[wasm_bindgen_test]
fn a_plan_is_resolved_and_rendered() {
    let resolved = rust(js_resolve(&js(MONOLITH)));
    assert_eq!(resolved["plan"]["mode"], "monolithic");
    assert!(resolved["settings"]["all"].as_object().unwrap().len() > 10);
    let files = rust(js_render(&js(MONOLITH), &js(r#"{"target": "flags"}"#)));
    let text = files[0]["text"].as_str().unwrap();
    assert!(text.contains("-server.grpc-tls-cert-path="), "{text}");
}

#[wasm_bindgen_test]
fn what_is_made_is_proven_and_can_be_proven_again() {
    let made = rust(js_generate(&js(MONOLITH), &JsValue::UNDEFINED));
    assert_eq!(made["proof"]["holds"], true);
    let secrets = made["files"].as_array().unwrap().iter();
    assert_eq!(secrets.filter(|file| file["secret"] == true).count(), 3);
    let again = rust(js_prove(&js(&made["files"].to_string())));
    assert_eq!(again["holds"], true);
}

/// A folder that was made before, and what its files are by their paths.
fn folder() -> (JsValue, impl Fn(&Value, &str) -> String) {
    let made = rust(js_generate(&js(MONOLITH), &JsValue::UNDEFINED));
    let text = |files: &Value, path: &str| -> String {
        let mut files = files.as_array().unwrap().iter();
        let file = files.find(|file| file["path"] == path).unwrap();
        file["text"].as_str().unwrap().to_owned()
    };
    (js(&made["files"].to_string()), text)
}

#[wasm_bindgen_test]
fn a_folder_is_renewed_under_its_ca_and_left_alone_while_it_has_time() {
    let (old, text) = folder();
    let files = rust(Ok(old.clone()));
    let lasts = rust(js_renew(&old, &js(r#"{"within": "30d"}"#)));
    assert_eq!(lasts["changed"], false);
    let renewed = rust(js_renew(&old, &JsValue::UNDEFINED));
    assert_eq!(renewed["proof"]["holds"], true);
    for (path, is_same) in [("certs/root.crt", true), ("certs/server.key", false)] {
        let (old, new) = (text(&files, path), text(&renewed["files"], path));
        assert_eq!(old == new, is_same, "{path}");
    }
    let kept = rust(js_renew(&old, &js(r#"{"keepKeys": true}"#)));
    let key = "certs/server.key";
    assert_eq!(text(&kept["files"], key), text(&files, key));
}

#[wasm_bindgen_test]
fn a_ca_elsewhere_is_asked_and_its_answer_is_adopted() {
    let asked = rust(js_request(&js(MONOLITH), &JsValue::UNDEFINED));
    assert_eq!(asked["requests"].as_array().unwrap().len(), 2);
    let folder = js(&asked["files"].to_string());
    let nothing = js_adopt(&folder, &"".into(), &JsValue::UNDEFINED);
    assert_eq!(refused(nothing).0, "certificates");
    // A whole set that was made elsewhere, keys and all.
    let (set, _) = self::folder();
    let plan = js(&format!(r#"{{"plan": {MONOLITH}}}"#));
    let adopted = rust(js_adopt(&js("{}"), &set, &plan));
    assert_eq!(adopted["proof"]["holds"], true);
}

#[wasm_bindgen_test]
fn a_new_ca_comes_in_phases_and_each_is_found_again() {
    let (old, _) = folder();
    let made = js_change(&old, &js(r#"{"newCa": true}"#)).ok().unwrap();
    let changed = rust(Ok(made.clone()));
    let phases = changed["change"]["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 3);
    let [files, restart] = [0, 1].map(|step| &phases[0]["steps"][step]);
    assert_eq!(files["from"], "phase-1/certs");
    assert_eq!(restart["oneAtATime"], true);
    let files = Reflect::get(&made, &"files".into()).unwrap();
    let places = js_change_status(&files, &js_sys::Array::of1(&old));
    assert_eq!(rust(places)[0]["folders"], serde_json::json!(["before"]));
    // Ten days before the CA ends.
    let late = js_sys::Date::now() / 1000.0 + 3640.0 * 86_400.0;
    let late = js_change(&old, &js(&format!(r#"{{"renew": true, "time": {late}}}"#)));
    assert_eq!(
        refused(late),
        ("certificates".to_owned(), Some("caKey".to_owned()))
    );
    let both = js_change(&old, &js(r#"{"newCa": true, "caKey": "PEM"}"#));
    assert_eq!(
        refused(both),
        ("argument".to_owned(), Some("caKey".to_owned()))
    );
}

#[wasm_bindgen_test]
fn a_session_keeps_its_keys_and_wipes_them() {
    let draft = js(r#"{"mode": "monolithic"}"#);
    let mut session = Session::new();
    assert_eq!(refused(session.js_zip().map(JsValue::from)).0, "unproven");
    let no = JsValue::UNDEFINED;
    let first = rust(session.js_generate(&draft, &JsValue::FALSE, &no, &no));
    let key = first["secrets"][0]["path"].as_str().unwrap().to_owned();
    let shown = || -> String { session.js_reveal(&key.as_str().into()).ok().unwrap().into() };
    assert!(shown().starts_with("-----BEGIN PRIVATE KEY-----"));
    let archive = session.js_zip().ok().unwrap();
    assert_eq!(archive.subarray(0, 2).to_vec(), b"PK");
    session.wipe();
    assert_eq!(
        refused(session.js_reveal(&key.as_str().into())).0,
        "no-such-file"
    );
}

#[wasm_bindgen_test]
fn a_certificate_is_told_and_no_key() {
    let made = rust(js_generate(&js(MONOLITH), &JsValue::UNDEFINED));
    let all: Vec<&str> = (made["files"].as_array().unwrap().iter())
        .filter(|file| file["path"].as_str().unwrap().starts_with("certs/"))
        .map(|file| file["text"].as_str().unwrap())
        .collect();
    let report = rust(js_inspect(&all.concat().into()));
    let kinds: Vec<&str> = (report["items"].as_array().unwrap().iter())
        .map(|item| item["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"certificate") && kinds.contains(&"private-key"));
    assert!(
        !report["text"]
            .as_str()
            .unwrap()
            .contains("PRIVATE KEY-----")
    );
}

#[wasm_bindgen_test]
fn what_people_have_is_checked_and_their_errors_are_explained() {
    let half = "server: {grpc_tls_config: {cert_file: /tls/server.crt}}";
    let input = format!(r#"[{{"path": "querier.yaml", "content": "{half}"}}]"#);
    let checked = rust(js_check(&js(&input), &JsValue::UNDEFINED));
    assert_eq!(checked["findings"][0]["code"], "MT101");
    let text = "x509: certificate signed by unknown authority";
    let explained = rust(js_explain(&text.into(), &js(r#"{"language": "de"}"#)));
    assert!(!explained[0]["causes"].as_array().unwrap().is_empty());
}

#[wasm_bindgen_test]
fn options_choices_and_the_version_are_there() {
    let options = rust(js_options(&js(
        r#"{"release": "2.0", "component": "querier"}"#,
    )));
    assert!(options.as_array().unwrap().len() > 20);
    assert_eq!(rust(js_choices())["version"], version());
    assert!(rust(js_view(&js("{}")))["view"]["links"].is_array());
}

#[wasm_bindgen_test]
fn what_cannot_be_is_an_error_with_a_code() {
    let wrong = js_resolve(&js(r#"{"version": 1, "mode": "sideways"}"#));
    assert_eq!(refused(wrong), ("plan".to_owned(), Some("mode".to_owned())));
    let old = js_options(&js(r#"{"release": "1.0"}"#));
    assert_eq!(
        refused(old),
        ("argument".to_owned(), Some("release".to_owned()))
    );
    assert_eq!(refused(js_inspect(&JsValue::from(7))).0, "argument");
    assert_eq!(refused(js_prove(&js("[]"))).0, "argument");
    let date = js_generate(&js(MONOLITH), &js(r#"{"time": 1800000000000}"#));
    assert_eq!(
        refused(date),
        ("argument".to_owned(), Some("time".to_owned()))
    );
    assert_eq!(refused(js_handshake(&js("{}"))).0, "argument");
    let french = js_explain(&"tls".into(), &js(r#"{"language": "fr"}"#));
    assert_eq!(
        refused(french),
        ("argument".to_owned(), Some("language".to_owned()))
    );
}
