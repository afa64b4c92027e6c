export * from "./index.js";

/** The engine, before it is started: a compiled module, its bytes, where it lies, or a response with it. */
export type EngineInput = WebAssembly.Module | BufferSource | URL | string | Response;

/**
 * Starts the engine; every other call wants that. Called again, it does nothing.
 * Without an argument it is `engine_bg.wasm` beside the module.
 */
export function init(input?: EngineInput | Promise<EngineInput>): Promise<void>;

/** Starts the engine at once: with a compiled module in a browser, where bytes of this size are refused. */
export function initSync(input: WebAssembly.Module | BufferSource | { module: WebAssembly.Module | BufferSource }): void;
