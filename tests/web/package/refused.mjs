// What callers get wrong, and what each is told: a code, the key, and what to do.
import assert from "node:assert/strict";

import { adopt, change, changeStatus, check, explain, generate, handshake, inspect, isMimirTlsError, options, prove, render, renew, request, resolve, Session, viewJson, wantedKeys } from "mimir-tls";

const plan = { mode: "monolithic", certificates: { algorithm: "ed25519" } };

/** What is refused is an `Error` like any other, with a word for programs and none of Rust's. */
function refused(call, code, key, says = /./) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof Error && isMimirTlsError(error) && error.stack, error);
    assert.deepEqual([error.code, error.key], [code, key], error.message);
    assert.match(error.message, says);
    assert.doesNotMatch(error.message, /struct |\bi64\b|\bu32\b|line 1, column|panic|memory access/);
    return true;
  });
}

// Misspelt keys and words, with the nearest.
refused(() => render({}, { format: "yaml" }), "argument", "format", /known are target, component, comments/);
refused(() => render({}, { componnet: "querier" }), "argument", "componnet", /did you mean `component`\?/);
refused(() => render({}, { target: "yml" }), "argument", "target", /yaml/);
refused(() => render({}, { target: "nginx" }), "argument", "target", /flags, yaml/);
refused(() => render({}, { component: "queryer" }), "argument", "component", /did you mean `querier`\?/);
refused(() => render({}, { component: "read" }), "argument", "component", /microservices, has no read/);
refused(() => options({ component: "toaster" }), "argument", "component");
refused(() => options({ surface: "serverhttp" }), "argument", "surface", /server-http/);
refused(() => options({ release: 3.0 }), "argument", "release", /in quotes/);
refused(() => generate(plan, { sed: "00" }), "argument", "sed", /did you mean `seed`\?/);
refused(() => generate(plan, { seed: 5 }), "argument", "seed", /in quotes/);
refused(() => generate(plan, { seed: "short" }), "argument", "seed");
refused(() => check([], { mode: "zzz" }), "argument", "mode");
refused(() => explain("", { mode: "zzz" }), "argument", "mode");
refused(() => explain("", { language: "fr" }), "argument", "language");
refused(() => handshake({ address: "a:1", client: { serverNmae: "a" } }), "argument", "client.serverNmae", /did you mean/);
refused(() => handshake({}), "argument", "address");

// Plans.
refused(() => resolve({ release: 2.1 }), "plan", "release", /in quotes/);
refused(() => resolve({ release: "1.0" }), "plan", "release");
refused(() => resolve("version: 1\nmode: [monolithic\n"), "plan", "mode");
refused(() => resolve({ "certificates.leaf.days": 90, cluster: { name: "a" } }), "plan", "cluster", /cannot be mixed/);
refused(() => resolve({ relaese: "3.0", modus: 5 }), "plan", "relaese", /did you mean `release`/);
refused(() => resolve({ version: 1, mode: Symbol("m") }), "argument", "mode");
refused(() => resolve({ get mode() { throw new Error("no"); } }), "argument", undefined);
const cyclic = {};
cyclic.cluster = cyclic;
refused(() => resolve(cyclic), "argument", cyclicKey());
for (const wrong of [42, [], null, undefined, Symbol("p"), () => 1, new Date(), new Uint8Array(1)]) {
  refused(() => generate(wrong), "argument", undefined, /a plan is/);
}
assert.equal(resolve({ "certificates.leaf.days": 90 }).plan["certificates.leaf.days"], "90");
assert.equal(resolve({ "components.ingester.replicas": 3 }).plan["components.ingester.replicas"], "3");

// Time.
refused(() => generate(plan, { time: Date.now() }), "argument", "time", /or a Date/);
for (const time of [NaN, Infinity, -5, new Date(NaN), "now"]) {
  refused(() => generate(plan, { time }), "argument", "time");
}
const at = new Date("2027-01-15T08:00:00Z");
assert.equal(generate(plan, { time: at }).leavesEnd, generate(plan, { time: at.getTime() / 1000 }).leavesEnd);

// Kinds: nothing reaches the engine that is not what it wants.
for (const wrong of [5, null, undefined, {}, []]) {
  refused(() => explain(wrong), "argument", undefined);
  refused(() => viewJson(wrong), "argument", undefined);
  refused(() => new Session().reveal(wrong), "argument", undefined);
}
for (const wrong of [5, null, undefined, {}, []]) {
  refused(() => inspect(wrong), "argument", undefined);
}
refused(() => inspect("no PEM"), "argument", undefined);
refused(() => check(), "argument", undefined, /list of files/);
refused(() => check({ path: "a", content: "" }), "argument", undefined);
refused(() => check([{}]), "argument", "path");
refused(() => check([{ path: "a", content: 5 }]), "argument", "content");
refused(() => prove([]), "argument", undefined);
refused(() => prove([{ path: "plan.yaml" }]), "argument", "text");
refused(() => render({}, []), "argument", undefined);
refused(() => render({}, { comments: "no" }), "argument", "comments");
refused(() => new Session().generate(plan, false, "keys"), "argument", "keys");

