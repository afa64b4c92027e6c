// As much of WebDriver as a newcomer needs, over plain HTTP, for the second
// engine.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { program } from './browser.mjs';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

export const geckodriver = () => program('geckodriver');

// A headless Firefox with a new profile, closed with the test.
export async function firefox(t, preferences = {}) {
  const port = await freePort();
  const driver = spawn(geckodriver(), ['--port', port, '--log', 'error'], { stdio: 'ignore' });
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
  return {
    open: (url) => session('POST', '/url', { url }),
    run: (script, ...args) => session('POST', '/execute/sync', { script, args }),
    // The first visible element that XPath finds, as soon as there is one.
    async find(xpath) {
      let found;
      await until(async () => {
        found = await session('POST', '/element', { using: 'xpath', value: xpath }).catch(() => null);
        return found && (await session('GET', `/element/${handle(found)}/displayed`));
      }, xpath);
      return {
        click: () => session('POST', `/element/${handle(found)}/click`, {}),
        clear: () => session('POST', `/element/${handle(found)}/clear`, {}),
        type: (text) => session('POST', `/element/${handle(found)}/value`, { text }),
        text: () => session('GET', `/element/${handle(found)}/text`),
      };
    },
  };
}

// until() waits for a condition, and fails when it has not come in 30 s.
export async function until(condition, what = 'it') {
  const end = Date.now() + 30_000;
  for (;;) {
    const met = await Promise.resolve(condition()).catch(() => false);
    if (met) return met;
    if (Date.now() > end) throw new Error(`waited 30 s in vain for ${what}`);
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
