// The page's only script of its own. It loads what the build made and nothing
// else, each file held to its hash; starts the app; and, once all of them were
// asked for and before any key exists, locks the page: a second policy forbids
// every connection from then on, to the workers too, since those start from
// Blobs and so inherit the policy. No policy forbids leaving, so a guard does.

/** SHA-384 of every file that this script loads; `web/finish.mjs` fills it in. */
const integrity = {};

const lockedPolicy =
  "default-src 'none'; script-src 'wasm-unsafe-eval'; style-src 'none'; img-src data:; worker-src blob:; connect-src 'none'; " +
  "form-action 'none'; base-uri 'none'; trusted-types 'none'; require-trusted-types-for 'script'";

// --- leaving -------------------------------------------------------------------

// An address carries a key as well as a connection does, and one that answers
// with a file, or with nothing at all, leaves the page where it is. Held from
// the first line on, before anything else can listen.
const saving = addressesToSave();
const stays = { navigation: holdsNavigation(), tabs: isSandboxed() };

/** Addresses of what the page hands out as files: bytes of no kind that a browser would show, so that going there saves them. */
function addressesToSave() {
  const { apply } = Reflect;
  const { add, has } = Set.prototype;
  const { createObjectURL } = URL;
  const File = Blob;
  const made = new Set();
  return {
    of(content) {
      const address = apply(createObjectURL, URL, [new File([content], { type: "application/octet-stream" })]);
      apply(add, made, [address]);
      return address;
    },
    has: (address) => apply(has, made, [address]),
  };
}

/**
 * Stops every way to another address, and every download but of what the page made itself. What it
 * needs it takes now: nothing that a script patches later is asked. False where the browser does not
 * tell of navigations beforehand.
 */
function holdsNavigation() {
  const getter = (type, name) => Object.getOwnPropertyDescriptor(globalThis[type]?.prototype ?? {}, name)?.get;
  const destinationOf = getter("NavigateEvent", "destination");
  const kindOf = getter("NavigateEvent", "navigationType");
  const downloadOf = getter("NavigateEvent", "downloadRequest");
  const addressOf = getter("NavigationDestination", "url");
  const isSameDocument = getter("NavigationDestination", "sameDocument");
  if (!globalThis.navigation || !destinationOf || !kindOf || !downloadOf || !addressOf || !isSameDocument) {
    return false;
  }
  const { apply } = Reflect;
  const { preventDefault } = Event.prototype;
  const { indexOf, slice } = String.prototype;
  const isSaved = saving.has;
  const sent = (address) => {
    const at = apply(indexOf, address, ["#"]);
    return at < 0 ? address : apply(slice, address, [0, at]);
  };
  const here = sent(location.href);
  const isOurs = (event) => {
    const destination = apply(destinationOf, event, []);
    const address = apply(addressOf, destination, []);
    // Firefox tells of a download twice, and the second time as of any other way.
    if (isSaved(address)) {
      return true;
    }
    if (apply(downloadOf, event, []) !== null) {
      return false;
    }
    // The path, too: a reload would send it.
    return sent(address) === here && (apply(isSameDocument, destination, []) || apply(kindOf, event, []) === "reload");
  };
  navigation.addEventListener("navigate", (event) => isOurs(event) || apply(preventDefault, event, []), { capture: true });
  return true;
}

/** Whether the host's header keeps the page from opening tabs: in its sandbox no domain can be set, not even the same. */
function isSandboxed() {
  if (location.protocol === "file:") {
    return false;
  }
  try {
    document.domain = document.domain;
    return false;
  } catch {
    return true;
  }
}

// The single-file copy brings its parts along and defines them before this.
const parts = globalThis.mimirTlsParts ?? {
  text: async (name) => (await part(name)).text(),
  wasm: async (name) => WebAssembly.compileStreaming(await part(name)),
  kept: async (name) => {
    const bytes = await (await part(name)).arrayBuffer();
    return () => WebAssembly.compile(bytes);
  },
  sheet: (name) => linked("stylesheet", name),
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
  return document.querySelector(`link[rel=modulepreload][href="${name}"]`) ? undefined : linked("modulepreload", name);
}

/** Resolves once what a link of the head names is here. */
function linked(rel, name) {
  const link = document.createElement("link");
  link.rel = rel;
  link.href = name;
  link.integrity = integrity[name];
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(link);
  });
}

// --- what may become a script ----------------------------------------------

// The one Trusted Types policy of the page: it knows its two addresses and its
// one text by heart, and nobody else can reach it.
const scriptAddresses = new Set([new URL("sw.js", location.href).href]);
let markup = null;
const known = globalThis.trustedTypes?.createPolicy("mimir-tls", {
  createHTML(text) {
    if (text !== markup) {
      throw new TypeError("no text of this page");
    }
    return text;
  },
  createScriptURL(address) {
    if (!scriptAddresses.has(address)) {
      throw new TypeError("no script of this page");
    }
    return address;
  },
});

