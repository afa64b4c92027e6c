//! One handshake as Mimir would make it, given as texts.

use mimir_tls::doctor;
use mimir_tls::pki::Instant;
use mimir_tls::prove::{Case, Judged, Side as ProvenSide};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::arguments::Arguments;
use super::{ApiError, give, now};
use crate::view::{HandshakeAnswer, Side};

#[wasm_bindgen(typescript_custom_section)]
const CASE: &str = "/** One client, one server, and where the one dials the other. What is not set is as an option
 * of Mimir's that is not set; a trust pool that is not set is empty. */
export interface HandshakeCase {
  /** Where the client dials, `host:port`. */
  address: string;
  /** The server: its chain and key, whom it trusts (PEM), and what it asks of clients. Without chain and key it is plaintext. */
  server?: {
    certificate?: string | Uint8Array | null | undefined;
    key?: string | Uint8Array | null | undefined;
    ca?: string | Uint8Array | null | undefined;
    clientAuth?: ClientAuth | \"\" | null | undefined;
    minVersion?: TlsVersion | \"\" | null | undefined;
    /** Which no option of Mimir's limits. */
    maxVersion?: TlsVersion | null | undefined;
    /** By commas. */
    cipherSuites?: string | null | undefined;
  } | null | undefined;
  /** The client: its chain and key, whom it trusts (PEM), and the name that it verifies in place of the address. */
  client?: {
    certificate?: string | Uint8Array | null | undefined;
    key?: string | Uint8Array | null | undefined;
    ca?: string | Uint8Array | null | undefined;
    serverName?: string | null | undefined;
    /** Whether it verifies nothing. */
    skipVerify?: boolean | null | undefined;
    minVersion?: TlsVersion | \"\" | null | undefined;
    /** Which no option of Mimir's limits. */
    maxVersion?: TlsVersion | null | undefined;
    /** By commas. */
    cipherSuites?: string | null | undefined;
    /** Whether its TLS is switched off. */
    plaintext?: boolean | null | undefined;
  } | null | undefined;
  /** What is spoken inside TLS; `tls` for nothing in particular. */
  protocol?: \"tls\" | \"grpc\" | \"http\" | null | undefined;
  /** The time on both sides: a `Date`, or seconds since 1970; now unless said. */
  time?: Date | number | null | undefined;
}";

/// One handshake as Mimir would make it, and what each side says, in Go's words.
///
/// # Errors
///
/// A case without an address, and words that are not known. That the two do not
/// come together is an answer.
///
/// @example
/// const server = { certificate: chain, key, clientAuth: "NoClientCert" };
/// handshake({ address: "10.0.0.7:9095", server, client: { ca: root } });
/// // { ok: false, failedSide: "client", clientError: "tls: failed to verify certificate: x509: …", … }
#[wasm_bindgen(js_name = handshake, unchecked_return_type = "HandshakeAnswer")]
pub fn js_handshake(
    #[wasm_bindgen(unchecked_param_type = "HandshakeCase")] case: &JsValue,
) -> Result<JsValue, ApiError> {
    give(&answer(&read(case)?, now()))
}

fn read(case: &JsValue) -> Result<Case, ApiError> {
    let all = Arguments::of(case, &["address", "server", "client", "protocol", "time"])?;
    let both = [
        "certificate",
        "key",
        "ca",
        "minVersion",
        "maxVersion",
        "cipherSuites",
    ];
    let server = all.object("server", &[&both[..], &["clientAuth"]].concat())?;
    let client = all.object(
        "client",
        &[&both[..], &["serverName", "skipVerify", "plaintext"]].concat(),
    )?;
    let address = all.text("address")?;
    Ok(Case {
        address: address
            .ok_or_else(|| all.refused("address", "this is missing; give host:port"))?,
        server_certificate: server.bytes("certificate")?,
        server_key: server.bytes("key")?.map(Zeroizing::new),
        server_ca: server.bytes("ca")?,
        client_auth: server.text("clientAuth")?.unwrap_or_default(),
        server_min_version: server.text("minVersion")?.unwrap_or_default(),
        server_max_version: server.read("maxVersion", str::parse)?,
        server_cipher_suites: server.text("cipherSuites")?.unwrap_or_default(),
        certificate: client.bytes("certificate")?,
        key: client.bytes("key")?.map(Zeroizing::new),
        ca: client.bytes("ca")?,
        server_name: client.text("serverName")?.unwrap_or_default(),
        skip_verify: client.switch("skipVerify")?.unwrap_or_default(),
        min_version: client.text("minVersion")?.unwrap_or_default(),
        max_version: client.read("maxVersion", str::parse)?,
        cipher_suites: client.text("cipherSuites")?.unwrap_or_default(),
        plaintext_client: client.switch("plaintext")?.unwrap_or_default(),
        time: all.time("time")?,
        protocol: all.read("protocol", str::parse)?.unwrap_or_default(),
    })
}

/// What comes of a case, as of `now` where it names no time.
pub fn answer(case: &Case, now: Instant) -> HandshakeAnswer {
    let judged: Judged = case.judge(now);
    let answer = judged.answer();
    HandshakeAnswer {
        ok: answer.ok,
        failed_side: answer.failed_side.map(|side| match side {
            ProvenSide::Client => Side::Client,
            ProvenSide::Server => Side::Server,
        }),
        client_error: answer.client_error,
        server_error: answer.server_error,
        protocol: answer.protocol,
        finding: doctor::named(&judged).map(|code| code.to_string()),
    }
}
