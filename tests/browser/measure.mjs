// The page's numbers, printed and never asserted: `node tests/browser/measure.mjs`.
// `dist/` must be built, and `web/serve --bench`. Each line: what, how much, and how much is allowed.

import { join } from 'node:path';

import { sizes } from '../../web/sizes.mjs';
import { blank, dist, launch, root, serve } from './browser.mjs';
import { nodeForge, peculiar } from './peers.mjs';
import { field, fragmentOf, green, locked } from './tab.mjs';

const scene = { site: await serve(dist), browser: await launch() };
const leaving = [];
const fake = { after: (leave) => leaving.push(leave) };
const fresh = () => blank(fake, scene);

const sorted = (values) => [...values].sort((one, other) => one - other);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const p99 = (values) => sorted(values)[Math.ceil(values.length * 0.99) - 1];
const line = (what, value, limit = '') => console.log(`${what.padEnd(58)} ${String(value).padStart(12)}  ${limit}`);
const ms = (value) => (value === null ? 'not here' : `${value.toFixed(1)} ms`);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

async function repeat(times, measure) {
  const values = [];
  for (let i = 0; i < times; i += 1) values.push(await measure());
  return values;
}

// --- weight -------------------------------------------------------------------

function weight() {
  for (const { name, bytes, most } of sizes()) line(name, kb(bytes), most ? kb(most) : '');
}

// --- opening ------------------------------------------------------------------

// Milliseconds from navigation to what a newcomer waits for.
async function opening() {
  const page = await fresh();
  await page.addInitScript(() => {
    globalThis.marks = {};
    const mark = (name) => (marks[name] ??= performance.now());
    // What was drawn while building does not answer; the app takes its place.
    new MutationObserver(() => {
      if (!document.querySelector('#first, #before') && document.querySelector('main input')) mark('interactive');
      if (document.querySelector('.verdict[data-state="works"]')) mark('proven');
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-state'] });
    const listen = () =>
      globalThis.mimirTls ? mimirTls.listen((state) => mark(state)) : setTimeout(listen, 1);
    listen();
  });
  await page.goto(`${scene.site.origin}/`);
  await locked(page);
  await green(page);
  const marks = await page.evaluate(() => ({
    ...marks,
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    loaded: performance.getEntriesByType('navigation')[0].loadEventEnd,
  }));
  const took = await page.evaluate(async () => (await mimirTls.ask('generate', [{}, true])).took);
  await page.context().close();
  return { ...marks, took };
}

// Milliseconds until a page is painted that has two words, and nothing to ask for: no other is sooner.
async function bare() {
  const page = await fresh();
  await page.goto(`${scene.site.origin}/not-here`);
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  await page.context().close();
  return painted;
}

// --- typing -------------------------------------------------------------------

// From a key's event to the last change of the page before the next frame,
// while the worker proves what was typed before.
async function typing() {
  const page = await fresh();
  await page.goto(`${scene.site.origin}/#2&platform=kubernetes`);
  await locked(page);
  await green(page);
  const name = field(page, 'cluster.namespace');
  await name.fill('m');
  await page.evaluate(() => {
    globalThis.strokes = [];
    // What changes after the next key is that key's.
    let stroke = {};
    new MutationObserver(() => (stroke.changed = performance.now())).observe(document.body, {
      childList: true, subtree: true, characterData: true, attributes: true,
    });
    const settle = ({ began, changed }) => changed && strokes.push(changed - began);
    addEventListener('input', () => {
      const own = { began: performance.now() };
      stroke = own;
      requestAnimationFrame(() => requestAnimationFrame(() => settle(own)));
    }, true);
  });
  for (let i = 0; i < 200; i += 1) {
    await name.press(i % 10 === 9 ? 'Backspace' : 'abcdefghij'[i % 10]);
    await page.waitForTimeout(60);
    if (i % 20 === 19) await name.fill('m');
  }
  const strokes = await page.evaluate(() => strokes);
  await page.context().close();
  return strokes;
}

// --- long tasks ----------------------------------------------------------------

// The longest task of the page's own thread while a plan is made and proven;
// the browser reports those from 50 ms on.
async function longest(plan) {
  const page = await fresh();
  await page.goto(`${scene.site.origin}/`);
  await locked(page);
  await green(page);
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ['longtask'] });
  });
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf(plan));
  await page.waitForTimeout(500);
  await green(page, 120_000);
  const tasks = await page.evaluate(() => tasks);
  await page.context().close();
  return tasks.length ? ms(Math.max(...tasks)) : 'none of 50 ms';
}

