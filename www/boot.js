// The page's only script of its own. It loads what the build made and nothing
// else, each file held to its hash; starts the app; and, once everything is in
// memory and before any key exists, locks the page: a second policy forbids
// every connection from then on, to the worker too, since that starts from a
// Blob and so inherits the policy.

/** SHA-384 of every file that this script loads; `web/finish.mjs` fills it in. */
const integrity = {};

const lockedPolicy =
  "default-src 'none'; script-src 'wasm-unsafe-eval'; style-src 'none'; img-src data:; worker-src blob:; connect-src 'none'; " +
  "form-action 'none'; base-uri 'none'; trusted-types 'none'; require-trusted-types-for 'script'";

// The single-file copy brings its parts along and defines them before this.
const parts = globalThis.mimirTlsParts ?? {
  text: async (name) => (await part(name)).text(),
  wasm: async (name) => WebAssembly.compileStreaming(await part(name)),
  glue: async (name) => {
    await preloaded(name);
    return import(`./${name}`);
  },
  registerServiceWorker,
};
delete globalThis.mimirTlsParts;

async function part(name) {
  const response = await fetch(name, { integrity: integrity[name] });
  if (!response.ok) {
    throw new Error(`${name}: ${response.status}`);
  }
  return response;
}

/** `import()` takes no hash; the preload before it does, and fills the module map. */
function preloaded(name) {
  if (document.querySelector(`link[rel=modulepreload][href="${name}"]`)) {
    return undefined;
  }
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = name;
  link.integrity = integrity[name];
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(link);
  });
}

// --- what may become a script ----------------------------------------------

// The one Trusted Types policy of the page: it knows its two addresses by
// heart, and nobody else can reach it.
const scriptAddresses = new Set([new URL("sw.js", location.href).href]);
const scripts = globalThis.trustedTypes?.createPolicy("mimir-tls", {
  createScriptURL(address) {
    if (!scriptAddresses.has(address)) {
      throw new TypeError("no script of this page");
    }
    return address;
  },
});

function scriptAddress(address) {
  scriptAddresses.add(address);
  return scripts ? scripts.createScriptURL(address) : address;
}

/** Resolves once the copy for offline use is complete, or cannot be had. */
async function registerServiceWorker() {
  if (!navigator.serviceWorker || !isSecureContext) {
    return;
  }
  try {
    const address = scriptAddress(new URL("sw.js", location.href).href);
    const registration = await navigator.serviceWorker.register(address);
    const installing = registration.installing;
    if (installing) {
      await new Promise((resolve) => {
        installing.onstatechange = () => installing.state === "installing" || resolve();
      });
    }
  } catch {
    // Private windows have none; the page works without it.
  }
}

// --- the host object that the app imports ----------------------------------

const listeners = [];
const announced = [];
let engine = null;

/** Who listens late hears what was said before. */
function announce(state) {
  announced.push(state);
  for (const listener of listeners) {
    listener(state);
  }
}

globalThis.mimirTls = {
  first: "",
  view(draft) {
    return engine && engine.viewJson(draft);
  },
  ask(call, args, bytes) {
    const list = JSON.parse(args);
    return crew.ask(call, bytes ? [...list, bytes] : list);
  },
  listen(listener) {
    listeners.push(listener);
    announced.forEach((state) => listener(state));
  },
  save(name, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
};

// --- the worker --------------------------------------------------------------

class Crew {
  #address;
  #module;
  #worker = null;
  #waiting = new Map();
  #calls = 0;
  #ready;
  #isReady;

  constructor() {
    this.#expect();
  }

  #expect() {
    this.#ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
  }

  /** Made while new script addresses still can be. */
  hire(text, module) {
    const blob = new Blob([text], { type: "text/javascript" });
    this.#address = scriptAddress(URL.createObjectURL(blob));
    this.#module = module;
  }

  /** Starts a worker, and rejects unless `page` says that the page can connect to nothing, and the worker cannot either. */
  async start(page) {
    const worker = new Worker(this.#address, { name: "mimir-tls" });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#answer(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crashed(worker, event.message);
    };
    const [pageHeld, held] = await Promise.all([page, this.#call("sealed", [probeAddress])]);
    if (!pageHeld || !held) {
      worker.terminate();
      const whose = pageHeld ? "worker" : "page";
      throw Object.assign(new Error(`the ${whose} is not held to the second policy`), { code: pageHeld ? "worker" : "lock" });
    }
    await this.#call("init", [{ module: this.#module }]);
    this.#isReady();
  }

  async ask(call, args) {
    await this.#ready;
    const answer = await this.#call(call, args);
    return answer instanceof Uint8Array ? answer : JSON.stringify(answer ?? null);
  }

  #call(call, args) {
    const id = ++this.#calls;
    const bytes = args.filter((it) => it instanceof Uint8Array).map((it) => it.buffer);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, args }, bytes);
    });
  }

  #answer(worker, { id, ok, error }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!error) {
      waiting?.resolve(ok);
      return;
    }
    waiting?.reject(Object.assign(new Error(error.message), { code: error.code, key: error.key }));
    if (error.code === "crashed") {
      this.#crashed(worker, error.message);
    }
  }

  /** Another worker from the same text; what the old one held is gone. */
  async #crashed(worker, message) {
    if (worker !== this.#worker) {
      return;
    }
    worker.terminate();
    this.#worker = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#expect();
    for (const { reject } of lost) {
      reject(Object.assign(new Error(message || "the worker stopped"), { code: "crashed" }));
    }
    try {
      await this.start(true);
      announce("worker-restarted");
    } catch (error) {
      announce(`failed:${error.message}`);
    }
  }
}

