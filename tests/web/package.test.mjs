// The npm package, from its tarball: installed into an empty folder, used, and
// compiled against. `UPDATE=1` writes web/npm/index.d.ts.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const committed = join(root, "web/npm/index.d.ts");
let folder;

before(() => {
  const tarball = join(root, execFileSync(join(root, "web/package"), { encoding: "utf8" }).trim());
  folder = mkdtempSync(join(tmpdir(), "mimir-tls-package-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel", "error", tarball], { cwd: folder });
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of a sample at which TypeScript stops. */
function refusals(name) {
  copyFileSync(here(`package/${name}`), join(folder, name));
  const flags = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types", ""];
  const { stdout, error } = spawnSync(here("node_modules/.bin/tsc"), [...flags, name], { cwd: folder, encoding: "utf8" });
  assert.ifError(error);
  const lines = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): (error .*)$/gm)];
  assert.equal(lines.length, stdout.split("\n").filter((it) => /\berror TS/.test(it)).length, stdout);
  return lines.map(([, file, line, said]) => ({ file, line: Number(line), said }));
}

test("Node imports it and gets what it promises", () => {
  copyFileSync(here("package/use.mjs"), join(folder, "use.mjs"));
  assert.equal(execFileSync(process.execPath, ["use.mjs"], { cwd: folder, encoding: "utf8" }), "used\n");
});

test("the tarball holds the package and nothing else", () => {
  const listed = execFileSync("tar", ["--list", "--file", join(root, "target/npm", tarballName())], { encoding: "utf8" });
  const names = ["LICENSE", "README.md", "browser.js", "engine.js", "engine_bg.wasm", "index.d.ts", "node.js", "package.json"];
  assert.deepEqual(listed.trim().split("\n").map((it) => it.replace("package/", "")).sort(), names);
});

test("the committed types are those of the engine", () => {
  const types = readFileSync(join(root, "target/npm/package/index.d.ts"), "utf8");
  if (process.env.UPDATE) {
    writeFileSync(committed, types);
  }
  assert.equal(readFileSync(committed, "utf8"), types, "UPDATE=1 node --test tests/web/package.test.mjs");
});

test("a sample of every function compiles", () => assert.deepEqual(refusals("sample.ts"), []));

test("each wrong line of a sample does not", () => {
  const wanted = readFileSync(here("package/wrong.ts"), "utf8")
    .split("\n")
    .flatMap((line, number) => (line.endsWith("// refused") ? [number + 1] : []));
  assert.deepEqual([...new Set(refusals("wrong.ts").map((it) => it.line))], wanted);
});

function tarballName() {
  const { version } = JSON.parse(readFileSync(join(root, "target/npm/package/package.json"), "utf8"));
  return `mimir-tls-${version}.tgz`;
}
