// The build puts this in front of each worker. What comes in is `{id, call, args}`,
// what goes out `{id, ok}` or `{id, error}`.

async function answer(calls, { id, call, args }) {
  try {
    if (!Object.hasOwn(calls, call)) {
      throw Object.assign(new Error(`there is no call \`${call}\``), { code: "argument" });
    }
    const ok = await calls[call](...args);
    postMessage({ id, ok }, ok instanceof Uint8Array ? [ok.buffer] : []);
  } catch (error) {
    // After a trap nothing in the module's memory can be relied on.
    const code = error instanceof WebAssembly.RuntimeError ? "crashed" : (error.code ?? "internal");
    postMessage({ id, error: { code, message: error.message, key: error.key } });
  }
}

// One call after the other, in the order in which they came: making RSA keys
// waits, and a wipe behind it must not be overtaken. To stop overtakes all.
function serve(calls, stop) {
  let last = Promise.resolve();
  addEventListener("message", ({ data }) => {
    if (data.stop) {
      stop();
      return;
    }
    last = last.then(() => answer(calls, data));
  });
}

