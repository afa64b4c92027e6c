// The npm package, from its tarball: installed into an empty folder, used,
// packed by others, and compiled against. `UPDATE=1` writes web/npm/index.d.ts.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { bundlers } from "./package/bundlers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const committed = join(root, "web/npm/index.d.ts");
let folder;
let tarball;

before(() => {
  tarball = join(root, execFileSync(join(root, "web/package"), { encoding: "utf8" }).trim());
  folder = mkdtempSync(join(tmpdir(), "mimir-tls-package-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--loglevel", "error", tarball], { cwd: folder });
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of a sample at which TypeScript stops. */
function refusals(name, ...more) {
  copyFileSync(here(`package/${name}`), join(folder, name));
  const flags = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--module", "nodenext", "--types", "", ...more];
  const { stdout, error } = spawnSync(here("node_modules/.bin/tsc"), [...flags, name], { cwd: folder, encoding: "utf8" });
  assert.ifError(error);
  const lines = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): (error .*)$/gm)];
  assert.equal(lines.length, stdout.split("\n").filter((it) => /\berror TS/.test(it)).length, stdout);
  return lines.map(([, file, line, said]) => ({ file, line: Number(line), said }));
}

/** What a script prints that runs where the package was installed. */
function run(name) {
  copyFileSync(here(`package/${name}`), join(folder, name));
  return execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
}

test("Node imports it and gets what it promises", () => assert.equal(run("use.mjs"), "used\n"));

test("what is misspelt or of another kind is refused by its key", () => assert.equal(run("refused.mjs"), "refused\n"));

test("CommonJS imports and requires it, and a worker starts it", () => assert.equal(run("hosts.cjs"), "hosted\n"));

bundlers(() => folder);

test("the tarball holds the package and nothing else", () => {
  const listed = execFileSync("tar", ["--list", "--file", tarball], { encoding: "utf8" });
  const names = [
    ...["CHANGELOG.md", "LICENSE", "README.md", "browser.js", "embed-view.js", "embed.d.ts", "embed.js", "engine.js", "engine_bg.wasm"],
    ...["index.d.ts", "init-node.js", "init.d.ts", "init.js", "node.js", "package.json", "plan.schema.json", "text.js", "text_bg.wasm", "view_bg.wasm"],
  ];
  assert.deepEqual(listed.trim().split("\n").map((it) => it.replace("package/", "")).sort(), names);
});

test("publint has nothing to say of it", async () => {
  const pkgDir = join(root, "target/npm/package");
  const { messages, pkg } = await publint({ pkgDir, strict: true });
  assert.deepEqual(messages.map((it) => formatMessage(it, pkg)), []);
});

test("its types are right for whoever resolves modules of this kind", async () => {
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))), { excludeEntrypoints: ["./engine_bg.wasm"] });
  // A package of modules alone, to which TypeScript before 4.7 and `require` lead otherwise.
  const others = ["node10", "node16-cjs"];
  assert.deepEqual(problems.filter((it) => !others.includes(it.resolutionKind) && !others.includes(it.resolutionOption)), []);
});

test("the committed types are those of the engine", () => {
  const types = readFileSync(join(root, "target/npm/package/index.d.ts"), "utf8");
  if (process.env.UPDATE) {
    writeFileSync(committed, types);
  }
  assert.equal(readFileSync(committed, "utf8"), types, "UPDATE=1 node --test tests/web/package.test.mjs");
});

test("a sample of every function compiles", () => assert.deepEqual(refusals("sample.ts", "--lib", "es2022,dom"), []));

test("the element has its type in a page, and in JSX of React's", () => {
  assert.deepEqual(refusals("element.ts", "--lib", "es2022,dom"), []);
  symlinkSync(here("node_modules/@types"), join(folder, "node_modules/@types"));
  symlinkSync(here("node_modules/csstype"), join(folder, "node_modules/csstype"));
  assert.deepEqual(refusals("element.tsx", "--lib", "es2022,dom", "--jsx", "preserve"), []);
});

test("each wrong line of a sample does not", () => {
  const wanted = readFileSync(here("package/wrong.ts"), "utf8")
    .split("\n")
    .flatMap((line, number) => (line.endsWith("// refused") ? [number + 1] : []));
  assert.deepEqual([...new Set(refusals("wrong.ts", "--lib", "es2022,dom").map((it) => it.line))], wanted);
});
