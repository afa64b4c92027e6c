// Every function of the package, as Node imports it: run in a folder into
// which it was installed.
import assert from "node:assert/strict";

import { adopt, change, changeStatus, check, choices, explain, generate, handshake, inspect, options, prove, render, renew, request, resolve, Session, version, view, wantedKeys } from "mimir-tls";

const plan = { mode: "monolithic", cluster: { namespace: "metrics" } };

assert.match(version(), /^\d+\.\d+\.\d+$/);
assert.equal(choices().version, version());

const ofIngester = options({ release: "2.17", component: "ingester" });
assert.ok(ofIngester.length > 10 && ofIngester.length < options().length);
assert.ok(ofIngester.every((it) => it.yaml && it.since));

const resolved = resolve(plan);
assert.equal(resolved.plan["cluster.namespace"], "metrics");
assert.match(resolved.settings.all["server.grpc_tls_config.client_auth_type"], /^RequireAndVerify/);
assert.deepEqual(resolve("version: 1\nmode: monolithic\ncluster:\n  namespace: metrics\n"), resolved);
assert.deepEqual(resolve({ mode: "monolithic", "cluster.namespace": "metrics" }), resolved);

const yaml = render(plan, { target: "yaml", component: "all", comments: false });
assert.deepEqual(yaml.map((it) => it.path), ["yaml/all.yaml"]);
assert.ok(view({ mode: "monolithic" }).view.links.length > 0);

// A seed gives Ed25519 keys alone.
const seeded = { ...plan, certificates: { algorithm: "ed25519" } };
const { files, proof } = generate(seeded, { seed: "2a".repeat(32), time: 1_800_000_000 });
assert.ok(proof.holds && proof.strangersRefused > 0);
assert.ok(files.find((it) => it.path === "certs/server.key").secret);
assert.deepEqual(files.filter((it) => it.path === "yaml/all.yaml").map((it) => it.text.includes("tls")), [true]);
const folder = generate(plan).files;
assert.ok(prove(folder).holds && prove(plan).holds);
// A client of another CA is no client of this cluster.
const other = Object.fromEntries(generate(plan).files.map((it) => [it.path, it]));
assert.ok(!prove(folder.map((it) => (it.path.startsWith("certs/client.") ? other[it.path] : it))).holds);

const root = folder.find((it) => it.path === "certs/root.crt").text;
const bytes = Buffer.from(root.replace(/-----[^-]+-----|\s/g, ""), "base64");
for (const given of [root, new Uint8Array(bytes), new Uint8Array(bytes).buffer]) {
  const [{ kind, ca, daysLeft, notAfter, sha256 }, ...more] = inspect(given).items;
  assert.deepEqual([kind, ca, more], ["certificate", true, []]);
  assert.ok(daysLeft > 3600 && notAfter.endsWith("Z") && /^[0-9a-f]{64}$/.test(sha256));
}

// A CA of one's own signs what a nested plan says, and its key is not handed out.
const key = folder.find((it) => it.path === "ca/root.key").text;
for (const ca of [{ certificate: root, key }, { certificate: Buffer.from(root), key: Buffer.from(key) }]) {
  const { files } = generate(plan, { ca });
  assert.equal(files.find((it) => it.path === "certs/root.crt").text, root);
  assert.ok(!files.some((it) => it.path === "ca/root.key"));
}

// Warnings come with what was made.
const old = { version: 1, mode: "monolithic", policy: { min_version: "VersionTLS11" } };
assert.deepEqual(generate(old).warnings, resolve(old).warnings);
assert.deepEqual(resolve(old).warnings.map((it) => it.key), ["policy.min_version"]);

// RSA keys by WebCrypto.
const rsa = { ...plan, certificates: { algorithm: "rsa-2048" } };
const kind = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 };
const keys = await Promise.all(Array.from({ length: wantedKeys(rsa).count }, async () => {
  const { privateKey } = await crypto.subtle.generateKey(kind, true, ["sign"]);
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
}));
assert.ok(generate(rsa, { keys }).proof.holds);

// The years after: a folder as a list or by its paths, renewed while its CA lasts.
const byPath = Object.fromEntries(folder.map((it) => [it.path, it.text]));
const textOf = (files, path) => files.find((it) => it.path === path).text;
assert.deepEqual(renew(folder, { within: "30d" }).changed, false);
for (const given of [folder, byPath]) {
  const { changed, files, proof, notes } = renew(given, { keepKeys: true, within: "1000d" });
  assert.deepEqual([changed, proof.holds, notes], [true, true, []]);
  assert.deepEqual(["certs/root.crt", "certs/server.key"].map((it) => textOf(files, it)), ["certs/root.crt", "certs/server.key"].map((it) => byPath[it]));
  assert.notEqual(textOf(files, "certs/server.crt"), byPath["certs/server.crt"]);
}
const { "ca/root.key": caKey, ...without } = byPath;
assert.ok(renew(without, { caKey }).files.every((it) => it.path !== "ca/root.key"));

