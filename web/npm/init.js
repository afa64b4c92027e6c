// The engine, started when one says so: for bundlers that cannot wait at the top
// of a module, workers, and hosts that have compiled the module themselves.
import start, { initSync as startSync } from "./engine.js";

export * from "./engine.js";

/** Starts it with a module, bytes, an address or a response; without any, with `engine_bg.wasm` beside this file. */
export async function init(input) {
  await start({ module_or_path: given(await input) });
}

/** Starts it with a module or bytes, at once. */
export function initSync(input) {
  startSync({ module: given(input) });
}

/** Also as lightningcss-wasm, ruff and the engine's own glue take it. */
function given(input) {
  return input?.module_or_path ?? input?.module ?? input;
}
