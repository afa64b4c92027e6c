// Keys: made in the worker, masked until asked for, kept nowhere, wiped.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, folder, stage } from './browser.mjs';
import { run, unpack } from './judges.mjs';
import { linear, occurrences, resident, watchMemories } from './memory.mjs';
import {
  bringCa, choose, fileText, forgetCa, green, locked, notice, open, paste, regenerate, reveal, saveAll, wipe,
} from './tab.mjs';

const scene = stage();

// Everything that outlives a page, and what stands in it and was said by it.
async function traces(page) {
  const stored = await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const cached = [];
    for (const name of await caches.keys()) {
      for (const response of await (await caches.open(name)).matchAll()) cached.push(await response.text());
    }
    return {
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases,
      cookies: document.cookie,
      history: JSON.stringify(history.state),
      name: window.name,
      cached: cached.join('\n'),
    };
  });
  return { ...stored, url: page.url(), console: page.said.join('\n') };
}

// The lines of a key that nobody else has.
const marks = (pem) => pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));

test('keys are masked until they are asked for', async (t) => {
  const page = await open(t, scene);
  await green(page);
  assert.doesNotMatch(await page.content(), /BEGIN [A-Z ]*PRIVATE KEY/);
  assert.match(await reveal(page, 'ca/root.key'), /^-----BEGIN PRIVATE KEY-----/);
});

test('a key is in no storage, no address, no console, no cache', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const keys = [];
  for (const path of ['ca/root.key', 'certs/server.key', 'certs/client.key']) keys.push(await reveal(page, path));
  await saveAll(page, join(folder(t), 'all.zip'));
  await choose(page, 'cluster.name', 'metrics');
  await green(page);
  const found = await traces(page);
  assert.deepEqual(found.local, {});
  assert.deepEqual(found.session, {});
  assert.deepEqual(found.databases, []);
  assert.equal(found.cookies, '');
  assert.equal(found.name, '');
  // The program itself is cached, and knows how a key begins.
  const { cached, ...written } = found;
  assert.doesNotMatch(JSON.stringify(written), /-----BEGIN/);
  const lines = keys.flatMap(marks);
  assert.ok(lines.length >= 6, 'this test has something to look for');
  const kept = JSON.stringify(written) + cached;
  assert.ok(!lines.some((line) => kept.includes(line)), 'no line of a key');
});

test('names change, keys stay: the certificates are signed again', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const before = await reveal(page, 'certs/server.key');
  await choose(page, 'cluster.name', 'metrics');
  await green(page);
  assert.equal(await reveal(page, 'certs/server.key'), before);
});

test('regenerate asks first, and nothing happens without a yes', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const before = await reveal(page, 'ca/root.key');
  await regenerate(page, { sure: false });
  assert.equal(await reveal(page, 'ca/root.key'), before);
  await regenerate(page, { sure: true });
  await green(page);
  assert.notEqual(await reveal(page, 'ca/root.key'), before);
});

test('a reload forgets every key', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const before = await reveal(page, 'ca/root.key');
  await page.reload();
  await locked(page);
  await green(page);
  assert.notEqual(await reveal(page, 'ca/root.key'), before);
});

// The private number of a PKCS#8 P-256 key, 32 bytes.
async function scalar(pem) {
  const text = await run('openssl', ['pkey', '-in', pem, '-noout', '-text']);
  const hex = /priv:\s*([0-9a-f:\s]+?)pub:/.exec(text)[1].replace(/[\s:]/g, '');
  return Buffer.from(hex, 'hex').subarray(-32);
}

test('wiped keys are gone from memory, as number and as text', async (t) => {
  const page = await blank(t, scene);
  await watchMemories(page);
  await page.goto(`${scene.site.origin}/`);
  await locked(page);
  await green(page);
  const [worker] = page.workers();
  const path = join(folder(t), 'root.key');
  const pem = await reveal(page, 'ca/root.key');
  writeFileSync(path, pem, { mode: 0o600 });
  const number = await scalar(path);
  const [line] = marks(pem);
  assert.ok((await occurrences(worker, number)) > 0, 'this test can see a key');
  await wipe(page);
  assert.equal(await occurrences(worker, number), 0, 'its number');
  assert.equal(await occurrences(worker, Buffer.from(line)), 0, 'its text');
  assert.doesNotMatch(await page.content(), /BEGIN [A-Z ]*PRIVATE KEY/);
});

