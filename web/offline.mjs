// The page as one file: everything inline, no connection from the first byte. The
// engine is in it whole, in place of its lowest layer, and without the others.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** A module of wasm-bindgen as an expression that any script can hold. */
export function glue(module) {
  const names = [...module.matchAll(/^export (?:class|function|const) (\w+)/gm)].map((match) => match[1]);
  const body = module
    .replace(/^export (?=class|function|const)/gm, "")
    .replace(/^export \{[^}]*\};$/m, "")
    .replace(/new URL\('\w+\.wasm', import\.meta\.url\)/, "undefined");
  if (/^(import|export)\b|import\.meta/m.test(body)) {
    throw new Error("wasm-bindgen wrote a module of another shape");
  }
  return `() => {\n${body}\nreturn { ${[...names, "initSync"].join(", ")}, default: __wbg_init };\n}`;
}

const importLine = /^import (.+) from "\.\/\w+\.js";$/m;

/** What a worker imports from its module, as the pattern of a `const`. */
function pattern(worker) {
  const clause = importLine.exec(worker)?.[1];
  if (!clause) {
    throw new Error("a worker imports nothing from its module");
  }
  const [, whole] = /^\* as (\w+)$/.exec(clause) ?? [];
  return whole ?? clause.replace(/^(\w+)(?:, \{)?/, (all, name) => (all.endsWith("{") ? `{ default: ${name},` : `{ default: ${name} }`)).replaceAll(" as ", ": ");
}

/** A worker as a classic script, with its module's glue where it imports it. */
export function classic(glue, worker) {
  return `"use strict";\nconst ${pattern(worker)} = (${glue})();\n${worker.replace(importLine, "").trim()}\n`;
}

/** The whole page as one HTML text, made of the folder that `read` and `bytes` know. */
export function offline({ read, bytes, workers }) {
  const packed = (name) => block(name, gzipSync(bytes(name), { level: 9 }).toString("base64"));
  const style = read("style.css") + read("later.css");
  const script = `${parts(glue(read("app.js")), glue(read("text.js")))}${read("boot.js")}`;
  const policy =
    `default-src 'none'; script-src '${hash(script)}' 'wasm-unsafe-eval'; worker-src blob:; style-src '${hash(style)}'; connect-src 'none'; ` +
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types mimir-tls";
  const [head, body] = read("index.html")
    .replace(/^<(link|script)\b.*\n/gm, "")
    .replace(/(http-equiv="Content-Security-Policy" content=")[^"]*/, (all, open) => open + policy)
    .split("</head>");
  const crew = Object.entries(workers).map(([name, worker]) => block(name, classic("ENGINE", worker)));
  const blocks = [...crew, packed("default.json"), packed("app_bg.wasm"), packed("engine_bg.wasm")];
  const about = `<dialog id="trust" class="ask wide">\n<button type="button" autofocus aria-label="Close, Schließen">✕</button>\n${articles(read("trust.html"))}\n</dialog>`;
  return `${head}<style>${style}</style>\n</head>${body.replace("</body>", () => `${about}\n${blocks.join("\n")}\n<script type="module">${script}</script>\n</body>`)}`;
}

/** What the padlock leads to, which is no page of its own here. */
function articles(trust) {
  const all = trust.match(/<article id="\w+"[^]*?<\/article>/g);
  if (all?.length !== 2) {
    throw new Error("trust.html has an article in each of two languages no more");
  }
  return all.join("\n").replaceAll('<article id="', '<article data-lang="');
}

/** Where `boot.js` finds what it would otherwise fetch. */
function parts(app, engine) {
  return `globalThis.mimirTlsParts = (() => {
const glues = { app: ${app}, engine: ${engine} };
const contents = Object.fromEntries([...document.querySelectorAll("script[type='text/plain']")].map((it) => [it.id, it.textContent]));
const unpacked = (name) => {
  const bytes = Uint8Array.from(atob(contents[name]), (it) => it.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
};
const own = { "app.js": "app", "app_bg.wasm": "app", "text.js": "engine", "text_bg.wasm": "engine" };
const wasm = async (name) => own[name] && WebAssembly.compile(await unpacked(own[name] + "_bg.wasm").arrayBuffer());
return {
  sheet: async () => {},
  text: async (name) => (name.endsWith(".js") ? contents[name].replace("ENGINE", () => String(glues.engine)) : unpacked(name).text()),
  wasm,
  kept: async (name) => () => wasm(name),
  glue: async (name) => glues[own[name]](),
};
})();
`;
}

/** Text that the browser keeps and does not run. */
function block(name, text) {
  if (/<\/script|<!--/i.test(text)) {
    throw new Error(`${name} cannot stand inside HTML`);
  }
  return `<script type="text/plain" id="${name}">${text}</script>`;
}

function hash(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