const crew = new Crew();

// --- the lock ----------------------------------------------------------------

// Of the page's own origin, so that a policy that does not hold gives away
// nothing but a request for a file that is not there.
const probeAddress = location.protocol === "file:" ? "https://probe.invalid/" : new URL("probe", location.href).href;

function lock() {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = lockedPolicy;
  document.head.append(meta);
}

/** Whether the browser says that it stopped what `provoke` tries. */
function stopped(directive, provoke) {
  return new Promise((resolve) => {
    const done = (verdict) => {
      document.removeEventListener("securitypolicyviolation", heard);
      clearTimeout(timeout);
      resolve(verdict);
    };
    const heard = (event) => {
      if (event.effectiveDirective === directive && event.disposition === "enforce") {
        done(true);
      }
    };
    const timeout = setTimeout(() => done(false), 2000);
    document.addEventListener("securitypolicyviolation", heard);
    try {
      provoke();
    } catch {
      // Some browsers throw as well; the event is what counts.
    }
  });
}

async function sealed() {
  // One for each kind; web sockets and beacons are of the first.
  const tries = [
    ["connect-src", () => void fetch(probeAddress).catch(() => {})],
    ["img-src", () => void (new Image().src = probeAddress)],
  ];
  const verdicts = await Promise.all(tries.map(([directive, provoke]) => stopped(directive, provoke)));
  return verdicts.every(Boolean);
}

// --- from the first byte to the padlock ---------------------------------------

const sentences = {
  en: {
    wasm: "This browser cannot run WebAssembly here, or a setting forbids it. The command line does the same: cargo run -- generate",
    worker: "This browser allows this page no worker, which is where keys are made. The command line does the same: cargo run -- generate",
    part: "A file of this page is missing or is not the one that was built. Reload it; if that does not help, do not use it.",
    lock: "This browser does not hold the page to its promise to send nothing, so no key is made here.",
  },
  de: {
    wasm: "Dieser Browser kann hier kein WebAssembly ausführen, oder eine Einstellung verbietet es. Dasselbe auf der Kommandozeile: cargo run -- generate",
    worker: "Dieser Browser erlaubt der Seite keinen Worker, in dem die Schlüssel entstehen. Dasselbe auf der Kommandozeile: cargo run -- generate",
    part: "Eine Datei dieser Seite fehlt oder ist nicht die, die gebaut wurde. Laden Sie neu; hilft das nicht, benutzen Sie sie nicht.",
    lock: "Dieser Browser hält die Seite nicht an ihr Versprechen, nichts zu senden; darum entsteht hier kein Schlüssel.",
  },
};

function sentence(name) {
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang") ?? navigator.language;
  return sentences[asked.startsWith("de") ? "de" : "en"][name];
}

function fail(name, error) {
  console.error(error);
  document.getElementById("first")?.remove();
  const said = document.getElementById("said");
  if (said) {
    said.setAttribute("role", "alert");
    said.textContent = sentence(name);
  }
  announce(`failed:${sentence(name)}`);
}

/** Resolves with the first frame, so that nothing else is asked for before it. */
function firstFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

async function boot() {
  // What was drawn while building is the default plan, in English.
  if (location.hash || navigator.language.startsWith("de")) {
    document.getElementById("first")?.remove();
  }
  if (typeof WebAssembly !== "object") {
    return fail("wasm", new Error("no WebAssembly"));
  }
  // The engine comes while the app starts.
  const brought = firstFrame().then(() => Promise.all([parts.glue("engine.js"), parts.wasm("engine_bg.wasm"), parts.text("worker.js")]));
  brought.catch(() => {}); // Said below, where it is waited for.
  try {
    const [first, glue, module] = await Promise.all([parts.text("default.json"), parts.glue("app.js"), parts.wasm("app_bg.wasm")]);
    globalThis.mimirTls.first = first;
    await glue.default({ module_or_path: module });
  } catch (error) {
    return fail(error instanceof WebAssembly.CompileError ? "wasm" : "part", error);
  }

  let copied, glue, module;
  try {
    let text;
    [glue, module, text] = await brought;
    copied = parts.registerServiceWorker?.();
    crew.hire(text, module);
  } catch (error) {
    return fail("part", error);
  }
  lock();
  // The worker starts beside the page's own engine.
  const started = crew.start(sealed());
  started.catch(() => {}); // Said below, where it is waited for.
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    return fail("part", error);
  }
  engine = glue;
  announce("engine-ready");
  try {
    await started;
  } catch (error) {
    return fail(error.code === "lock" ? "lock" : "worker", error);
  }
  announce("worker-ready");
  await copied;
  announce("locked");
  // What the engine needs for its first answer it makes while nobody waits for one.
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  whenIdle(() => engine.viewJson("{}"));
}

boot();