// A CA and keys.
const own = generate(plan).files;
const text = (path) => own.find((it) => it.path === path).text;
const [certificate, key] = [text("certs/root.crt"), text("ca/root.key")];
refused(() => generate(plan, { ca: {} }), "argument", "ca.certificate");
refused(() => generate(plan, { ca: { certificate, key: certificate } }), "certificates", "ca");
const rsa = { mode: "monolithic", certificates: { algorithm: "rsa-2048" } };
refused(() => generate(rsa), "certificates", "certificates.algorithm", /wantedKeys/);
assert.deepEqual(wantedKeys(rsa), { algorithm: "rsa-2048", count: 3 });
assert.equal(wantedKeys(plan).count, 0);

// Folders, and what is done with them.
const { "ca/root.key": _, ...keyless } = Object.fromEntries(own.map((it) => [it.path, it.text]));
// A passphrase: one that is missing, wrong or of no use.
const closed = generate(plan, { encryptCaKey: "open sesame" }).files;
refused(() => generate(plan, { encryptCaKey: "" }), "argument", "encryptCaKey", /empty/);
refused(() => generate(plan, { encryptCaKey: "a", ca: otherCa() }), "argument", "encryptCaKey");
refused(() => renew(closed), "certificates", "passphrase", /not given/);
refused(() => renew(closed, { passphrase: "sesame" }), "certificates", "passphrase", /does not open it/);
refused(() => change(closed, { renew: true }), "certificates", "passphrase");
const [closedRoot, closedKey] = ["certs/root.crt", "ca/root.key"].map((path) => closed.find((it) => it.path === path).text);
refused(() => generate(plan, { ca: { certificate: closedRoot, key: closedKey } }), "certificates", "ca.passphrase", /not given/);
refused(() => generate(plan, { ca: { certificate: closedRoot, key: closedKey, passphrase: "sesame" } }), "certificates", "ca.passphrase");

refused(() => renew("folder"), "argument", "folder", /by their paths/);
refused(() => renew({}), "argument", undefined, /no plan\.yaml/);
refused(() => renew({ "plan.yaml": 5 }), "argument", "plan.yaml");
refused(() => renew(own, { witin: "30d" }), "argument", "witin", /did you mean `within`\?/);
refused(() => renew(own, { within: "3m" }), "argument", "within", /30d, 12h or 4w/);
refused(() => renew(keyless), "certificates", "caKey", /`request` asks them/);
refused(() => renew(keyless, { caKey: text("certs/server.key") }), "certificates", "caKey");
refused(() => renew(own, { ca: otherCa() }), "certificates", "ca", /another CA/);
refused(() => renew(generate({ mode: "monolithic", certificates: { algorithm: "ed25519", ca: { days: 40 }, leaf: { days: 9 } } }).files, { within: "60d" }), "certificates", undefined, /`newCa`/);
refused(() => request(plan, { keysof: own }), "argument", "keysof", /did you mean `keysOf`\?/);
refused(() => adopt(own, 5), "argument", "certificates");
refused(() => adopt(request(plan).files, certificate), "certificates", undefined, /no certificate came back for its key/);
refused(() => adopt({}, {}, { plan }), "certificates", undefined, /there is no key for it/);
refused(() => change(own, { newCA: true }), "argument", "newCA", /did you mean `newCa`\?/);
refused(() => change(own, { newCa: true, caKey: key }), "argument", "caKey");
refused(() => change(own, { newCa: true, ca: otherCa() }), "argument", "newCa");
refused(() => change(keyless, { renew: true }), "certificates", "caKey");
refused(() => change({ ...keyless, "certs/client.crt": "" }), "unproven", undefined, /does not hold as it stands/);
refused(() => changeStatus(own, []), "argument", "change", /no change\.json/);
refused(() => changeStatus(change(own, { renew: true }).files, own[0]), "argument", "folders");

console.log("refused");

/** A CA that the folder has not. */
function otherCa() {
  const { files } = generate(plan);
  const of = (path) => files.find((it) => it.path === path).text;
  return { certificate: of("certs/root.crt"), key: of("ca/root.key") };
}

/** The path at which nobody believes any more that it is a plan. */
function cyclicKey() {
  return Array(17).fill("cluster").join(".");
}
