// Builds the engine: the package's library as a module of its own, which only
// this asks for. Else Cargo would link one for the app too, and two would not
// fit into one target folder, where they share all that they stand on. The page
// loads it in layers; whoever else asks for it has it whole.
//
//   node web/engine.mjs            compiled, with its glue, and its layers
//   node web/engine.mjs compile    only compiled, while wasm-bindgen is still coming
//   node web/engine.mjs bench      what tests/browser/measure.mjs times instead
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import { layers, unlinked } from "./layers.mjs";

const target = "wasm32-unknown-unknown";
const task = process.argv[2];
const [name, features] = task === "bench" ? ["bench", "api,bench"] : ["engine", "api,doctor"];
const linked = `target/${target}/web/mimir_tls_web.wasm`;
const bound = "target/engine/bindgen";

// What an element draws with, and above it what the page is drawn from; what
// each worker imports is in its layer, and all else is for programs alone.
// What packs the folder stands on the keys, and on that what the third door calls, and few of those who choose a signer. Beside these stand the
// doctor's, and what unpacks the archives that it is given and packs what it mended.
const texts = new Set(["draftWith", "renderDraft"]);
const views = new Set(["choices", "view", "viewJson"]);
const changes = ["Changing", "Signing"];
const archives = ["example", "pack", "unpack"];
const isPacking = (it) => it === "session_zip";
const keys = calls(imported("www/worker.js").filter((it) => !changes.includes(it)));
const cut = {
  roots: [(it) => views.has(it), (it) => keys(it) && !isPacking(it)],
  tops: [
    [calls(imported("www/doctor.js").filter((it) => !archives.includes(it))), calls(archives)],
    [isPacking, calls(changes)],
  ],
  isLeftOut: (it) => !texts.has(it) && !views.has(it) && !isInner(it),
  unasked: [ofTargets, ofCertificates],
};

/** What an element asks no target for, `render::Output`: how it is used; and the files of all but the two that every process can read. */
function ofTargets(it) {
  return /6Output(?:5usage|8contents|4next)/.test(it) || (/6Output5files/.test(it) && !/7targets(?:5flags|4yaml)/.test(it)) || /7targets(?:12cert_manager|5vault|8gateways)\d/.test(it);
}

/** What a target is asked for once there are certificates: how its files are read back, and those that hold keys. */
function ofCertificates(it) {
  return /6Output(?:7sources|7secrets)/.test(it);
}

/** What a script imports of the engine. */
function imported(script) {
  const [, names] = /^import \{ ([^}]*) \} from "\.\/text\.js";$/m.exec(readFileSync(script, "utf8"));
  return names.split(", ");
}

/** Whether an export is one of these functions, or a method of one of these classes. */
function calls(names) {
  return (it) => names.some((name) => it === name || it.startsWith(`${name.toLowerCase()}_`) || it === `__wbg_${name.toLowerCase()}_free`);
}

function isInner(it) {
  return /^(memory$|wasm_bindgen__|__(?!wbg_\w+_free$))/.test(it);
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: "inherit" });
}

run(
  ...["cargo", "rustc", "--package", "mimir-tls-web", "--lib", "--crate-type", "cdylib", "--no-default-features", "--features", features],
  ...["--profile", "web", "--target", target, "--locked"],
);
if (task !== "compile") {
  run("wasm-bindgen", "--target", "web", "--no-demangle", "--out-name", name, "--out-dir", bound, linked);
}
if (task === undefined) {
  const engine = unlinked(readFileSync(`${bound}/engine_bg.wasm`));
  writeFileSync(`${bound}/engine_bg.wasm`, engine);
  const made = await layers(readFileSync(linked), engine, cut);
  ["text", "view", "keys", "doctor", "archives", "packing", "change"].forEach((layer, index) => writeFileSync(`${bound}/${layer}_bg.wasm`, made[index]));
}
