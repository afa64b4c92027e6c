// What `embed.js` shows once an element is in view: files, by the engine, in
// tabs where there are several.

const words = {
  en: { open: "open in the playground", copy: "copy", copied: "copied", select: "selected: press Ctrl+C" },
  de: { open: "im Playground öffnen", copy: "kopieren", copied: "kopiert", select: "markiert: Strg+C drücken" },
};
const modes = { all: "monolithic", read: "read-write", write: "read-write", backend: "read-write" };
/** What an address says beside the plan. */
const looks = ["lang", "theme", "view", "node", "edge", "file"];
/** Attributes that are keys of a plan, and what an option of the engine is called here. */
const keys = { release: "release", mode: "mode", platform: "platform", namespace: "cluster.namespace", cluster: "cluster.name" };
const called = { target: "format", "cluster.namespace": "namespace", "cluster.name": "cluster" };

const colour = (name, light, dark) => `var(--mimir-tls-${name}, light-dark(${light}, ${dark}))`;
const style = new CSSStyleSheet();
style.replaceSync(`
:host { color-scheme: inherit !important; contain: content !important; }
:host([theme="light"]) { color-scheme: light !important; }
:host([theme="dark"]) { color-scheme: dark !important; }
figure { all: initial; display: block; box-sizing: border-box; overflow: hidden; border: 1px solid ${colour("line", "#d5d9de", "#333a43")}; border-radius: 6px;
  background: ${colour("ground", "#f6f7f8", "#14171c")}; color: ${colour("text", "#1b1f24", "#e6e8eb")}; font: 14px/1.5 system-ui, sans-serif; text-align: left; direction: ltr; color-scheme: inherit; }
figcaption { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 8px 12px; border-bottom: 1px solid ${colour("line", "#d5d9de", "#333a43")}; }
strong, [role="tablist"] { flex: 1 1 auto; font-weight: 600; }
a, button { color: ${colour("accent", "#0b6058", "#5cc8ba")}; font: inherit; background: none; border: 0; padding: 2px 0; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; }
[role="tab"] { margin-inline-end: 12px; text-decoration: none; border-bottom: 2px solid transparent; }
[role="tab"][aria-selected="true"] { border-color: currentcolor; font-weight: 600; }
:focus-visible { outline: 2px solid ${colour("accent", "#0b6058", "#5cc8ba")}; outline-offset: 2px; }
pre { margin: 0; padding: 12px; max-height: 28em; overflow: auto; font: 13px/1.5 ui-monospace, monospace; tab-size: 2; }
.comment { color: ${colour("dim", "#57606a", "#9aa4af")}; }
@media print {
  :host { contain: none !important; }
  figure { overflow: visible; }
  pre { max-height: none; overflow: visible; white-space: pre-wrap; overflow-wrap: anywhere; }
  a, button:not([role="tab"]) { display: none; }
}
`);

/** The engine's next layer, which writes all formats but two; asked for once, and again after a failure. */
let writing;

function writesAll(engine) {
  writing ??= layer(new URL("view_bg.wasm", import.meta.url))
    .then((module) => engine.extend(module))
    .catch((error) => {
      writing = undefined;
      throw error;
    });
  return writing;
}

