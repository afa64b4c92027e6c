// The worker of the keys: it owns the session, and with it every key.
import { Changing, extend, initSync, Session, Signing } from "./text.js";

let session;
let changing;
let signing;

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

  // What packs comes with the first question that packs; nothing where the engine is whole.
  extend,

  wantedKeys: (draft, fresh) => session.wantedKeys(draft, fresh),
  reveal: (path) => session.reveal(path),
  zip: () => session.zip(),
  wipe() {
    session.wipe();
    changing?.wipe();
    signing?.wipe();
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
    signing = new Signing();
  },
  changeTake: (isClosed) => (isClosed ? signing.take(session, changing) : changing.take(session)),
  changeBring: (paths, files) => withFiles(paths, files, (brought) => changing.bring(brought)),
  async changePlan(options, names, passphrase, files) {
    const given = Object.fromEntries(await Promise.all(files.map(async (file, nth) => [names[nth], await bytesOf(file)])));
    const { certificate, key, caKey } = given;
    const asked = { ...options, caKey, passphrase, ca: key && { certificate, key, passphrase } };
    const keys = [];
    try {
      keys.push(...(await rsaKeys(changing.wantedKeys(asked), progress(), () => false)));
      return changing.plan({ ...asked, keys });
    } finally {
      [...Object.values(given), ...keys].forEach((it) => it.fill(0));
    }
  },
  changeZip: () => changing.zip(),

  // Who signs, by the same layer: a passphrase, and a CA that others keep.
  // The engine wipes its copy of bytes; of a text it could not.
  async caBring(passphrase, files) {
    const given = [...(await Promise.all(files.map(bytesOf))), new TextEncoder().encode(passphrase)];
    try {
      signing.bringCa(session, ...given);
    } finally {
      given.forEach((it) => it.fill(0));
    }
  },
  caClose(passphrase) {
    const bytes = new TextEncoder().encode(passphrase);
    signing.close(bytes);
    bytes.fill(0);
  },
  caZip: () => signing.zip(session),
  caRequest: () => signing.request(session),
  caAdopt: (paths, files) => withFiles(paths, files, (brought) => signing.adopt(session, brought)),
  caAdopted: () => signing.adopted(),
};

/** What comes of files with their paths, whose bytes are wiped after it. */
async function withFiles(paths, files, use) {
  const brought = await Promise.all(files.map(async (file, nth) => ({ path: paths[nth], content: await bytesOf(file) })));
  try {
    return use(brought);
  } finally {
    brought.forEach(({ content }) => content.fill(0));
  }
}

/** A file of the user's, read where keys may be. */
async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

serve(calls, () => (stopped = run));
