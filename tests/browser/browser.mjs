// Debian's Chromium, a new profile for every test, and what a test needs to
// stand on: the built page on loopback, and folders that go away again.

import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { serve as serveFolder } from '../../web/server.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'dist');

// How long anything may take, in ms, on a machine that has other things to do.
export const patience = 120_000;

// The first of these programs on PATH.
export function program(...names) {
  const folders = process.env.PATH.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

// A folder on loopback, with a log of every request: `METHOD path`.
export async function serve(folder) {
  const log = [];
  const server = await serveFolder(folder, 0, ({ method, path }) => log.push(`${method} ${path}`));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    log,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

// The build with some of its files changed, or gone where that is null, as
// after a bad copy; closed with the test.
export async function serveChanged(t, changes) {
  const copy = folder(t);
  cpSync(dist, copy, { recursive: true });
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes === null) rmSync(join(copy, name));
    else writeFileSync(join(copy, name), bytes);
  }
  const site = await serve(copy);
  t.after(() => site.close());
  return site;
}

// stage() gives a file of tests one browser and one server, from its first
// test to its last.
export function stage({ folder = dist, args = [] } = {}) {
  const scene = {};
  before(async () => {
    scene.site = await serve(folder);
    scene.browser = await launch(args);
  });
  after(async () => {
    await scene.browser?.close();
    await scene.site?.close();
  });
  return scene;
}

export function launch(args = []) {
  return chromium.launch({
    executablePath: program('chromium', 'chromium-browser', 'google-chrome'),
    args: ['--no-sandbox', ...args],
  });
}

// A page in a profile of its own, so with a cold cache, and all that it says
// in the console. It is closed with the test.
export async function blank(t, scene, options = {}) {
  const context = await scene.browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  t.after(() => context.close());
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.said = [];
  page.on('console', (message) => page.said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => page.said.push(`error: ${error.message}`));
  return page;
}

// A folder that the test may fill.
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'mimir-tls-browser-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

// lacking() ends a test that needs a program which is not here. Where
// everything must be here, that is a failure.
export function lacking(t, what) {
  if (process.env.CI === 'true') throw new Error(`missing: ${what}`);
  t.skip(`missing: ${what}`);
}
