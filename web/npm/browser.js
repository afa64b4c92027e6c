// In a browser, or what a bundler makes for one, the engine is fetched while
// this module is imported.
import start from "./engine.js";

await start({ module_or_path: new URL("engine_bg.wasm", import.meta.url) });

export * from "./engine.js";
