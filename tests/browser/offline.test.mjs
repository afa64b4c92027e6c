// Without a network: the page as an installed app, and the one file that is
// opened by a double click.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';

import { blank, dist, serve, stage } from './browser.mjs';
import { green, locked, open, chosen, planned, takeOwn } from './tab.mjs';

const scene = stage();

test('reloaded when its host is gone, the page works all the same', async (t) => {
  const site = await serve(dist);
  t.after(() => site.close());
  const page = await open(t, { ...scene, site });
  await site.close();
  await page.reload();
  await locked(page);
  await green(page);
});

test('the service worker holds the build, and nothing that was made', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const kept = await page.evaluate(async () => {
    const names = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) names.push(new URL(request.url).pathname);
    }
    return names;
  });
  for (const name of ['app', 'doors', 'text', 'view', 'keys', 'doctor', 'archives', 'packing', 'change']) assert.ok(kept.includes(`/${name}_bg.wasm`), kept.join(' '));
  assert.equal(kept.find((path) => /\.(key|crt|zip|pem)$/.test(path)), undefined);
});

const offline = pathToFileURL(join(dist, 'mimir-tls-offline.html')).href;

test('the offline file opens from a folder, and everything is proven', async (t) => {
  const page = await blank(t, scene);
  const asked = [];
  // What the policy stops, such as the page's own probe, finishes nowhere.
  page.on('requestfinished', (request) => /^(data|blob):/.test(request.url()) || asked.push(request.url()));
  await page.goto(offline);
  await locked(page);
  await green(page);
  assert.deepEqual(asked, [offline]);
});

test('the offline file reads a share link', async (t) => {
  const page = await blank(t, scene);
  await page.goto(`${offline}#2&mode=monolithic`);
  await locked(page);
  assert.equal(await chosen(page, 'mode'), 'monolithic');
});

test('in the offline file a change is planned, too', async (t) => {
  const page = await blank(t, scene);
  await page.goto(`${offline}#2&mode=monolithic`);
  await locked(page);
  await green(page);
  await takeOwn(page);
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  assert.equal((await planned(page)).length, 7);
});

test('the offline file can connect to nothing, from its first byte', async (t) => {
  const page = await blank(t, scene);
  await page.goto(offline, { waitUntil: 'commit' });
  const reached = (address) => fetch(address, { mode: 'no-cors' }).then(() => true, () => false);
  assert.equal(await page.evaluate(reached, `${scene.site.origin}/reached`), false);
  assert.ok(!scene.site.log.includes('GET /reached'));
});

test('in the offline file the padlock tells what it protects against, in both languages', async (t) => {
  const page = await blank(t, scene);
  await page.goto(offline);
  await locked(page);
  for (const [language, title] of [['English', /^What this protects against/], ['Deutsch', /^Wovor das schützt/]]) {
    await page.getByRole('button', { name: language }).click();
    await page.locator('.lock').click();
    await page.getByRole('dialog').getByRole('heading', { name: title }).waitFor();
    assert.equal(await page.getByRole('dialog').locator('article:visible').count(), 1);
    await page.getByRole('dialog').getByRole('button', { name: /Close/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  assert.equal(page.context().pages().length, 1);
});
