// What a browser downloads, in bytes: `node web/sizes.mjs` prints it, `--check`
// holds it to web/sizes.json and 3 %, `UPDATE=1` writes that file.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const committed = new URL("sizes.json", import.meta.url);
const kB = 1000;

const compressed = new Map();

function brotli(...names) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  for (const name of names.filter((it) => !compressed.has(it))) {
    compressed.set(name, brotliCompressSync(read(name), { params }).length);
  }
  return names.reduce((sum, name) => sum + compressed.get(name), 0);
}

function read(name) {
  return readFileSync(new URL(`../dist/${name}`, import.meta.url));
}

// The first paint is drawn while building and wants no script; what a browser
// fetches until the page answers stands beside it.
const painted = ["index.html", "style.css"];
const interactive = [...painted, "boot.js", "app.js", "app_bg.wasm", "default.json"];
const text = ["text.js", "text_bg.wasm"];
const view = ["view_bg.wasm"];
const later = ["later.css"];
const keys = ["worker.js", "keys_bg.wasm"];
const doctor = ["doctor.js", "doctor_bg.wasm"];
const archives = ["archives_bg.wasm"];
const doors = ["doors_bg.wasm"];
const packing = ["packing_bg.wasm"];
const change = ["change_bg.wasm"];

// Each with what is wanted of it, where something is in the design.
const measures = {
  "until it is painted, brotli": [() => brotli(...painted), 12 * kB],
  "until it answers, brotli": [() => brotli(...interactive), 230 * kB],
  "text engine, brotli": [() => brotli(...text), 150 * kB],
  "view, brotli": [() => brotli(...view)],
  "keys and proof, brotli": [() => brotli(...keys), 390 * kB],
  "until all is proven, brotli": [() => brotli(...interactive, ...later, ...text, ...view, ...keys)],
  "doctor, brotli": [() => brotli(...doctor), 400 * kB],
  "archives, brotli": [() => brotli(...archives)],
  "behind the other doors, brotli": [() => brotli(...doors)],
  "packing, brotli": [() => brotli(...packing)],
  "change, brotli": [() => brotli(...change)],
  "embed.js": [() => read("embed.js").length, 6 * 1024],
  "embed-view.js, once one is in view": [() => read("embed-view.js").length, 9 * 1024],
  "offline file": [() => read("mimir-tls-offline.html").length, 1300 * kB],
  "offline file, gzip": [() => gzipSync(read("mimir-tls-offline.html"), { level: 9 }).length, 950 * kB],
};

/** What is measured: its name, its bytes, and how many are wanted at most. */
export const sizes = () => Object.entries(measures).map(([name, [measure, most]]) => ({ name, bytes: measure(), most }));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(sizes());
}

function main(all) {
  if (process.env.UPDATE) {
    const lines = Object.fromEntries(all.map(({ name, bytes }) => [name, bytes]));
    writeFileSync(committed, `${JSON.stringify(lines, null, 2)}\n`);
  }
  const before = process.argv[2] === "--check" ? JSON.parse(readFileSync(committed, "utf8")) : null;
  for (const { name, bytes, most = Infinity } of all) {
    if (!before) {
      console.log(`${name}\t${(bytes / kB).toFixed(1)} kB`);
      continue;
    }
    const allowed = Math.floor(before[name] * 1.03);
    const fits = bytes <= allowed;
    console.log(`${fits ? "ok   " : "error"} ${name}: ${bytes}, at most ${allowed}${bytes > most ? `; wanted are ${most}` : ""}`);
    process.exitCode = fits ? process.exitCode : 1;
  }
}