// A CA whose key is under a passphrase signs for who knows it, and stays so.
const passphrase = "open sesame";
const closed = generate(plan, { encryptCaKey: passphrase }).files;
const isClosed = (key) => key.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
assert.ok(isClosed(textOf(closed, "ca/root.key")) && !isClosed(textOf(closed, "certs/server.key")));
assert.equal(textOf(renew(closed, { passphrase }).files, "ca/root.key"), textOf(closed, "ca/root.key"));
const phase = change(closed, { renew: true, passphrase }).files;
assert.equal(textOf(phase, "phase-1/ca/root.key"), textOf(closed, "ca/root.key"));
const signed = generate(plan, { ca: { certificate: textOf(closed, "certs/root.crt"), key: textOf(closed, "ca/root.key"), passphrase } });
assert.equal(textOf(signed.files, "certs/root.crt"), textOf(closed, "certs/root.crt"));

// Somebody else's CA: keys and requests over those in use, and what came back put in its place.
const asked = request(plan, { keysOf: folder });
assert.deepEqual(asked.requests, ["requests/server.csr", "requests/client.csr"]);
assert.equal(textOf(asked.files, "certs/server.key"), byPath["certs/server.key"]);
const reply = { "1.pem": byPath["certs/client.crt"], "2.pem": Buffer.from(byPath["certs/server.crt"]), "notes.txt": "call me back" };
const adopted = adopt(asked.files, reply, { ca: root });
assert.deepEqual([adopted.proof.holds, adopted.passedOver], [true, ["notes.txt holds no certificate and no key"]]);
assert.equal(textOf(adopted.files, "certs/root.crt"), root);

// Another CA, in phases; where a machine is on the way; and what cannot be without a break.
const another = change(folder, { newCa: true, place: "/etc/mimir" });
assert.deepEqual(another.change.phases.map((it) => [it.folder, it.proof.holds, it.proof.backHolds]), [1, 2, 3].map((it) => [`phase-${it}`, true, true]));
assert.deepEqual(JSON.parse(textOf(another.files, "change.json")).phases.map((it) => it.name), another.change.phases.map((it) => it.name));
assert.equal(textOf(another.files, "CHANGE.md"), another.sheet);
const machine = Object.fromEntries(another.files.filter((it) => it.path.startsWith("phase-2/certs/")).map((it) => [it.path.slice(14), it.text]));
assert.deepEqual(changeStatus(another.files, [machine, folder, {}]), [{ is: "at", folders: ["phase-2"] }, { is: "at", folders: ["before"] }, { is: "empty" }]);
const to = { ...resolve(byPath["plan.yaml"]).plan, "policy.http": "RequireAndVerifyClientCert" };
assert.deepEqual(change(without, { to }).change.breaks, []);
assert.deepEqual(change(folder).change.phases, []);
const plain = change(folder, { to: { ...plan, surfaces: { memberlist: false } } });
assert.ok(plain.change.breaks.every((it) => it.bridge) && plain.change.breaks.length > 0 && plain.files.length === 0);

const server = { certificate: folder.find((it) => it.path === "certs/server.crt").text, key: folder.find((it) => it.path === "certs/server.key").text };
const met = handshake({ address: "10.0.0.7:9095", server, client: { ca: root, skipVerify: true } });
assert.deepEqual([met.ok, met.failedSide, met.protocol], [true, null, "TLS 1.3"]);
const missed = handshake({ address: "elsewhere:9095", server, client: { ca: root } });
assert.deepEqual([missed.ok, missed.failedSide], [false, "client"]);
assert.match(missed.finding, /^MT\d+$/);

const content = "server: {grpc_tls_config: {cert_file: /tls/server.crt}}\n";
const checked = check([{ path: "querier.yaml", content }], { language: "de" });
assert.equal(checked.findings[0].code, "MT101");
assert.deepEqual(check([{ path: "querier.yaml", content: Buffer.from(content) }], { language: "de" }), checked);
const [told] = explain("x509: certificate signed by unknown authority");
assert.ok(told.id === "unknown-authority" && told.causes.length > 0);
const mendable = check([{ path: "a.yaml", content: "target: all\nserver:\n  grpc_tls_config: {client_auth_type: RequireAndVerifyClientCrt}\n" }]).findings.flatMap((it) => it.edits);
assert.ok(mendable.every((it) => it.file === "a.yaml" && it.line > 0 && typeof it.new === "string"));

const session = new Session();
assert.ok(session.generate({ mode: "monolithic" }, true).holds);
assert.ok(session.zip().length > 1000);
session.free();

console.log("used");
