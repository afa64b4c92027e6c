// The step after Trunk: everything in the staging folder that is not the app
// itself, the hashes that hold it together, and the single-file copy.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { layered, layers, unlinked } from "./layers.mjs";
import { classic, glue, offline } from "./offline.mjs";
import { prerender } from "./prerender.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
const at = (name) => join(staging, name);
const read = (name) => readFileSync(at(name), "utf8");
const write = (name, content) => writeFileSync(at(name), content);

// The first paint waits for one sheet; what only a page that answers shows has another.
const sheets = {
  "style.css": ["base", "frame", "verdict", "plan", "cluster", "files"],
  "later.css": ["told", "handshake", "certificates", "signing", "check", "change", "print"],
};

// What a service worker keeps: the page, and not what is about it.
const kept = /^(index\.html|(style|later)\.css|trust\.html|pages\.css|(boot|app|text|worker|doctor)\.js|(app|doors|text|view|keys|doctor|archives|packing|change)_bg\.wasm|default\.json|manifest\.webmanifest|icons\/.*)$/;

// What `web/engine.mjs` built: the engine, and the layers that it comes in; of the last four, two and two stand beside each other on those before.
const built = "target/engine/bindgen";
const parts = ["text", "view", "keys", "doctor", "archives", "packing", "change"];
const modules = ["engine", ...parts];
const workers = ["worker.js", "doctor.js"];

// The app comes in two, what is behind the other doors apart: the app holds a
// function `door` of each, and calls none itself.
const linked = "target/wasm32-unknown-unknown/web/app.wasm";
const whole = "target/app_bg.wasm";
const isDoor = (name) => /_13mimir_tls_web3app(?:\d+[a-z]+)+4door(\.|$)/.test(name);

// The pictures are the README's.
const left = ["index.html", "style", "picture-light.png", "picture-dark.png"];
cpSync("www", staging, { recursive: true, filter: (source) => !left.includes(relative("www", source)) });
for (const [name, styles] of Object.entries(sheets)) {
  write(name, bare(styles.map((part) => readFileSync(`www/style/${part}.css`, "utf8")).join("\n")));
}
write("boot.js", bare(read("boot.js")));
write("app.js", layered(bare(read("app.js"))));
writeFileSync(whole, unlinked(readFileSync(at("app_bg.wasm"))));
const [app, doors] = await layers(readFileSync(linked), readFileSync(whole), { roots: [], tops: [[() => false]], isLeftOut: () => false, unasked: [isDoor] });
write("app_bg.wasm", app);
write("doors_bg.wasm", doors);
for (const name of modules) {
  cpSync(`${built}/${name}_bg.wasm`, at(`${name}_bg.wasm`));
}
cpSync(`${built}/engine.js`, at("engine.js"));
write("text.js", layered(bare(read("engine.js")).replace("engine_bg.wasm", "text_bg.wasm")));
[whole, ...["app", "doors", ...modules].map((name) => at(`${name}_bg.wasm`))].forEach(shrink);
write("default.json", JSON.stringify(await firstView()));
const front = ["sealed", "answers"].map((part) => readFileSync(`web/${part}.js`, "utf8")).join("");
const sources = Object.fromEntries(workers.map((name) => [name, bare(front + read(name))]));
for (const name of workers) {
  write(name, classic(glue(read("text.js")), sources[name]));
}
write("mimir-tls-offline.html", offline({ read, bytes: (name) => readFileSync(name === "app_bg.wasm" ? whole : at(name)), workers: sources }));
const loaded = ["later.css", "app.js", "text.js", ...workers, ...["app", "doors", ...parts].map((name) => `${name}_bg.wasm`), "default.json", "trust.html"];
fill("boot.js", "integrity", hashes(loaded.sort()));
write("index.html", page(read("index.html")).replace("<!-- first -->", await prerender(staging)));
fill("sw.js", "integrity", hashes(files().filter((name) => kept.test(name))));
fill("sw.js", "build", digest("sha256", files().map((name) => hash(name)).join()).slice(0, 16));
write("manifest.sha256", files().map((name) => `${digest("sha256", readFileSync(at(name)), "hex")}  ${name}\n`).join(""));

/**
 * The page's first file, with the hashes of what it names. A `preload` has none: its `fetch` brings it. The icon
 * is in it, since a browser may ask for it again at any time, and the locked page asks for nothing.
 */
function page(html) {
  return html
    .replace(/^<link data-trunk.*\n/m, "")
    .replace('href="icons/icon.svg"', `href="data:image/svg+xml,${read("icons/icon.svg").trim().replaceAll('"', "'").replaceAll("#", "%23")}"`)
    .replace(/(<(?:link rel="(?:stylesheet|modulepreload)"|script)[^>]* (?:href|src)="([^"]+)")/g, (tag, open, name) => `${open} integrity="${hash(name)}"`);
}

/** What is written for whoever reads the source, comments on lines of their own and blanks before a line, a visitor does without. */
function bare(source) {
  return source.replace(/^\s*(?:\/\/.*|\/\*[^]*?\*\/)\n/gm, "").replace(/^\s+/gm, "");
}

/** Features by name: a browser refuses what `--all-features` makes. */
function shrink(path) {
  const features = ["bulk-memory", "bulk-memory-opt", "reference-types", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"];
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  execFileSync("wasm-opt", [...features.map((it) => `--enable-${it}`), "-O1", ...strip, path, "-o", path], { stdio: "inherit" });
}

/** What the page shows before the engine is there: the choices, and the default cluster. */
async function firstView() {
  const text = await import(pathToFileURL(at("text.js")));
  text.initSync({ module: readFileSync(at("text_bg.wasm")) });
  text.extend(new WebAssembly.Module(readFileSync(at("view_bg.wasm"))));
  const answer = text.view({});
  return { choices: text.choices(), view: answer.view };
}

/** Every file in the staging folder, by its path there, in order. */
function files() {
  return readdirSync(staging, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(staging, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => name !== "manifest.sha256")
    .sort();
}

function digest(algorithm, content, encoding = "base64") {
  return createHash(algorithm).update(content).digest(encoding);
}

function hash(name) {
  return `sha384-${digest("sha384", readFileSync(at(name)))}`;
}

function hashes(names) {
  return Object.fromEntries(names.map((name) => [name, hash(name)]));
}

/** Gives a constant of a script, which is empty in the source, its value. */
function fill(name, constant, value) {
  const text = read(name);
  const empty = new RegExp(`^const ${constant} = (\\{\\}|"");$`, "m");
  if (!empty.test(text)) {
    throw new Error(`${name} has no empty \`${constant}\``);
  }
  write(name, text.replace(empty, () => `const ${constant} = ${JSON.stringify(value)};`));
}
