// <mimir-tls component="querier" format="yaml flags" release="3.0">What stands here until then</mimir-tls>
//
// A file of Mimir's TLS configuration, without keys. What the element holds is
// shown until the file is there, and stays where that fails.
//
//   component           distributor, read, all, ...
//   format              yaml, or other targets; several, with blanks between, are tabs
//   file                one of the format's files: values.yaml
//   release             3.0.2, or 3.0 for its newest; the newest there is unless said
//   mode, platform      read-write, kubernetes, ...
//   namespace, cluster  what the cluster is called
//   plan                a whole plan: what stands behind # in the page's address
//   comments            off
//   theme               light, dark; as the page around it unless said
//   page                where the link leads; off for none
//
// Each is a property too. Events: load, error (with `message`), copy (`detail` is
// the text). Parts: figure, caption, tab, copy, link, code, note. Colours:
// --mimir-tls-text, -dim, -ground, -line, -accent.

const home = String(import.meta.url).replace(/[^/]*$/, "");
const attributes = ["component", "format", "file", "release", "mode", "platform", "namespace", "cluster", "plan", "comments", "page", "theme"];
const words = {
  en: { wait: "loading …", failed: "This could not be shown:", again: "try again" },
  de: { wait: "lädt …", failed: "Das konnte nicht gezeigt werden:", again: "noch einmal" },
};

let attempts = 0;
let loading;

/** What draws, and the engine, once for all elements; after a failure anew. */
function parts() {
  // A browser remembers by its address which module it could not load.
  const fresh = (name) => import(/* @vite-ignore */ /* webpackIgnore: true */ `${home}${name}?${attempts}`);
  const both = () => (attempts ? [fresh("embed-view.js"), fresh("text.js")] : [import("./embed-view.js"), import("./text.js")]);
  loading ??= Promise.all(both())
    .then(async ([view, engine]) => {
      await engine.default();
      return { view, engine };
    })
    .catch((error) => {
      loading = undefined;
      attempts += 1;
      throw error;
    });
  return loading;
}

let visible;
let frame;

/** Asks for what comes into view, and keeps the page's style off the element's own box. */
function prepare() {
  frame = new CSSStyleSheet();
  // `!important` in a shadow root wins.
  frame.replaceSync(":host { all: unset !important; display: block !important } :host([hidden]) { display: none !important }");
  const seen = (entries) => entries.filter((it) => it.isIntersecting).forEach((it) => (visible.unobserve(it.target), it.target.show()));
  visible = new IntersectionObserver(seen, { rootMargin: "200px" });
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** `<mimir-tls>`. On a server there is none, and importing this does no harm. */
export class MimirTls extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = attributes;
  /** Where links lead unless an element says otherwise; null for none. */
  static page = home;
  #asked = false;
  #turn = 0;
  #note = element("p");

  constructor() {
    super();
    this.#note.setAttribute("part", "note");
    this.attachShadow({ mode: "open" }).append(element("slot"), this.#note);
  }

  connectedCallback() {
    if (!visible) {
      prepare();
    }
    if (!this.#asked) {
      this.shadowRoot.adoptedStyleSheets = [frame];
      this.#note.textContent = this.childNodes.length ? "" : this.#words.wait;
    }
    visible.observe(this);
  }

  disconnectedCallback() {
    visible.unobserve(this);
  }

  attributeChangedCallback(name, before, now) {
    if (this.#asked && before !== now) {
      this.show();
    }
  }

  get #words() {
    return words[this.language];
  }

  /** The language of its buttons: that of the page around it, of those that there are. */
  get language() {
    return (this.closest("[lang]")?.lang ?? "").startsWith("de") ? "de" : "en";
  }

  /** Shows the file, or why there is none; asked again, tries again. */
  async show() {
    this.#asked = true;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const { view, engine } = await parts();
      const files = await view.files(this, engine);
      if (turn === this.#turn) {
        view.draw(this, files, frame, this.getAttribute("page") ?? MimirTls.page);
        this.dispatchEvent(new Event("load"));
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.#fail(error);
      }
    }
  }

  #fail(error) {
    const { failed, again } = this.#words;
    const retry = element("button", { type: "button", textContent: again, onclick: () => this.show() });
    this.#note.replaceChildren(`${failed} ${error.message} `, ...(error.code ? [] : [retry]));
    this.#note.setAttribute("role", "status");
    this.shadowRoot.adoptedStyleSheets = [frame];
    this.shadowRoot.replaceChildren(element("slot"), this.#note);
    this.dispatchEvent(new ErrorEvent("error", { error, message: error.message }));
  }
}

if (globalThis.customElements && !customElements.get("mimir-tls")) {
  for (const name of attributes) {
    Object.defineProperty(MimirTls.prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        value == null ? this.removeAttribute(name) : this.setAttribute(name, value);
      },
    });
  }
  customElements.define("mimir-tls", MimirTls);
}