function scriptAddress(address) {
  scriptAddresses.add(address);
  return known ? known.createScriptURL(address) : address;
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

function promised() {
  let resolve;
  return [new Promise((done) => (resolve = done)), resolve];
}

// --- the host object that the app imports ----------------------------------

const listeners = [];
const announced = [];
let text = null;
let app = null;

// The layers that fewest want, of the engine and the app.
const late = ["doctor", "archives", "packing", "change", "doors"];
const [kept, keptCome] = promised();

/** The module of such a layer, once it is here; none in the single-file copy. */
async function layer(name) {
  const modules = await kept;
  return modules[late.indexOf(name)]();
}

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
    return text && text.viewJson(draft);
  },
  ask(call, args, more) {
    const all = more ? [...args, more] : args;
    return examined.has(call) ? examine(call, all) : keys.ask(call, all);
  },
  stop() {
    keys.stop();
  },
  /** Adds the layer of the app that is behind the other doors. */
  async open() {
    app.extend(await layer("doors"));
  },
  listen(listener) {
    listeners.push(listener);
    announced.forEach((state) => listener(state));
  },
  async dropped({ items }) {
    const found = await Promise.all([...items].map((it) => {
      const entry = it.webkitGetAsEntry?.();
      const file = it.getAsFile();
      return entry?.isDirectory ? below(entry) : file ? [[file.name, file]] : [];
    }));
    return found.flat();
  },
  save(name, content) {
    const link = document.createElement("a");
    link.href = saving.of(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
};

/** Every file below a folder, with its path. */
async function below(folder) {
  const reader = folder.createReader();
  const found = [];
  // A reader gives some at a time, and at last none.
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0; ) {
    for (const entry of some) {
      found.push(...(entry.isDirectory ? await below(entry) : [[entry.fullPath.slice(1), await new Promise((resolve, reject) => entry.file(resolve, reject))]]));
    }
  }
  return found;
}

// --- what the padlock tells ----------------------------------------------------

// The single-file copy has it in its body, which the app takes for itself.
let about = document.getElementById("trust");

/** The page about trust as a dialog: locked, this page can open no other. */
function tellAbout(text) {
  about ??= dialog(text);
  const now = Object.keys(stays).filter((it) => stays[it]).join(" ");
  for (const it of about.querySelectorAll("[data-now]")) {
    it.hidden = it.dataset.now !== now;
  }
  // What a link leads to is named instead, to be copied: no link of this page leads away.
  for (const link of about.querySelectorAll("a")) {
    const address = document.createElement("code");
    address.className = "address";
    address.textContent = location.protocol === "file:" ? link.textContent : link.href;
    link.replaceWith(address);
  }
  addEventListener("click", ({ target }) => {
    if (target === about || target.closest?.("#trust > button")) {
      about.close();
    } else if (target.closest?.(".lock")) {
      about.querySelectorAll("article").forEach((it) => (it.hidden = it.dataset.lang !== document.documentElement.lang));
      document.body.append(about);
      about.showModal();
    }
  });
}

function dialog(text) {
  markup = text;
  const page = new DOMParser().parseFromString(known ? known.createHTML(text) : text, "text/html");
  markup = null;
  const made = document.createElement("dialog");
  made.id = "trust";
  made.className = "ask wide";
  const close = document.createElement("button");
  close.type = "button";
  close.autofocus = true;
  close.ariaLabel = "Close, Schließen";
  close.textContent = "✕";
  made.append(close);
  for (const article of page.querySelectorAll("article")) {
    article.dataset.lang = article.id;
    article.removeAttribute("id");
    made.append(document.adoptNode(article));
  }
  return made;
}

// --- the workers -------------------------------------------------------------

class Crew {
  #name;
  #lost;
  #address;
  #modules;
  #wanted;
  #brought = new Map();
  #worker = null;
  #waiting = new Map();
  #calls = 0;
  #ready;
  #isReady;

  /** `lost` is called once a worker is gone, and what it held with it. */
  constructor(name, lost) {
    this.#name = name;
    this.#lost = lost;
    this.#expect();
  }

  #expect() {
    this.#brought.clear();
    this.#ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
  }

  /**
   * Made while new script addresses still can be. `modules` is asked for the engine's layers when a worker starts,
   * `wanted` for those that a question wants beside them: each has a name, and the call that takes it.
   */
  hire(text, modules, wanted) {
    const blob = new Blob([text], { type: "text/javascript" });
    this.#address = scriptAddress(URL.createObjectURL(blob));
    this.#modules = modules;
    this.#wanted = wanted;
  }

  /** Starts a worker, and rejects unless `page` says that the page can connect to nothing, and the worker cannot either. */
  async start(page) {
    const worker = new Worker(this.#address, { name: this.#name });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#answer(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crashed(worker, event.message);
    };
    const [modules, pageHeld, held] = await Promise.all([this.#modules(), page, this.#call("sealed", [probeAddress])]);
    if (!pageHeld || !held) {
      worker.terminate();
      const whose = pageHeld ? "worker" : "page";
      throw Object.assign(new Error(`the ${whose} is not held to the second policy`), { code: pageHeld ? "worker" : "lock" });
    }
    await this.#call("init", [{ modules }]);
    this.#isReady();
  }

  async ask(call, args) {
    await this.#ready;
    for (const it of this.#wanted(call)) {
      await this.#bring(it);
    }
    return this.#call(call, args);
  }

  /** Brings a layer with the first question that wants it. */
  async #bring([name, call]) {
    const brought = this.#brought;
    if (!brought.has(name)) {
      brought.set(name, layer(name).then((module) => this.#call(call, [module])));
    }
    try {
      await brought.get(name);
    } catch (error) {
      brought.delete(name);
      throw error;
    }
  }

  /** Has the worker stop what it is at; what waits for it hears so. */
  stop() {
    this.#worker?.postMessage({ stop: true });
  }

  #call(call, args) {
    const id = ++this.#calls;
    const bytes = args.filter((it) => it instanceof Uint8Array).map((it) => it.buffer);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, args }, bytes);
    });
  }

  #answer(worker, { id, ok, error, progress }) {
    if (progress) {
      listeners.forEach((listener) => listener(`progress:${progress}`));
      return;
    }
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

  #crashed(worker, message) {
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
    this.#lost();
  }
}

