// The package in the hands of those that pack it, each with its defaults: what
// they make is run where it can be, or held to have the module once.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";

import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

const plan = '{ mode: "monolithic", certificates: { algorithm: "ed25519" } }';
/** A script that starts with what it is given, and proves a cluster. */
const started = `import { generate, init } from "mimir-tls/init";
globalThis.prove = async (input) => { await init(input); return generate(${plan}).proof.holds; };`;

/** Tests in a folder into which the package was installed. */
export function bundlers(installed) {
  const put = (name, text) => {
    const path = join(installed(), name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const wasm = () => readFileSync(join(installed(), "node_modules/mimir-tls/engine_bg.wasm"));
  const emitted = (folder) => readdirSync(join(installed(), folder), { recursive: true }).filter((it) => it.endsWith(".wasm"));

  /** A classic script, as a worker of that kind has it: no import, no `import.meta`, no file. */
  async function classic(script, input) {
    const context = vm.createContext({ TextDecoder, TextEncoder, URL, crypto, console });
    new vm.Script(script).runInContext(context);
    assert.equal(await context.prove(input), true);
  }

  test("esbuild makes a classic script of it, which is handed the module", async () => {
    const entryPoints = [put("esbuild/entry.mjs", started)];
    const { outputFiles, warnings } = await esbuild({ entryPoints, bundle: true, format: "iife", write: false, logLevel: "silent", logOverride: { "empty-import-meta": "silent" } });
    assert.deepEqual(warnings, []);
    await classic(outputFiles[0].text, await WebAssembly.compile(wasm()));
  });

  test("esbuild packs the module with it, for Node, ESM and CommonJS", async () => {
    const entryPoints = [put("esbuild/node.mjs", `${started}\nimport wasm from "mimir-tls/engine_bg.wasm";\nprove(wasm).then(console.log);`)];
    for (const [format, name] of [["esm", "out.mjs"], ["cjs", "out.cjs"]]) {
      const outfile = join(installed(), "esbuild", name);
      await esbuild({ entryPoints, bundle: true, platform: "node", target: "node20", format, outfile, loader: { ".wasm": "binary" }, logLevel: "silent" });
      assert.equal(execFileSync(process.execPath, [outfile], { cwd: "/", encoding: "utf8" }), "true\n", format);
    }
  });

  test("esbuild emits the module, and tells where", async () => {
    const entryPoints = [put("esbuild/file.mjs", `import wasm from "mimir-tls/engine_bg.wasm";\nimport { init } from "mimir-tls/init";\nawait init(wasm);`)];
    await esbuild({ entryPoints, bundle: true, format: "esm", outdir: join(installed(), "esbuild/web"), loader: { ".wasm": "file" }, logLevel: "silent" });
    assert.equal(emitted("esbuild/web").length, 1);
  });

  test("rollup makes a classic script of it, which is handed bytes", async () => {
    const input = put("rollup/entry.mjs", started);
    const resolve = { name: "resolve", resolveId: (name) => (name === "mimir-tls/init" ? join(installed(), "node_modules/mimir-tls/init.js") : null) };
    const bundle = await rollup({ input, plugins: [resolve], onwarn: (warning) => assert.fail(warning.message) });
    const { output } = await bundle.generate({ format: "iife", name: "entry" });
    await classic(output[0].code.replace(/document\.\w+/g, "undefined"), wasm());
  });

  test("Vite emits the module once, for a page and for a worker as it makes them", async () => {
    put("vite/index.html", '<!doctype html><script type="module" src="/main.js"></script>');
    put("vite/main.js", 'import { version } from "mimir-tls";\ndocument.title = version();\nnew Worker(new URL("./worker.js", import.meta.url), { type: "module" });');
    put("vite/worker.js", 'import { init, version } from "mimir-tls/init";\ninit().then(() => postMessage(version()));');
    await vite({ root: join(installed(), "vite"), logLevel: "error", configFile: false, build: { target: "es2022" } });
    assert.equal(new Set(emitted("vite/dist").map((it) => it.split("/").pop())).size, 1);
    const scripts = readdirSync(join(installed(), "vite/dist/assets"));
    const worker = readFileSync(join(installed(), "vite/dist/assets", scripts.find((it) => it.startsWith("worker-") && it.endsWith(".js"))), "utf8");
    assert.match(worker, /engine_bg-[\w-]+\.wasm/);
  });

  test("Vite takes the element, and draws it in a part of its own", async () => {
    put("element/index.html", '<!doctype html><script type="module" src="/main.js"></script><mimir-tls component="querier"></mimir-tls>');
    put("element/main.js", 'import "mimir-tls/embed";');
    await vite({ root: join(installed(), "element"), logLevel: "error", configFile: false });
    const names = emitted("element/dist").map((it) => /(\w+)_bg/.exec(it)[1]);
    assert.deepEqual(names.sort(), ["text", "view"]);
    assert.ok(readdirSync(join(installed(), "element/dist/assets")).some((it) => it.startsWith("embed-view-")));
  });

  test("webpack emits the module once, for a page and for a worker", async () => {
    put("webpack/main.js", 'import { version } from "mimir-tls";\ndocument.title = version();\nnew Worker(new URL("./worker.js", import.meta.url));');
    put("webpack/worker.js", 'import { init, version } from "mimir-tls/init";\ninit().then(() => postMessage(version()));');
    const path = join(installed(), "webpack/dist");
    const stats = await new Promise((resolve, reject) => {
      webpack({ mode: "production", context: join(installed(), "webpack"), entry: "./main.js", output: { path }, performance: false }, (error, made) => (error ? reject(error) : resolve(made)));
    });
    assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }).errors, []);
    assert.equal(emitted("webpack/dist").length, 1);
  });
}