async function layer(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address}: ${response.status}`);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The files of an element, by the engine; throws where there are none. */
export async function files(host, engine) {
  const formats = (host.format?.trim() || "yaml").split(/\s+/).filter(Boolean);
  if (!formats.every((it) => it === "yaml" || it === "flags")) {
    await writesAll(engine);
  }
  return formats.map((format) => file(host, engine, format));
}

/** Draws files in place of what an element held. */
export function draw(host, files, frame, page) {
  const said = words[host.language];
  let [shown] = files;

  const tabs = files.map((it) => part("button", "tab", { type: "button", textContent: it.format, onclick: () => select(it) }));
  const title = part("strong", "title");
  const list = part("div", "tabs", {}, ...tabs);
  const copy = part("button", "copy", { type: "button", textContent: said.copy, onclick: () => copied() });
  const link = part("a", "link", { textContent: said.open, target: "_blank", rel: "noopener" });
  const code = part("pre", "code", { tabIndex: 0 });
  copy.setAttribute("aria-live", "polite");
  code.setAttribute("role", files.length > 1 ? "tabpanel" : "region");
  list.setAttribute("role", "tablist");
  list.onkeydown = ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step) {
      const next = (files.indexOf(shown) + step + files.length) % files.length;
      select(files[next]);
      tabs[next].focus();
    }
  };
  tabs.forEach((tab) => tab.setAttribute("role", "tab"));

  function select(it) {
    shown = it;
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", files[index] === it);
      tab.tabIndex = files[index] === it ? 0 : -1;
    });
    title.textContent = it.path;
    code.setAttribute("aria-label", it.path);
    const line = (text) => (text.startsWith("#") ? Object.assign(document.createElement("span"), { className: "comment", textContent: text }) : text);
    code.replaceChildren(...it.text.split("\n").flatMap((text) => [line(text), "\n"]).slice(0, -1));
    if (page && page !== "off") {
      const parts = new URLSearchParams({ view: "files", file: it.path, ...it.plan });
      link.href = new URL(`#2&${parts}`, new URL(page, document.baseURI)).href;
    }
  }

  async function copied() {
    const done = await copyText(shown.text, code);
    copy.textContent = done ? said.copied : said.select;
    setTimeout(() => (copy.textContent = said.copy), 2000);
    if (done) {
      host.dispatchEvent(new CustomEvent("copy", { detail: shown.text }));
    }
  }

  select(shown);
  const caption = part("figcaption", "caption", {}, files.length > 1 ? list : title, copy, ...(link.href ? [link] : []));
  host.shadowRoot.adoptedStyleSheets = [frame, style];
  host.shadowRoot.replaceChildren(part("figure", "figure", {}, caption, code));
}

/** The file of one format; what is wrong is said by its attribute. */
function file(host, engine, format) {
  const component = host.component ?? "";
  const { targets, ...standing } = Object.fromEntries(new URLSearchParams(engine.draftWith(format)));
  const plan = { ...standing, ...planned(host), ...(targets && { targets }) };
  let files;
  try {
    files = engine.renderDraft(plan, { target: format, component: component || null, comments: host.comments !== "off" });
  } catch (error) {
    const name = called[error.key] ?? error.key;
    const message = name && !error.message.startsWith(`${name}:`) ? `${name}: ${error.message.replace(`${error.key}: `, "")}` : error.message;
    throw Object.assign(new Error(message), { code: error.code, key: name });
  }
  const meant = files.filter((it) => (it.component ?? "") === component);
  const found = meant.find((it) => !host.file || `/${it.path}`.endsWith(`/${host.file}`));
  if (!found) {
    const known = [...new Set((meant.length ? meant : files).map((it) => it.path.split("/").pop()))].join(", ");
    const name = meant.length ? "file" : "component";
    const message = meant.length ? `there is no ${host.file} in ${format}; there are ${known}` : `say which; ${format} has ${known}`;
    throw Object.assign(new Error(`${name}: ${message}`), { code: "argument", key: name });
  }
  return { format, plan, path: found.path, text: found.text };
}

/** The plan of an element: that of its address, and over it what its attributes say. */
function planned(host) {
  const [version, ...parts] = (host.plan ?? "").replace(/^.*#/, "").split("&");
  const plan = {};
  for (const [key, value] of new URLSearchParams(parts.join("&"))) {
    if (!looks.includes(key)) {
      plan[key] = value;
    }
  }
  if (version === "1") {
    plan.platform ??= "kubernetes";
  }
  const mode = modes[host.component];
  if (mode) {
    plan.mode ??= mode;
  }
  for (const [name, key] of Object.entries(keys)) {
    if (host[name]) {
      plan[key] = host[name];
    }
  }
  return plan;
}

/** Copies a text, by hand where a page without TLS has no clipboard; then it stays selected. */
async function copyText(text, code) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    const put = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    addEventListener("copy", put, { capture: true });
    const done = document.execCommand("copy");
    removeEventListener("copy", put, { capture: true });
    return done;
  }
}

function part(name, called, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.setAttribute("part", called);
  made.append(...children);
  return made;
}
