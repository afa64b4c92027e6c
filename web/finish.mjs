// The step after Trunk: everything in the staging folder that is not the app
// itself, the hashes that hold it together, and the single-file copy.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { below } from "./layers.mjs";
import { classic, glue, offline } from "./offline.mjs";
import { prerender } from "./prerender.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
const at = (name) => join(staging, name);
const read = (name) => readFileSync(at(name), "utf8");
const write = (name, content) => writeFileSync(at(name), content);

// One sheet, so that the first paint waits for one file.
const styles = ["base", "frame", "verdict", "plan", "cluster", "files", "check", "change"];

// What a service worker keeps: the page, and not what is about it.
const kept = /^(index\.html|style\.css|trust\.html|pages\.css|(boot|app|text|worker|doctor)\.js|(app|text|keys|doctor|change)_bg\.wasm|default\.json|manifest\.webmanifest|icons\/.*)$/;

// What `web/engine.mjs` built: the engine, and the layers that it comes in; the last two stand beside each other on those before.
const built = "target/engine/bindgen";
const layers = ["text", "keys", "doctor", "change"];
const modules = ["engine", ...layers];
const workers = ["worker.js", "doctor.js"];

// The pictures are the README's.
const left = ["index.html", "style", "picture-light.png", "picture-dark.png"];
cpSync("www", staging, { recursive: true, filter: (source) => !left.includes(relative("www", source)) });
write("style.css", bare(styles.map((part) => readFileSync(`www/style/${part}.css`, "utf8")).join("\n")));
write("boot.js", bare(read("boot.js")));
write("app.js", bare(read("app.js")));
for (const name of modules) {
  cpSync(`${built}/${name}_bg.wasm`, at(`${name}_bg.wasm`));
}
cpSync(`${built}/engine.js`, at("engine.js"));
write("text.js", layered(bare(read("engine.js"))));
["app", ...modules].forEach((name) => shrink(`${name}_bg.wasm`));
write("default.json", JSON.stringify(await firstView()));
const front = ["sealed", "answers"].map((part) => readFileSync(`web/${part}.js`, "utf8")).join("");
const sources = Object.fromEntries(workers.map((name) => [name, bare(front + read(name))]));
for (const name of workers) {
  write(name, classic(glue(read("text.js")), sources[name]));
}
write("mimir-tls-offline.html", offline({ read, bytes: (name) => readFileSync(at(name)), workers: sources }));
const loaded = ["app.js", "text.js", ...workers, ...["app", ...layers].map((name) => `${name}_bg.wasm`), "default.json", "trust.html"];
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
    .replace('href="icons/icon.svg"', `href="data:image/svg+xml;base64,${readFileSync(at("icons/icon.svg")).toString("base64")}"`)
    .replace(/(<(?:link rel="(?:stylesheet|modulepreload)"|script)[^>]* (?:href|src)="([^"]+)")/g, (tag, open, name) => `${open} integrity="${hash(name)}"`);
}

/** What is written for whoever reads the source, comments on lines of their own and blanks before a line, a visitor does without. */
function bare(source) {
  return source.replace(/^\s*(?:\/\/.*|\/\*[^]*?\*\/)\n/gm, "").replace(/^\s+/gm, "");
}

/** Features by name: a browser refuses what `--all-features` makes. */
function shrink(name) {
  const features = ["bulk-memory", "bulk-memory-opt", "reference-types", "sign-ext", "mutable-globals", "nontrapping-float-to-int", "multivalue"];
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  execFileSync("wasm-opt", [...features.map((it) => `--enable-${it}`), "-O1", ...strip, at(name), "-o", at(name)], { stdio: "inherit" });
}

/** The engine's glue for its lowest layer, to which the others are added in their order. */
function layered(glue) {
  const lowest = glue.replace("engine_bg.wasm", "text_bg.wasm");
  return `${lowest}
export function extend(module) {
  const { exports } = new WebAssembly.Instance(module, { ...__wbg_get_imports(), ${below}: wasm });
  wasm = { ...wasm, ...exports };
}
`;
}

/** What the page shows before the engine is there: the choices, and the default cluster. */
async function firstView() {
  const text = await import(pathToFileURL(at("text.js")));
  text.initSync({ module: readFileSync(at("text_bg.wasm")) });
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