// A CA of somebody else, by OpenSSL.
async function foreignCa(t, { algorithm = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], extensions = [] } = {}) {
  const into = folder(t);
  const [certificate, key] = [join(into, 'ca.crt'), join(into, 'ca.key')];
  await run('openssl', [
    'req', '-x509', '-newkey', ...algorithm, '-nodes', '-days', '30', '-subj', '/CN=a CA of my own',
    '-keyout', key, '-out', certificate, '-addext', 'keyUsage=critical,keyCertSign', ...extensions,
  ]);
  return { certificate, key };
}

for (const [name, algorithm] of Object.entries({ 'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'RSA': ['rsa:2048'] })) {
  test(`a CA of one's own, ${name}, signs what is downloaded`, async (t) => {
    const page = await open(t, scene);
    await green(page);
    const ca = await foreignCa(t, { algorithm });
    await bringCa(page, ca.certificate, ca.key);
    await green(page);
    const into = folder(t);
    await saveAll(page, join(into, 'all.zip'));
    await unpack(join(into, 'all.zip'), into);
    const certs = join(into, 'mimir-tls/certs');
    assert.equal(readFileSync(join(certs, 'root.crt'), 'utf8').trim(), readFileSync(ca.certificate, 'utf8').trim());
    await run('openssl', ['verify', '-x509_strict', '-CAfile', ca.certificate, join(certs, 'server.crt')]);
    await forgetCa(page);
    await green(page);
  });
}

test('a certificate is told in words, and whose key is its own', async (t) => {
  const page = await open(t, scene, { fragment: '#2&file=certs/server.crt' });
  await green(page);
  const told = page.locator('.files .certificate');
  const words = await told.innerText();
  assert.match(words, /certs\/server\.key is its key/);
  assert.match(words, /renew by \d{4}-\d\d-\d\d, in \d+ days/);
  assert.match(words, /the shared name, verified by who dials an address/);
  await told.getByRole('button', { name: 'Copy the fingerprint' }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^[0-9a-f]{64}$/);
  const text = page.getByRole('region', { name: 'Text of certs/server.crt' });
  assert.equal(await text.isVisible(), false);
  const pem = await fileText(page, 'certs/server.crt');
  assert.match(pem, /^-----BEGIN CERTIFICATE-----/);
  // What is pasted at the second door is told alike.
  await page.getByRole('button', { name: 'Check what you have' }).click();
  await paste(page, pem);
  await page.locator('.check .certificate').getByText(/ends \d{4}-\d\d-\d\d/).waitFor();
});

test('a certificate that is no CA is refused in words', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const leaf = await foreignCa(t, { extensions: ['-addext', 'basicConstraints=critical,CA:FALSE'] });
  await bringCa(page, leaf.certificate, leaf.key);
  assert.match(await notice(page), /CA/);
  await green(page);
});

test('a CA with somebody else\'s key is refused in words', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const [one, other] = [await foreignCa(t), await foreignCa(t)];
  await bringCa(page, one.certificate, other.key);
  assert.match(await notice(page), /key/i);
  await green(page);
});

test('200 regenerations take no more memory than a few', { timeout: 600_000 }, async (t) => {
  const page = await blank(t, scene);
  await watchMemories(page);
  await page.goto(`${scene.site.origin}/`);
  await locked(page);
  await green(page);
  const [worker] = page.workers();
  const times = async (count) => {
    for (let i = 0; i < count; i += 1) {
      await regenerate(page, { sure: true });
      await green(page);
    }
  };
  await times(20);
  const before = { linear: await linear(worker), resident: await resident(scene, page) };
  await times(180);
  const after = { linear: await linear(worker), resident: await resident(scene, page) };
  t.diagnostic(JSON.stringify({ before, after }));
  assert.ok(after.linear <= before.linear + 1, 'WebAssembly memory, MiB');
  assert.ok(after.resident <= before.resident * 1.25 + 20, 'resident memory, MiB');
});
