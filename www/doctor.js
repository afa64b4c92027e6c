// The worker of the second door: it reads what strangers wrote, and never sees a key.
import { check, example, extend, fix, initSync, pack, unpack } from "./text.js";

/** Files that came as one run of bytes; each says how many are its own. */
function apart(files, bytes) {
  let at = 0;
  return files.map(({ path, size }) => ({ path, content: bytes.subarray(at, (at += size)) }));
}

serve({
  init({ modules: [module, ...above] }) {
    initSync({ module });
    for (const it of above) {
      extend(it);
    }
  },

  // What unpacks and packs comes with the first archive; nothing where the engine is whole.
  extend,

  check: (files, options, bytes) => check(apart(files, bytes), options),
  example,
  pack: (files, bytes) => pack(apart(files, bytes)),
  unpack,
  fix: (files, options, bytes) => fix(apart(files, bytes), options),
});
