// The engine in Node, started when one says so. Node fetches no file.
import { readFile } from "node:fs/promises";

import { init as start } from "./init.js";

export * from "./init.js";

/** Starts it with a module, bytes, an address or a response; without any, with `engine_bg.wasm` beside this file. */
export async function init(input) {
  const given = (await input) ?? new URL("engine_bg.wasm", import.meta.url);
  const isFile = given instanceof URL && given.protocol === "file:";
  await start(isFile ? await readFile(given) : given);
}
