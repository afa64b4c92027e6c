// Where something that the page needs is missing, a plain sentence says so.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, dist, serveChanged, stage } from './browser.mjs';
import { choose, green, locked, open, paste } from './tab.mjs';

const scene = stage();

const alert = async (page) => {
  const said = page.getByRole('alert').filter({ hasText: /\w/ }).first();
  await said.waitFor();
  return said.innerText();
};

// A page whose browser lacks something from the start.
async function without(t, take, options) {
  const page = await blank(t, scene, options);
  await page.addInitScript(take);
  await page.goto(`${scene.site.origin}/`);
  return page;
}

// A page of a build that was copied badly.
async function copied(t, changes) {
  const site = await serveChanged(t, changes);
  const page = await blank(t, scene, { serviceWorkers: 'block' });
  await page.goto(`${site.origin}/`);
  return page;
}

test('without JavaScript, the page says what to run instead', async (t) => {
  const page = await blank(t, scene, { javaScriptEnabled: false });
  await page.goto(`${scene.site.origin}/`);
  const text = await page.locator('body').innerText();
  assert.match(text, /needs JavaScript/);
  assert.match(text, /cargo run -- generate\ncargo run -- prove/);
});

test('without WebAssembly, a sentence', async (t) => {
  const page = await without(t, () => delete globalThis.WebAssembly);
  assert.match(await alert(page), /cannot run WebAssembly/);
});

test('without WebAssembly, a sentence in German', async (t) => {
  const page = await without(t, () => delete globalThis.WebAssembly, { locale: 'de-DE' });
  assert.match(await alert(page), /kein WebAssembly/);
});

test('without workers, a sentence, and the configuration is still there', async (t) => {
  const page = await without(t, () => {
    globalThis.Worker = class {
      constructor() {
        throw new Error('no workers here');
      }
    };
  });
  assert.match(await alert(page), /allows this page no worker/);
  await page.getByText(/tls[-_]enabled/).first().waitFor();
});

// Where the address is not a secure one, a browser has no WebCrypto, in a worker neither.
const bare = stage({ args: ['--host-resolver-rules=MAP bare.example 127.0.0.1'] });

test('without WebCrypto, RSA is refused in a sentence, and P-256 is not', async (t) => {
  const page = await blank(t, bare);
  await page.goto(bare.site.origin.replace('127.0.0.1', 'bare.example'));
  await locked(page);
  assert.equal(await page.evaluate(() => globalThis.crypto.subtle), undefined);
  await green(page);
  await choose(page, 'certificates.algorithm', 'rsa-2048');
  assert.match(await alert(page), /RSA/);
});

for (const name of ['later.css', 'app.js', 'app_bg.wasm', 'doors_bg.wasm', 'default.json', 'text.js', 'text_bg.wasm', 'view_bg.wasm', 'keys_bg.wasm', 'worker.js', 'doctor_bg.wasm', 'archives_bg.wasm', 'packing_bg.wasm', 'change_bg.wasm', 'doctor.js']) {
  test(`where ${name} is missing, a sentence`, async (t) => {
    const page = await copied(t, { [name]: null });
    assert.match(await alert(page), /missing or is not the one that was built/);
  });

  test(`where ${name} is not the one that was built, it is not used`, async (t) => {
    const page = await copied(t, { [name]: Buffer.concat([readFileSync(join(dist, name)), Buffer.from(' ')]) });
    assert.match(await alert(page), /missing or is not the one that was built/);
  });
}

test('where the doctor\'s worker crashes, no key is lost, and the next question is answered', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const examine = (name) => paste(page, `server: {http_tls_config: {cert_file: /tls/${name}.crt}}`);
  await page.getByRole('button', { name: 'Check what you have' }).click();
  await examine('one');
  const [keys, doctor] = page.workers();
  const gone = doctor.waitForEvent('close');
  await doctor.evaluate(() => void setTimeout(() => { throw new Error('crash'); }));
  await gone;
  await examine('other');
  assert.equal(page.workers()[0], keys);
  assert.notEqual(page.workers()[1], doctor);
});

test('a crashed worker is made again and said; all is proven anew', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('crash');
    });
  });
  assert.match(await alert(page), /worker/i);
  await green(page);
  assert.notEqual(page.workers()[0], worker);
});
