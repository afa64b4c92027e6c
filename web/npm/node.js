// In Node the engine starts while this module is imported.
import { readFileSync } from "node:fs";

import { initSync } from "./engine.js";

initSync({ module: readFileSync(new URL("engine_bg.wasm", import.meta.url)) });

export * from "./engine.js";
