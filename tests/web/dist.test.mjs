// What must hold of dist/ before any browser sees it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const dist = new URL("../../dist/", import.meta.url);
const read = (name) => readFileSync(new URL(name, dist), "utf8");
const digest = (algorithm, content, encoding) => createHash(algorithm).update(content).digest(encoding);
const metaPolicy = (html) => /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)[1];
const headerPolicy = (path) => new RegExp(`^${path.replaceAll(".", "\\.")}\\n(?:  .*\\n)*?  Content-Security-Policy: (.*)$`, "m").exec(read("_headers"))[1];

test("manifest.sha256 has every file, with its hash", () => {
  const listed = read("manifest.sha256").trim().split("\n").map((line) => line.split("  "));
  const present = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  assert.equal(listed.length, present.length - 1);
  for (const [hash, name] of listed) {
    assert.equal(digest("sha256", readFileSync(new URL(name, dist)), "hex"), hash, name);
  }
});

test("every script, style and module that the page loads is held to its hash", () => {
  const html = read("index.html");
  const boot = JSON.parse(/^const integrity = (.*);$/m.exec(read("boot.js"))[1]);
  const inPage = [...html.matchAll(/(?:href|src)="([^"]+\.(?:js|css))" integrity="([^"]+)"/g)].map(([, name, hash]) => [name, hash]);
  assert.deepEqual(inPage.map(([name]) => name).sort(), ["app.js", "boot.js", "style.css"]);
  for (const name of ["later.css", "app.js", "app_bg.wasm", "doors_bg.wasm", "default.json", "text.js", "text_bg.wasm", "view_bg.wasm", "keys_bg.wasm", "worker.js", "doctor_bg.wasm", "archives_bg.wasm", "packing_bg.wasm", "change_bg.wasm", "doctor.js"]) {
    assert.ok(boot[name], name);
  }
  for (const [name, hash] of [...inPage, ...Object.entries(boot)]) {
    assert.equal(`sha384-${digest("sha384", readFileSync(new URL(name, dist)), "base64")}`, hash, name);
  }
});

test("what a worker calls is in the layers that it is given", async () => {
  for (const [name, layers] of Object.entries({ "worker.js": ["text", "view", "keys", "packing", "change"], "doctor.js": ["text", "view", "keys", "doctor", "archives"] })) {
    const [, imported] = /^const \{ ([^}]*) \} = /m.exec(read(name));
    const modules = layers.map((layer) => new WebAssembly.Module(readFileSync(new URL(`${layer}_bg.wasm`, dist))));
    const exported = modules.flatMap((module) => WebAssembly.Module.exports(module).map((it) => it.name));
    for (const call of imported.split(", ").filter((it) => !["extend", "initSync"].includes(it))) {
      assert.ok(exported.includes(/^[A-Z]/.test(call) ? `${call.toLowerCase()}_new` : call), `${name}: ${call}`);
    }
    const calls = [...read(name).matchAll(/\b(session|changing)\??\.(\w+)\(/g)].map(([, of, method]) => `${of}_${method}`);
    assert.deepEqual(calls.filter((call) => !exported.includes(call)), [], name);
    for (const module of modules.slice(1)) {
      const missing = WebAssembly.Module.imports(module).filter((it) => it.module === "below" && !exported.includes(it.name));
      assert.deepEqual(missing, [], name);
    }
  }
});

test("what is behind the other doors stands on the app", () => {
  const [app, doors] = ["app", "doors"].map((layer) => new WebAssembly.Module(readFileSync(new URL(`${layer}_bg.wasm`, dist))));
  const exported = WebAssembly.Module.exports(app).map((it) => it.name);
  const below = WebAssembly.Module.imports(doors).filter((it) => it.module === "below");
  assert.ok(below.length > 0);
  assert.deepEqual(below.filter((it) => !exported.includes(it.name)), []);
});

/** The engine's glue with its lowest layer, once more for each name. */
async function lowest(name) {
  const engine = await import(new URL(`text.js?${name}`, dist));
  engine.initSync({ module: readFileSync(new URL("text_bg.wasm", dist)) });
  return engine;
}

test("the lowest layer says what an element asks it, and writes flags and YAML", async () => {
  const text = await lowest("alone");
  assert.equal(text.draftWith("compose"), "platform=compose");
  assert.equal(text.draftWith("vault"), "targets=vault");
  assert.equal(text.draftWith("yaml"), "");
  assert.equal(text.draftWith("flag"), "");
  for (const platform of ["hosts", "compose", "kubernetes", "helm"]) {
    for (const mode of platform === "helm" ? ["microservices"] : ["microservices", "read-write", "monolithic"]) {
      for (const target of ["flags", "yaml"]) {
        const plan = { platform, mode, targets: "flags,yaml", "policy.http": "RequireAndVerifyClientCert", ...(mode === "read-write" && { release: "2.17.0" }) };
        const files = text.renderDraft(plan, { target });
        assert.ok(files.length > 0 && files.every((it) => it.kind === target), `${platform}, ${mode}, ${target}`);
      }
    }
  }
  assert.throws(() => text.renderDraft({ release: "9" }, { target: "yaml" }), { code: "plan", key: "release" });
  assert.throws(() => text.renderDraft({ platform: "helm" }, { target: "helm" }), WebAssembly.RuntimeError);
});

