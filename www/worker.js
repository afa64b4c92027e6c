// The worker of the keys: it owns the session, and with it every key.
import { Changing, extend, initSync, Session } from "./text.js";

let session;
let changing;

/** What lasts longer than this is told of, and then so often, in milliseconds. */
const patience = 400;
const pace = 100;

/** Which run of `generate` this is, and which of them were stopped. */
let run = 0;
let stopped = 0;

/** Tells the page how far a task is, once it lasts. */
function progress() {
  let next = performance.now() + patience;
  return (task, done, of) => {
    if (performance.now() >= next) {
      next = performance.now() + pace;
      postMessage({ progress: `${task}:${done}:${of}` });
    }
  };
}

/** RSA keys, which a browser makes in native code and WebAssembly would take seconds for. */
async function rsaKeys({ algorithm, count }, tell, isStopped) {
  if (count > 0 && !globalThis.crypto?.subtle) {
    throw Object.assign(new Error("this browser makes no RSA keys here; choose ecdsa-p256"), {
      code: "no-webcrypto",
      key: "certificates.algorithm",
    });
  }
  const kind = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: Number(algorithm.replace("rsa-", "")),
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: "SHA-256",
  };
  const made = [];
  // As many at once as there are cores; whoever is done begins the next.
  let begun = 0;
  const makeSome = async () => {
    while (begun < count && !isStopped()) {
      begun += 1;
      const { privateKey } = await crypto.subtle.generateKey(kind, true, ["sign"]);
      made.push(new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)));
      tell("keys", made.length, count);
    }
  };
  const hands = Math.min(count, navigator.hardwareConcurrency || 1);
  await Promise.all(Array.from({ length: hands }, makeSome));
  if (isStopped()) {
    made.forEach((key) => key.fill(0));
    throw Object.assign(new Error("stopped"), { code: "stopped" });
  }
  return made;
}

const calls = {
  init({ modules: [module, ...above] }) {
    initSync({ module });
    for (const it of above) {
      extend(it);
    }
    session = new Session();
  },

  async generate(draft, fresh, keys) {
    const mine = (run += 1);
    const tell = progress();
    const made = keys ?? (await rsaKeys(session.wantedKeys(draft, fresh), tell, () => stopped >= mine));
    try {
      return session.generate(draft, fresh, made, (done, of) => tell("links", done, of));
    } finally {
      made.forEach((key) => key.fill(0));
    }
  },

  wantedKeys: (draft, fresh) => session.wantedKeys(draft, fresh),
  reveal: (path) => session.reveal(path),
  zip: () => session.zip(),
  wipe() {
    session.wipe();
    changing?.wipe();
  },
  // The engine wipes its copy of bytes; of a text it could not.
  bringCa(certificate, key) {
    const bytes = new TextEncoder().encode(key);
    try {
      session.bringCa(certificate, bytes);
    } finally {
      bytes.fill(0);
    }
  },
  forgetCa: () => session.forgetCa(),
  readPlan: (bytes) => session.readPlan(bytes),
  writePlan: (draft) => session.writePlan(draft),

  // The third door, whose layer the first of its questions brings; none comes
  // where the engine is whole.
  changeable(module) {
    if (module) {
      extend(module);
    }
    changing = new Changing();
  },
  changeTake: () => changing.take(session),
  async changeBring(paths, files) {
    const brought = await Promise.all(files.map(async (file, nth) => ({ path: paths[nth], content: await bytesOf(file) })));
    try {
      return changing.bring(brought);
    } finally {
      brought.forEach(({ content }) => content.fill(0));
    }
  },
  async changePlan(options, names, files) {
    const given = Object.fromEntries(await Promise.all(files.map(async (file, nth) => [names[nth], await bytesOf(file)])));
    const { certificate, key, caKey } = given;
    const asked = { ...options, caKey, ca: key && { certificate, key } };
    const keys = [];
    try {
      keys.push(...(await rsaKeys(changing.wantedKeys(asked), progress(), () => false)));
      return changing.plan({ ...asked, keys });
    } finally {
      [...Object.values(given), ...keys].forEach((it) => it.fill(0));
    }
  },
  changeZip: () => changing.zip(),
};

/** A file of the user's, read where keys may be. */
async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

serve(calls, () => (stopped = run));
