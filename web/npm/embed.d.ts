import type { Component, Mode, Platform, Release, Target } from "./index.js";

/** What `<mimir-tls>` takes, as attributes and as properties. */
export interface MimirTlsAttributes {
  component?: Component | undefined;
  /** A target, or several with blanks between them, which are tabs. */
  format?: Target | (string & {}) | undefined;
  /** One of the format's files: `values.yaml`. */
  file?: string | undefined;
  release?: Release | undefined;
  mode?: Mode | undefined;
  platform?: Platform | undefined;
  namespace?: string | undefined;
  cluster?: string | undefined;
  /** A whole plan: what stands behind `#` in the page's address. */
  plan?: string | undefined;
  comments?: "on" | "off" | undefined;
  /** Where the link leads; `off` for none, which is so unless said. */
  page?: string | undefined;
  theme?: "light" | "dark" | "auto" | undefined;
}

/**
 * A file of Mimir's TLS configuration, without keys. What it holds is shown until
 * the file is there, and stays where that fails.
 *
 * Fires `load`, `error` (an `ErrorEvent`) and `copy` (a `CustomEvent`, whose `detail` is the text).
 */
export class MimirTls extends HTMLElement {
  static readonly observedAttributes: string[];
  /** Where links lead unless an element says otherwise; null for none. */
  static page: string | null;
  component: string | null;
  format: string | null;
  file: string | null;
  release: string | null;
  mode: string | null;
  platform: string | null;
  namespace: string | null;
  cluster: string | null;
  plan: string | null;
  comments: string | null;
  page: string | null;
  theme: string | null;
  /** The language of its buttons. */
  readonly language: "en" | "de";
  /** Shows the file, or why there is none; asked again, tries again. */
  show(): Promise<void>;
}

type Content = MimirTlsAttributes & { children?: any; class?: string; className?: string; id?: string; slot?: string; style?: any; ref?: any; key?: any; lang?: string; hidden?: boolean };

declare global {
  interface HTMLElementTagNameMap {
    "mimir-tls": MimirTls;
  }
  namespace JSX {
    interface IntrinsicElements {
      "mimir-tls": Content;
    }
  }
}

// @ts-ignore where there is no React
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "mimir-tls": Content;
    }
  }
}

// @ts-ignore where there is no Preact
declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "mimir-tls": Content;
    }
  }
}
