// The worker of the second door: it reads what strangers wrote, and never sees a key.
import { check, extend, initSync } from "./text.js";

serve({
  init({ modules: [module, ...above] }) {
    initSync({ module });
    for (const it of above) {
      extend(it);
    }
  },

  // The files come as one run of bytes; each says how many are its own.
  check(files, options, bytes) {
    let at = 0;
    const inputs = files.map(({ path, size }) => ({ path, content: bytes.subarray(at, (at += size)) }));
    return check(inputs, options);
  },
});
