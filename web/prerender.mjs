// What the page shows before its WebAssembly is there: the app itself, run once
// while building, on a document of linkedom's and with a host that has nothing
// but the default plan.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const interfaces = [
  ...["Document", "Element", "Event", "Node", "Text", "SVGElement", "ShadowRoot"],
  ...["HTMLElement", "HTMLInputElement", "HTMLSelectElement", "HTMLTextAreaElement", "HTMLDialogElement"],
];

// Nobody hears, focuses or hovers over what is inert until the app draws it anew.
const unheard = / aria-(?:label|describedby|live|haspopup)="[^"]*"|<title[^>]*>[^<]*<\/title>/g;

/** The app's markup of the default plan, from `app.js`, `app_bg.wasm` and `default.json` in a folder. */
export async function prerender(folder) {
  const { parseHTML } = await import(pathToFileURL(createRequire(join(process.cwd(), ".cache/node/package.json")).resolve("linkedom")));
  const { window, document } = parseHTML("<!doctype html><html><head></head><body></body></html>");
  const read = (name, encoding) => readFileSync(join(folder, name), encoding);
  const waiting = new Promise(() => {});
  Object.assign(globalThis, Object.fromEntries(interfaces.map((name) => [name, globalThis[name] ?? window[name]])), {
    window: globalThis,
    self: globalThis,
    Window: class {
      static [Symbol.hasInstance](it) {
        return it === globalThis;
      }
    },
    document,
    location: { hash: "", pathname: "/", search: "" },
    history: { pushState() {}, replaceState() {} },
    innerWidth: 1440,
    addEventListener() {},
    removeEventListener() {},
    mimirTls: { first: read("default.json", "utf8"), view: () => null, ask: () => waiting, open: () => waiting, listen() {}, stop() {}, save() {} },
  });
  // linkedom's lists can be read only; the options' own attributes say what is chosen.
  Object.defineProperty(window.HTMLSelectElement.prototype, "value", { value: "", writable: true, configurable: true });
  // Newer Nodes have one of their own, which says how the builder's machine speaks.
  Object.defineProperty(globalThis, "navigator", { value: { language: "en" }, configurable: true });
  const app = await import(pathToFileURL(join(folder, "app.js")));
  await app.default({ module_or_path: read("app_bg.wasm") });
  // The app draws in the turns of the event loop that follow.
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const markup = document.body.innerHTML;
  if (!markup.includes("query-frontend")) {
    throw new Error("the app drew nothing while the page was built");
  }
  return markup.replaceAll(unheard, "");
}
