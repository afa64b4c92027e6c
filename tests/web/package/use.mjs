// Every function of the package, as Node imports it: run in a folder into
// which it was installed.
import assert from "node:assert/strict";

import { check, choices, explain, generate, inspect, options, prove, render, resolve, Session, version, view } from "mimir-tls";

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
for (const given of [root, new Uint8Array(bytes)]) {
  assert.deepEqual(inspect(given).items.map((it) => it.kind), ["certificate"]);
}

const content = "server: {grpc_tls_config: {cert_file: /tls/server.crt}}\n";
const checked = check([{ path: "querier.yaml", content }], { language: "de" });
assert.equal(checked.findings[0].code, "MT101");
assert.deepEqual(check([{ path: "querier.yaml", content: Buffer.from(content) }], { language: "de" }), checked);
assert.ok(explain("x509: certificate signed by unknown authority")[0].causes.length > 0);

const session = new Session();
assert.ok(session.generate({ mode: "monolithic" }, true).holds);
assert.ok(session.zip().length > 1000);
session.free();

/** What is refused is an `Error` like any other, with a word for programs. */
function refused(call, code, key) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof Error && error.message && error.stack);
    assert.deepEqual([error.code, error.key], [code, key]);
    return true;
  });
}

refused(() => options({ component: "toaster" }), "argument", "component");
refused(() => resolve({ release: "1.0" }), "plan", "release");
refused(() => resolve("version: 1\nmode: [monolithic\n"), "plan", "mode");
refused(() => generate(plan, { seed: "short" }), "argument", "seed");
refused(() => prove([]), "argument", undefined);
refused(() => inspect("no PEM"), "argument", undefined);
refused(() => check([{}]), "argument", undefined);
refused(() => explain("", { language: "fr" }), "argument", "language");
console.log("used");