test("with the next it writes the files of every target", async () => {
  const text = await lowest("with the next");
  text.extend(new WebAssembly.Module(readFileSync(new URL("view_bg.wasm", dist))));
  const { targets, modes } = text.choices();
  for (const platform of ["hosts", "compose", "kubernetes", "helm"]) {
    for (const mode of modes) {
      const plan = { platform, mode: mode.name, ...(mode.last && { release: mode.last }) };
      const { view, refused } = text.view(plan);
      assert.ok(view?.files.length > 0 || refused.length > 0, `${platform}, ${mode.name}`);
    }
    for (const { name } of targets.filter((it) => it.platforms.includes(platform))) {
      const files = text.renderDraft({ platform, targets: name }, undefined);
      assert.deepEqual(files.filter((it) => it.kind !== name), [], `${platform}, ${name}`);
    }
  }
});

test("the page has no inline script, style or handler", () => {
  for (const name of ["index.html", "trust.html"]) {
    assert.doesNotMatch(read(name), /<style|<script(?![^>]*src=)|\sstyle=|\son\w+=/, name);
  }
});

// Without `allow-popups`, no tab; without `allow-top-navigation-to-custom-protocols`, no other program.
const sandbox = "; sandbox allow-scripts allow-same-origin allow-downloads allow-modals";

test("headers, nginx and the page say the same policy", () => {
  const inPage = metaPolicy(read("index.html"));
  for (const path of ["/", "/index.html"]) {
    assert.equal(headerPolicy(path).replace(" frame-ancestors 'none';", "").replace(sandbox, ""), inPage, path);
    assert.ok(headerPolicy(path).endsWith(sandbox), path);
  }
  assert.ok(read("nginx.conf").includes(`"${headerPolicy("/")}"`));
  assert.ok(read("nginx.conf").includes(`"${headerPolicy("/trust.html")}"`));
  assert.equal(headerPolicy("/trust.html").replace("; frame-ancestors 'none'", ""), metaPolicy(read("trust.html")));
});

test("the single file allows its one script, and no connection", () => {
  const html = read("mimir-tls-offline.html");
  const policy = metaPolicy(html);
  const scripts = [...html.matchAll(/<script type="module">([^]*?)<\/script>/g)].map((it) => it[1]);
  assert.equal(scripts.length, 1);
  assert.ok(policy.includes(`script-src 'sha256-${digest("sha256", scripts[0], "base64")}' 'wasm-unsafe-eval';`));
  assert.match(policy, /connect-src 'none'/);
  assert.doesNotMatch(html, /<(?:link|img|iframe)\b|\bsrc=/);
});

test("the service worker keeps the page, whole, and nothing else", () => {
  const kept = Object.keys(JSON.parse(/^const integrity = (.*);$/m.exec(read("sw.js"))[1]));
  for (const name of ["index.html", "style.css", "later.css", "boot.js", "app.js", "app_bg.wasm", "doors_bg.wasm", "text.js", "text_bg.wasm", "view_bg.wasm", "keys_bg.wasm", "worker.js", "doctor_bg.wasm", "archives_bg.wasm", "packing_bg.wasm", "change_bg.wasm", "doctor.js", "default.json", "trust.html", "pages.css"]) {
    assert.ok(kept.includes(name), name);
  }
  assert.ok(!kept.some((name) => /offline|sw\.js|embed|examples|_headers/.test(name)));
});

test("what the page says when it cannot start is there in both languages", () => {
  const [, en, de] = /const sentences = \{\s*en: \{([^}]*)\},\s*de: \{([^}]*)\}/.exec(read("boot.js"));
  const names = (text) => [...text.matchAll(/^\s*(\w+):/gm)].map((it) => it[1]);
  assert.ok(names(en).length >= 4);
  assert.deepEqual(names(de), names(en));
});

test("what is honest in English is honest in German", () => {
  const [en, de] = read("trust.html").split("<hr>");
  for (const tag of ["<h2>", "<li>", "<p>"]) {
    assert.equal(de.split(tag).length, en.split(tag).length, tag);
  }
});

test("no path of the machine is in what is published", () => {
  // With what stands behind a folder: `/root` alone is a part of `certs/root.crt`,
  // and of a path of Vault's. What compilers leave is below a hidden one.
  const places = [[process.cwd(), "/"], [process.env.HOME, "/."]]
    .filter(([it]) => it && it.length > 1)
    .map((parts) => parts.join(""));
  for (const name of ["app_bg.wasm", "doors_bg.wasm", "text_bg.wasm", "view_bg.wasm", "keys_bg.wasm", "doctor_bg.wasm", "archives_bg.wasm", "packing_bg.wasm", "change_bg.wasm", "engine_bg.wasm", "boot.js"]) {
    const content = readFileSync(new URL(name, dist));
    for (const place of [...places, ".cargo/registry"]) {
      assert.ok(!content.includes(place), `${name}: ${place}`);
    }
  }
});
