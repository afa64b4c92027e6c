// As much of WebDriver as a newcomer needs, over plain HTTP, for the second
// engine.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { patience, program, root } from './browser.mjs';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

// Where it is, if it is: `tests/run browser` has it built into .cache.
export const geckodriver = () => program('geckodriver') ?? [join(root, '.cache/bin/geckodriver')].find(existsSync);

// A headless Firefox with a new profile, closed with the test.
export async function firefox(t, preferences = {}) {
  const port = await freePort();
  const driver = spawn(geckodriver(), ['--port', String(port), '--websocket-port', '0', '--log', 'error'], { stdio: 'ignore' });
  t.after(() => driver.kill());
  const base = `http://127.0.0.1:${port}/session`;
  const call = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  await until(async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
  const { sessionId } = await call('POST', '', {
    capabilities: {
      alwaysMatch: {
        browserName: 'firefox',
        'moz:firefoxOptions': { args: ['-headless'], binary: program('firefox-esr', 'firefox'), prefs: preferences },
      },
    },
  });
  t.after(() => call('DELETE', `/${sessionId}`).catch(() => {}));
  const session = (method, path, body) => call(method, `/${sessionId}${path}`, body);
  const handle = (element) => element[elementKey];
  // The first visible element that XPath finds, as soon as there is one.
  const find = (xpath) =>
    until(async () => {
      for (const found of await session('POST', '/elements', { using: 'xpath', value: xpath })) {
        if (await session('GET', `/element/${handle(found)}/displayed`)) return handle(found);
      }
      return false;
    }, xpath);
  // What is done with it, again where the page has drawn another one meanwhile.
  const at = (xpath, act) => until(async () => act(`/element/${await find(xpath)}`).catch(ifStale), xpath);
  return {
    open: (url) => session('POST', '/url', { url }),
    run: (script, ...args) => session('POST', '/execute/sync', { script, args }),
    find,
    click: (xpath) => at(xpath, (element) => session('POST', `${element}/click`, {}).then(() => true)),
    text: (xpath) => at(xpath, (element) => session('GET', `${element}/text`)),
    type: (xpath, text) => at(xpath, (element) => session('POST', `${element}/value`, { text }).then(() => true)),
    clear: (xpath) => at(xpath, (element) => session('POST', `${element}/clear`, {}).then(() => true)),
  };
}

function ifStale(error) {
  if (error.message.includes('stale element reference')) return false;
  throw error;
}

// until() waits for a condition, and fails when it has not come in time.
export async function until(condition, what = 'it') {
  const end = Date.now() + patience;
  let last = '';
  for (;;) {
    const met = await Promise.resolve(condition()).catch((error) => void (last = `: ${error.message}`));
    if (met) return met;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}${last}`);
    await sleep(50);
  }
}

function freePort() {
  return new Promise((resolve) => {
    const door = createServer().listen(0, '127.0.0.1', () => {
      const { port } = door.address();
      door.close(() => resolve(port));
    });
  });
}