const keys = new Crew("mimir-tls", async () => {
  try {
    await keys.start(true);
    announce("worker-restarted");
  } catch (error) {
    announce(`failed:${error.message}`);
  }
});

// The keys of what runs, and of who signs, are where the others are.
const packing = ["packing", "extend"];
const changes = ["change", "changeable"];

function wantedOfKeys(call) {
  if (/^(?:change|ca)[A-Z]/.test(call)) {
    return [packing, changes];
  }
  return call === "zip" ? [packing] : [];
}

// What strangers wrote is read where no key is, by a worker that the first question starts.
const examined = new Set(["check", "example", "fix", "pack", "unpack"]);
const archives = new Set(["example", "pack", "unpack"]);
let examining = null;
const doctor = new Crew("mimir-tls-doctor", () => (examining = null));
const [locked, isLocked] = promised();

async function examine(call, args) {
  await locked;
  examining ??= doctor.start(true);
  try {
    await examining;
  } catch (error) {
    examining = null;
    throw error;
  }
  return doctor.ask(call, args);
}

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
  // These come while the app starts.
  const framed = firstFrame();
  const texts = framed.then(() => Promise.all([parts.glue("text.js"), parts.wasm("text_bg.wasm"), parts.wasm("view_bg.wasm")]));
  const sheet = framed.then(() => parts.sheet("later.css"));
  const making = framed.then(() => Promise.all([parts.wasm("keys_bg.wasm"), parts.text("worker.js"), parts.text("doctor.js"), about ? "" : parts.text("trust.html")]));
  for (const it of [texts, sheet, making]) {
    it.catch(() => {}); // Said below, where it is waited for.
  }
  try {
    const [first, glue, module] = await Promise.all([parts.text("default.json"), parts.glue("app.js"), parts.wasm("app_bg.wasm")]);
    globalThis.mimirTls.first = first;
    app = glue;
    await glue.default({ module_or_path: module });
  } catch (error) {
    return fail(error instanceof WebAssembly.CompileError ? "wasm" : "part", error);
  }

  const answering = texts.then(async ([glue, module, views]) => {
    await glue.default({ module_or_path: module });
    glue.extend(views);
    await sheet;
    text = glue;
    announce("engine-ready");
  });
  answering.catch(() => {}); // As above.
  let copied;
  try {
    const [[above, worker, examiner, trust], [, ...below]] = await Promise.all([making, texts, sheet]);
    // In the single-file copy there is one layer, the whole engine.
    const standing = (...layers) => [...below, above, ...layers].filter(Boolean);
    copied = parts.registerServiceWorker?.();
    // The layers that fewest want are asked for last, and nothing waits for them but the padlock.
    keptCome(Promise.all(late.map((name) => parts.kept(`${name}_bg.wasm`))));
    kept.catch(() => {}); // As above.
    // What a service worker answers is held to the policy of when it answers, and is here already.
    if (navigator.serviceWorker?.controller) {
      await kept;
    }
    keys.hire(worker, async () => standing(), wantedOfKeys);
    doctor.hire(examiner, async () => standing(await layer("doctor")), (call) => (archives.has(call) ? [["archives", "extend"]] : []));
    tellAbout(trust);
  } catch (error) {
    return fail("part", error);
  }
  lock();
  // The worker starts beside the page's own engine.
  const started = keys.start(sealed());
  started.catch(() => {}); // As above.
  try {
    await answering;
  } catch (error) {
    return fail("part", error);
  }
  try {
    await started;
  } catch (error) {
    return fail(error.code === "lock" ? "lock" : "worker", error);
  }
  announce("worker-ready");
  isLocked();
  try {
    await kept;
  } catch (error) {
    return fail("part", error);
  }
  await copied;
  Object.keys(stays).filter((it) => stays[it]).forEach((it) => announce(`holds:${it}`));
  announce("locked");
  console.info("mimir-tls: what was refused above, the page tried itself, to test its lock.");
  // What the engine needs for its first answer it makes while nobody waits for one.
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  whenIdle(() => text.viewJson("{}"));
}

boot();
