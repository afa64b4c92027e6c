// <mimir-tls component="querier" format="yaml" release="3.0" theme="auto">
//
// A file of Mimir's TLS configuration, without keys.
//
//   component  distributor, read, all, ...
//   format     yaml, or another target
//   file       one of its files: values.yaml
//   release    3.0.2, or 3.0 for its newest
//   mode, platform, theme

const home = new URL("./", import.meta.url);
const modes = { all: "monolithic", read: "read-write", write: "read-write", backend: "read-write" };
const words = {
  en: { open: "open in the playground", copy: "copy", copied: "copied", wait: "loading …", no: "nothing to show" },
  de: { open: "im Playground öffnen", copy: "kopieren", copied: "kopiert", wait: "lädt …", no: "nichts zu zeigen" },
};

// `!important` in a shadow root wins.
const style = new CSSStyleSheet();
style.replaceSync(`
:host { all: initial !important; display: block !important; contain: content !important; color-scheme: light dark !important;
  --text: light-dark(#1b1f24, #e6e8eb); --dim: light-dark(#57606a, #9aa4af); --ground: light-dark(#f6f7f8, #14171c);
  --line: light-dark(#d5d9de, #333a43); --accent: light-dark(#0b6058, #5cc8ba); }
:host([theme="light"]) { color-scheme: light !important; }
:host([theme="dark"]) { color-scheme: dark !important; }
:host([hidden]) { display: none !important; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 6px; background: var(--ground); color: var(--text);
  font: 14px/1.5 system-ui, sans-serif; overflow: hidden; text-align: left; direction: ltr; }
figcaption { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 8px 12px; border-bottom: 1px solid var(--line); }
strong { flex: 1 1 auto; font-weight: 600; }
a, button { color: var(--accent); font: inherit; background: none; border: 0; padding: 2px 0; cursor: pointer; text-decoration: underline; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre { margin: 0; padding: 12px; max-height: 28em; overflow: auto; font: 13px/1.5 ui-monospace, monospace; tab-size: 2; }
.comment { color: var(--dim); }
`);

let loading;

/** The engine, once. */
function engine() {
  loading ??= import(new URL("engine.js", home).href).then(async (module) => {
    await module.default({ module_or_path: new URL("engine_bg.wasm", home) });
    return module;
  });
  return loading;
}

const visible = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        visible.unobserve(target);
        target.show();
      }
    }
  },
  { rootMargin: "200px" },
);

function element(name, text, ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

class MimirTls extends HTMLElement {
  static observedAttributes = ["component", "format", "file", "release", "mode", "platform"];
  #pre = element("pre", "");
  #title = element("strong", "");
  #open = element("a", "");
  #copy = element("button", "");
  #said = "";
  #shown = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    this.#pre.tabIndex = 0;
    this.#copy.type = "button";
    this.#copy.setAttribute("aria-live", "polite");
    this.#copy.addEventListener("click", () => this.#copyText());
    this.#open.target = "_blank";
    this.#open.rel = "noopener";
    root.append(element("figure", "", element("figcaption", "", this.#title, this.#copy, this.#open), this.#pre));
  }

  connectedCallback() {
    const { open, copy, wait } = this.#words;
    this.#open.textContent = open;
    this.#copy.textContent = copy;
    this.#pre.textContent = wait;
    this.#address();
    visible.observe(this);
  }

  disconnectedCallback() {
    visible.unobserve(this);
  }

  attributeChangedCallback() {
    this.#address();
    if (this.#shown) {
      this.show();
    }
  }

  get #words() {
    return words[(this.closest("[lang]")?.lang ?? "en").startsWith("de") ? "de" : "en"];
  }

  get #plan() {
    const release = this.getAttribute("release");
    const mode = this.getAttribute("mode") ?? modes[this.getAttribute("component")];
    const platform = this.getAttribute("platform");
    return { ...(platform && { platform }), ...(release && { release }), ...(mode && { mode }) };
  }

  #address(file, plan = this.#plan) {
    const parts = new URLSearchParams({ ...(file && { view: "files", file }), ...plan });
    this.#open.href = new URL(`#2&${parts}`, home).href;
  }

  async #copyText() {
    await navigator.clipboard.writeText(this.#said);
    this.#copy.textContent = this.#words.copied;
    setTimeout(() => (this.#copy.textContent = this.#words.copy), 2000);
  }

  /** Shows the file. */
  async show() {
    this.#shown = true;
    const component = this.getAttribute("component") ?? "";
    const format = this.getAttribute("format") ?? "yaml";
    try {
      const { choices, render } = await engine();
      const target = choices().targets.find((it) => it.name === format);
      const only = target?.platforms.length === 1 && { platform: target.platforms[0] };
      const chosen = target?.defaults.length === 0 && { targets: format };
      const plan = { ...only, ...this.#plan, ...chosen };
      const name = `/${this.getAttribute("file") ?? ""}`;
      const meant = (it) => (it.component ?? "") === component && (name === "/" || it.path.endsWith(name));
      const file = render(plan, { target: format }).find(meant);
      this.#address(file?.path, plan);
      this.#fill(file?.path ?? "", file?.text ?? this.#words.no);
    } catch (error) {
      this.#fill(component, error.message);
    }
  }

  #fill(title, text) {
    this.#said = text;
    this.#title.textContent = title;
    this.#pre.setAttribute("aria-label", title);
    const line = (it) => (it.startsWith("#") ? Object.assign(element("span", it), { className: "comment" }) : it);
    this.#pre.replaceChildren(...text.split("\n").flatMap((it) => [line(it), "\n"]).slice(0, -1));
  }
}

customElements.define("mimir-tls", MimirTls);
