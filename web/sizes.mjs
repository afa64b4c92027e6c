// What a browser downloads, in bytes: `node web/sizes.mjs` prints it, `--check`
// holds it to the limits and to web/sizes.json, `UPDATE=1` writes that file.
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

// Each with the most that it may be, whatever was committed.
const measures = {
  "first paint, brotli": [() => brotli("index.html", "style.css", "boot.js", "app.js", "app_bg.wasm", "default.json"), 140 * kB],
  "app alone, brotli": [() => brotli("app.js", "app_bg.wasm"), 140 * kB],
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
    const most = Math.min(measures[name][1], Math.floor(before[name] * 1.03));
    const fits = size <= most;
    console.log(`${fits ? "ok   " : "error"} ${name}: ${size}, at most ${most}`);
    process.exitCode = fits ? process.exitCode : 1;
  }
} else {
  for (const [name, size] of Object.entries(sizes)) {
    console.log(`${name}\t${(size / kB).toFixed(1)} kB`);
  }
}
