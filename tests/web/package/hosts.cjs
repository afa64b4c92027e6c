// The package where there is no `import` at the top, and off the main thread.
"use strict";

const assert = require("node:assert/strict");
const { Worker } = require("node:worker_threads");

const script = `import { parentPort } from "node:worker_threads";
import { init, initSync, version } from "mimir-tls/init";
await init();
await init();
parentPort.postMessage(version());`;

async function main() {
  const { version } = await import("mimir-tls");
  if (process.features.require_module) {
    assert.equal(require("mimir-tls").version, version);
  }
  await import("mimir-tls/embed");
  const url = `data:text/javascript,${encodeURIComponent(script.replace("mimir-tls/init", require("node:url").pathToFileURL(`${__dirname}/node_modules/mimir-tls/init-node.js`).href))}`;
  const told = await new Promise((resolve, reject) => new Worker(new URL(url)).once("message", resolve).once("error", reject));
  assert.equal(told, version());
  console.log("hosted");
}

main();
