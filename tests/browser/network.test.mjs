// Nothing leaves the page once it has loaded: not while it is used, and not
// when a script inside it tries.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { stage } from './browser.mjs';
import { open } from './tab.mjs';

const scene = stage();

// A door in another origin that counts who says something. A browser may open
// a connection for what a policy then forbids; nothing is said over it.
async function door(t) {
  const knocks = [];
  const server = createServer((socket) => {
    socket.on('data', (said) => {
      knocks.push(said.toString());
      socket.destroy();
    });
    socket.on('error', () => {});
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  server.on('connection', (socket) => t.after(() => socket.destroy()));
  return { address: `127.0.0.1:${server.address().port}`, knocks };
}

// What a script that got into the page could try. Each says whether it came through.
const attempts = {
  fetch: (host) => fetch(`http://${host}/`, { mode: 'no-cors' }).then(() => true, () => false),
  XMLHttpRequest: (host) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onload = () => resolve(true);
      request.onerror = () => resolve(false);
      request.open('GET', `http://${host}/`);
      request.send();
    }),
  image: (host) =>
    new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve(true);
      image.onerror = () => resolve(false);
      image.src = `http://${host}/x.png`;
    }),
  // The browser may well say that it has queued the beacon; the door knows better.
  beacon: (host) => void navigator.sendBeacon(`http://${host}/`, 'key'),
  WebSocket: (host) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://${host}/`);
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    }),
  EventSource: (host) =>
    new Promise((resolve) => {
      const source = new EventSource(`http://${host}/`);
      source.onopen = () => resolve(true);
      source.onerror = () => resolve(source.close() ?? false);
    }),
  form: (host) => {
    const form = document.createElement('form');
    form.action = `http://${host}/`;
    form.method = 'post';
    document.body.append(form);
    form.submit();
    form.remove();
  },
  frame: (host) => {
    const frame = document.createElement('iframe');
    frame.src = `http://${host}/`;
    document.body.append(frame);
  },
  stylesheet: (host) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `http://${host}/x.css`;
    document.head.append(link);
  },
  prefetch: (host) => {
    const link = document.createElement('link');
    link.rel = 'prefetch';
    link.href = `http://${host}/x`;
    document.head.append(link);
  },
};

for (const [name, attempt] of Object.entries(attempts)) {
  test(`an injected ${name} fails, in another origin and in its own`, async (t) => {
    const page = await open(t, scene);
    const { address, knocks } = await door(t);
    const asked = scene.site.log.length;
    const own = new URL(scene.site.origin).host;
    for (const host of [address, own]) {
      assert.notEqual(await page.evaluate(attempt, host), true, host);
    }
    await page.waitForTimeout(500);
    assert.deepEqual(knocks, []);
    assert.deepEqual(scene.site.log.slice(asked), []);
    assert.equal(new URL(page.url()).host, own);
  });
}

test('an injected script does not run', async (t) => {
  const page = await open(t, scene);
  const { address, knocks } = await door(t);
  const threw = await page.evaluate((host) => {
    const script = document.createElement('script');
    try {
      script.src = `http://${host}/x.js`;
    } catch (error) {
      return error.name;
    }
    document.head.append(script);
    return 'nothing';
  }, address);
  assert.equal(threw, 'TypeError', 'Trusted Types refuse the address');
  assert.deepEqual(knocks, []);
});

test('text never becomes markup', async (t) => {
  const page = await open(t, scene);
  const threw = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<img src=x>';
    } catch (error) {
      return error.name;
    }
    return 'nothing';
  });
  assert.equal(threw, 'TypeError');
});

for (const name of ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource']) {
  test(`in the worker, an injected ${name} fails`, async (t) => {
    const page = await open(t, scene);
    const { address, knocks } = await door(t);
    const [worker] = page.workers();
    assert.equal(await worker.evaluate(attempts[name], address), false);
    await page.waitForTimeout(200);
    assert.deepEqual(knocks, []);
  });
}

test('a worker made later, or one that the worker makes, cannot connect either', async (t) => {
  const page = await open(t, scene);
  const { address, knocks } = await door(t);
  const text = `fetch('http://${address}/', { mode: 'no-cors' })`;
  const make = (text) => {
    try {
      new Worker(URL.createObjectURL(new Blob([text])));
      return 'made';
    } catch (error) {
      return error.name;
    }
  };
  assert.equal(await page.evaluate(make, text), 'TypeError');
  await page.workers()[0].evaluate(make, text);
  await page.waitForTimeout(500);
  assert.deepEqual(knocks, []);
});
