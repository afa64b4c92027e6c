// A module in layers does what it does whole, and no layer has what only another wants.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { below, layers, unlinked } from "../../web/layers.mjs";

process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
let folder;
let linked;
let made;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimir-tls-layers-"));
  const module = join(folder, "sample.wasm");
  const flags = ["--edition", "2024", "--target", "wasm32-unknown-unknown", "-Copt-level=z", "-Clto=fat", "-Cpanic=abort", "-Clink-arg=--emit-relocs"];
  execFileSync("rustc", [...flags, "tests/web/layers/sample.rs", "-o", module]);
  linked = readFileSync(module);
  made = await layers(linked, unlinked(linked), {
    roots: [(it) => it === "middle"],
    tops: [[(it) => it === "high"], [(it) => it === "beside", (it) => it === "over"]],
    isLeftOut: (it) => it === "outside",
    unasked: [(it) => /4held/.test(it)],
  });
});

after(() => rmSync(folder, { recursive: true, force: true }));

const started = (module, imports = {}) => new WebAssembly.Instance(new WebAssembly.Module(module), imports).exports;
/** What an export says. */
const said = (wasm, name) => {
  const at = wasm[name]();
  return Buffer.from(wasm.memory.buffer, at, wasm.length()).toString();
};

test("in layers it says what it says whole, with the state that was there before", () => {
  const whole = started(linked);
  let layered = started(made[0]);
  const same = (...names) => names.forEach((name) => assert.equal(said(layered, name), said(whole, name), name));
  same("low", "low");
  layered = { ...layered, ...started(made[1], { [below]: layered }) };
  same("low", "middle");
  layered = { ...layered, ...started(made[2], { [below]: layered }) };
  same("low", "middle", "high", "middle", "low");
});

test("two stand beside each other on the same, each without the other, and one more on one", () => {
  const whole = started(linked);
  let layered = started(made[0]);
  for (const layer of [1, 3]) layered = { ...layered, ...started(made[layer], { [below]: layered }) };
  for (const name of ["low", "beside", "middle", "beside"]) assert.equal(said(layered, name), said(whole, name), name);
  const bytes = (text) => made.map((module) => module.includes(text));
  assert.deepEqual(bytes("ONLY BESIDE"), [false, false, false, true, false]);
  assert.deepEqual(bytes("SHARED ABOVE"), [false, false, true, true, false]);
  layered = { ...layered, ...started(made[4], { [below]: layered }) };
  for (const name of ["low", "over", "beside"]) assert.equal(said(layered, name), said(whole, name), name);
  assert.deepEqual(bytes("ONLY OVER"), [false, false, false, false, true]);
});

test("what the lowest only holds, and what another wants, is not in it", () => {
  const has = (text) => made.map((module) => module.includes(text));
  assert.deepEqual(has("ONLY LOW"), [true, false, false, false, false]);
  assert.deepEqual(has("ONLY MIDDLE"), [false, true, false, false, false]);
  assert.deepEqual(has("ONLY HIGH"), [false, false, true, false, false]);
  assert.deepEqual(has("HELD BACK"), [false, true, false, false, false]);
});

test("what is left out is in none", () => {
  assert.ok(linked.includes("ONLY OUTSIDE"));
  assert.ok(!made.some((module) => module.includes("ONLY OUTSIDE")));
});

test("a layer exports its own, and a module without relations is refused", async () => {
  const names = made.map((module) => WebAssembly.Module.exports(new WebAssembly.Module(module)).map((it) => it.name));
  for (const [layer, name] of ["low", "middle", "high", "beside", "over"].entries()) {
    assert.deepEqual(names.map((all) => all.includes(name)), [0, 1, 2, 3, 4].map((it) => it === layer), name);
  }
  await assert.rejects(layers(unlinked(linked), unlinked(linked), { roots: [], tops: [[() => false]], isLeftOut: () => false, unasked: () => false }), /who refers to whom/);
});
