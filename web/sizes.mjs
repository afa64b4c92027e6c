// What a browser downloads, in bytes: `node web/sizes.mjs` prints it, `--check`
// holds it to web/sizes.json and 3 %, `UPDATE=1` writes that file.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const committed = new URL("sizes.json", import.meta.url);
const kB = 1000;

function brotli(...names) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return names.map((name) => brotliCompressSync(read(name), { params }).length).reduce((sum, it) => sum + it, 0);
}

function read(name) {
  return readFileSync(new URL(`../dist/${name}`, import.meta.url));
}

// Each with what issue 4 wants of it, where it wants something.
const measures = {
  "first paint, brotli": [() => brotli("index.html", "style.css"), 140 * kB],
  "until it answers, brotli": [() => brotli("index.html", "style.css", "boot.js", "app.js", "app_bg.wasm", "default.json")],
  "worker and engine, brotli": [() => brotli("worker.js", "engine_bg.wasm"), 260 * kB],
  "embed.js": [() => read("embed.js").length, 6 * 1024],
  "offline file": [() => read("mimir-tls-offline.html").length, 700 * kB],
  "offline file, gzip": [() => gzipSync(read("mimir-tls-offline.html"), { level: 9 }).length, 400 * kB],
};

const sizes = Object.fromEntries(Object.entries(measures).map(([name, [measure]]) => [name, measure()]));

if (process.env.UPDATE) {
  writeFileSync(committed, `${JSON.stringify(sizes, null, 2)}\n`);
}
if (process.argv[2] === "--check") {
  const before = JSON.parse(readFileSync(committed, "utf8"));
  for (const [name, size] of Object.entries(sizes)) {
    const most = Math.floor(before[name] * 1.03);
    const fits = size <= most;
    const wanted = measures[name][1] ?? Infinity;
    console.log(`${fits ? "ok   " : "error"} ${name}: ${size}, at most ${most}${size > wanted ? `; wanted are ${wanted}` : ""}`);
    process.exitCode = fits ? process.exitCode : 1;
  }
} else {
  for (const [name, size] of Object.entries(sizes)) {
    console.log(`${name}\t${(size / kB).toFixed(1)} kB`);
  }
}