// --- beside others --------------------------------------------------------------

// A page of the same origin and without a policy, with the engine and its peers.
async function bench() {
  const page = await fresh();
  for (const name of ['bench.js', 'bench_bg.wasm']) {
    await page.route(`**/${name}`, (route) => route.fulfill({ path: join(root, 'target/engine/bindgen', name) }));
  }
  await page.goto(`${scene.site.origin}/not-here`);
  const library = (path) => page.addScriptTag({ path: new URL(`node_modules/${path}`, import.meta.url).pathname });
  await library('node-forge/dist/forge.min.js');
  await library('reflect-metadata/Reflect.js');
  await library('@peculiar/x509/build/x509.js');
  await page.evaluate(async () => {
    const engine = await import('/engine.js');
    await engine.default();
    globalThis.engine = engine;
    globalThis.alone = await import('/bench.js');
    await alone.default();
  });
  return page;
}

// mimir-tls: certificates alone, and in one call with everything around them,
// where a monolith without gossip has the fewest links to prove.
async function ours(algorithm) {
  const { engine, alone } = globalThis;
  const draft = { mode: 'monolithic', 'certificates.algorithm': algorithm };
  const session = new engine.Session();
  const certificates = new alone.Certificates(draft);
  const began = performance.now();
  const { count } = session.wantedKeys(draft, true);
  const keys = await Promise.all(
    Array.from({ length: count }, async () => {
      const parameters = {
        name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256',
      };
      const { privateKey } = await crypto.subtle.generateKey(parameters, true, ['sign']);
      return new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
    }),
  );
  const keysMade = performance.now();
  certificates.make(keys);
  const made = performance.now();
  session.generate(draft, true, keys);
  const proven = performance.now();
  session.free();
  certificates.free();
  return { alone: made - began, all: keysMade - began + proven - made };
}

async function pair() {
  const parameters = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
  const began = performance.now();
  await crypto.subtle.generateKey(parameters, true, ['sign']);
  return performance.now() - began;
}

async function beside() {
  const page = await bench();
  const rows = [];
  for (const algorithm of ['ecdsa-p256', 'rsa-2048']) {
    const each = await repeat(15, async () => ({
      ours: await page.evaluate(ours, algorithm),
      peculiar: await page.evaluate(peculiar, algorithm),
      forge: algorithm === 'rsa-2048' ? await page.evaluate(nodeForge) : null,
    }));
    rows.push([algorithm, each]);
  }
  line('RSA-2048 pair, WebCrypto', ms(median(await repeat(15, () => page.evaluate(pair)))), '100 ms');
  console.log('\na CA, a server\'s and a client\'s certificate; medians of 15');
  for (const [algorithm, each] of rows) {
    line(`  ${algorithm}: mimir-tls`, ms(median(each.map(({ ours }) => ours.alone))));
    line(`  ${algorithm}: mimir-tls, files and every link proven too`, ms(median(each.map(({ ours }) => ours.all))));
    line(`  ${algorithm}: @peculiar/x509 2.2.0`, ms(median(each.map(({ peculiar }) => peculiar))));
    line(`  ${algorithm}: node-forge 1.4.3`, algorithm === 'rsa-2048' ? ms(median(each.map(({ forge }) => forge))) : 'not known');
  }
}

try {
  weight();
  const opened = await repeat(10, opening);
  const of = (name, since = () => 0) => ms(median(opened.map((each) => each[name] - since(each))));
  line('two words painted after navigation, cold, median of 10', ms(median(await repeat(10, bare))));
  line('painted after navigation, cold, median of 10', of('painted'));
  line('interactive', of('interactive'), '150 ms');
  line('engine there', of('engine-ready'));
  line('worker there', of('worker-ready'));
  line('all default links proven', of('proven'));
  line('all default links proven, after load', of('proven', (each) => each.loaded), '300 ms');
  line('all default links proven, in the worker', of('took'));
  line('locked', of('locked'));
  const strokes = await typing();
  line(`key to text and graph, median of ${strokes.length}`, ms(median(strokes)));
  line(`key to text and graph, 99th percentile of ${strokes.length}`, ms(p99(strokes)), '16 ms');
  line('longest task, proving', await longest({ 'cluster.namespace': 'metrics' }), '50 ms');
  line('longest task, RSA-4096', await longest({ 'certificates.algorithm': 'rsa-4096' }), '50 ms');
  line('longest task, 1,000 replicas', await longest({ 'components.ingester.replicas': '1000' }), '50 ms');
  await beside();
} finally {
  await scene.browser.close();
  await scene.site.close();
}
