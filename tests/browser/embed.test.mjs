// `<mimir-tls>` inside somebody else's page, whose style does its worst.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, dist, folder, serve, stage } from './browser.mjs';
import { cli } from './judges.mjs';
import { locked, chosen, violations } from './tab.mjs';

const scene = stage();

const hostile = `
  * { display: none !important; color: transparent !important; font: 1px fantasy !important; direction: rtl !important }
  html, head ~ body, mimir-tls, main, h1 { display: block !important }
  mimir-tls { opacity: 0 !important; position: fixed !important; left: -9999px !important }
  pre, figure, a, button { visibility: hidden !important; width: 0 !important }
`;

// A documentation page in another origin; `answer` is asked first about what it
// loads from ours.
async function embedded(t, { style = '', element, above = '', options = {}, answer }) {
  const docs = folder(t);
  writeFileSync(
    join(docs, 'index.html'),
    `<!doctype html><html lang="en"><title>Docs</title><style>${style}</style>
    <main><h1>Docs</h1>${above}${element}</main>
    <script type="module" src="${scene.site.origin}/embed.js"></script></html>`,
  );
  writeFileSync(join(docs, '_headers'), '');
  const site = await serve(docs);
  t.after(() => site.close());
  const page = await blank(t, scene, options);
  if (answer) await page.route(`${scene.site.origin}/**`, answer);
  await page.goto(`${site.origin}/`);
  return page;
}

// The element fails as it is meant to: with a note, an event, and what it held.
async function failed(page) {
  const note = page.locator('mimir-tls [part=note]');
  await note.filter({ hasText: 'could not be shown' }).waitFor();
  assert.equal(await page.locator('mimir-tls button', { hasText: 'copy' }).count(), 0);
  return note.textContent();
}

// Whether what the author wrote is what is seen.
const keepsItsText = (page) => page.locator('mimir-tls').evaluate((it) => it.shadowRoot.querySelector('slot')?.assignedNodes().some((node) => node.textContent.includes('FALLBACK')) ?? false);

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

const querier = '<mimir-tls component="querier" format="yaml" release="3.0"></mimir-tls>';
const text = (page) => page.locator('mimir-tls pre');

async function shown(page) {
  const pre = text(page);
  await pre.filter({ hasText: 'tls_cert_path' }).waitFor();
  return pre.textContent();
}

test('the element shows what the CLI writes', async (t) => {
  const page = await embedded(t, { element: querier });
  const into = join(folder(t), 'out');
  await cli('generate', '--quiet', '--release', '3.0', '--out', into);
  const expected = readFileSync(join(into, 'yaml/querier.yaml'), 'utf8');
  assert.equal((await shown(page)).trimEnd(), expected.trimEnd());
});

test('flags, for the monolith', async (t) => {
  const page = await embedded(t, { element: '<mimir-tls component="all" format="flags"></mimir-tls>' });
  await text(page).filter({ hasText: '-server.grpc-tls-cert-path=' }).waitFor();
});

test('values for Helm, on the platform that has them', async (t) => {
  const page = await embedded(t, { element: '<mimir-tls format="helm" file="values.yaml"></mimir-tls>' });
  await text(page).filter({ hasText: 'structuredConfig:' }).waitFor();
});

test('a hostile style changes nothing', async (t) => {
  const box = async (style) => {
    const page = await embedded(t, { style, element: querier });
    await shown(page);
    return text(page).evaluate((pre) => {
      const { color, fontSize, direction, visibility, display } = getComputedStyle(pre);
      const host = getComputedStyle(pre.getRootNode().host);
      const { width, height } = pre.getBoundingClientRect();
      return { color, fontSize, direction, visibility, display, width, height, opacity: host.opacity, position: host.position };
    });
  };
  assert.deepEqual(await box(`${hostile} html, body, main { margin: 0 !important; padding: 0 !important }`), await box('html, body, main { margin: 0; padding: 0 }'));
});

test('the element leaves no style in the page around it', async (t) => {
  const look = (page) =>
    page.evaluate(() => {
      const { font, color, margin } = getComputedStyle(document.querySelector('h1'));
      return { font, color, margin, sheets: document.styleSheets.length, adopted: document.adoptedStyleSheets.length };
    });
  const bare = await embedded(t, { element: '' });
  const page = await embedded(t, { element: querier });
  await shown(page);
  assert.deepEqual(await look(page), await look(bare));
});

test('the engine comes when the element comes into view', async (t) => {
  const asked = () => scene.site.log.filter((line) => line.includes('text_bg.wasm')).length;
  const before = asked();
  const others = () => scene.site.log.filter((line) => /(keys|doctor|engine)_bg\.wasm/.test(line)).length;
  const untouched = others();
  const page = await embedded(t, { element: querier, above: '<div style="height: 5000px"></div>' });
  await page.waitForTimeout(500);
  assert.equal(asked(), before);
  await page.locator('mimir-tls').evaluate((element) => element.scrollIntoView());
  await shown(page);
  assert.equal(asked(), before + 1);
  assert.equal(others(), untouched, 'it makes texts, and loads nothing for keys');
});

test('the element is for reading, and holds no key', async (t) => {
  const page = await embedded(t, { element: querier });
  assert.doesNotMatch(await shown(page), /BEGIN/);
  assert.equal(await page.locator('mimir-tls').locator('input, textarea, select, [contenteditable]').count(), 0);
});

test('its link opens the page with that plan', async (t) => {
  const page = await embedded(t, { element: querier });
  await shown(page);
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'open in the playground' }).click();
  const playground = await opened;
  await locked(playground);
  assert.match(await chosen(playground, 'release'), /^3\.0/);
});

test('what is wrong with the element is said in it, by its attribute', async (t) => {
  for (const [attributes, says] of [
    ['component="querier" release="9.9"', /release: no release is called/],
    ['component="queryer"', /component: .*did you mean `querier`/],
    ['component="querier" format="yml"', /format: .*yaml/],
    ['component="read" mode="microservices"', /component: .*microservices, has no read/],
    ['component="mimir"', /component: /],
    ['component="querier" file="mimir.yaml"', /file: there is no mimir.yaml in yaml; there are querier.yaml/],
    ['component="querier" plan="2&modus=read-write"', /modus/],
  ]) {
    const page = await embedded(t, { element: `<mimir-tls ${attributes}>FALLBACK</mimir-tls>` });
    assert.match(await failed(page), says);
    assert.ok(await keepsItsText(page), attributes);
  }
});

test('what the author wrote stays until the file is there, and where it never comes', async (t) => {
  let blocked = true;
  const page = await embedded(t, {
    element: '<mimir-tls component="querier">FALLBACK</mimir-tls><script>document.querySelector("mimir-tls").addEventListener("error", (it) => (window.told = it.message))</script>',
    answer: (route) => (blocked && route.request().url().includes('text.js') ? route.abort() : route.continue()),
  });
  await failed(page);
  assert.ok(await keepsItsText(page));
  assert.ok(await page.evaluate(() => window.told));
  blocked = false;
  await page.getByRole('button', { name: 'try again' }).click();
  await shown(page);
  assert.ok(!(await keepsItsText(page)));
});

test('what is copied is the file, over http too', async (t) => {
  for (const http of [false, true]) {
    const page = await embedded(t, { element: querier });
    const text = await shown(page);
    if (http) await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }));
    await page.locator('mimir-tls').evaluate((it) => it.addEventListener('copy', ({ detail }) => detail && (window.copied = detail)));
    await page.getByRole('button', { name: 'copy' }).click();
    await page.getByRole('button', { name: 'copied' }).waitFor();
    assert.equal(await page.evaluate(() => window.copied), text);
    if (http) await page.evaluate(() => delete navigator.clipboard);
    assert.equal(await clipboard(page), text);
  }
});

test('several formats are tabs, by mouse and by keyboard', async (t) => {
  const page = await embedded(t, { element: '<mimir-tls component="querier" format="yaml flags" release="3.0"></mimir-tls>' });
  await shown(page);
  const tab = (name) => page.getByRole('tab', { name });
  assert.equal(await tab('yaml').getAttribute('aria-selected'), 'true');
  await tab('yaml').press('ArrowRight');
  await text(page).filter({ hasText: '-tls-cert-path=' }).waitFor();
  assert.equal(await tab('flags').getAttribute('aria-selected'), 'true');
  await tab('yaml').click();
  await shown(page);
  assert.deepEqual(await violations(page), []);
});

test('its plan is that of its attributes, or of an address of the page', async (t) => {
  const named = await embedded(t, { element: '<mimir-tls component="querier" namespace="prod"></mimir-tls>' });
  await text(named).filter({ hasText: 'prod.svc.cluster.local' }).waitFor();
  const plan = '#2&amp;lang=de&amp;view=files&amp;platform=kubernetes&amp;cluster.namespace=prod&amp;cert_dir=/tls';
  const page = await embedded(t, { element: `<mimir-tls component="querier" plan="${plan}" comments="off"></mimir-tls>` });
  await text(page).filter({ hasText: 'prod.svc.cluster.local' }).waitFor();
  assert.match(await text(page).textContent(), /\/tls\/client.crt/);
  assert.doesNotMatch(await text(page).textContent(), /^ *#/m);
});

test('light and dark are as the page around it has them', async (t) => {
  const ground = async (colorScheme, style) => {
    const page = await embedded(t, { element: querier, style, options: { colorScheme } });
    await shown(page);
    return page.locator('mimir-tls figure').evaluate((it) => getComputedStyle(it).backgroundColor);
  };
  const [light, dark] = ['rgb(246, 247, 248)', 'rgb(20, 23, 28)'];
  for (const system of ['light', 'dark']) {
    assert.equal(await ground(system, ':root { color-scheme: dark }'), dark);
    assert.equal(await ground(system, ':root { color-scheme: light }'), light);
    assert.equal(await ground(system, ':root { color-scheme: light dark }'), system === 'dark' ? dark : light);
    assert.equal(await ground(system, ''), light);
  }
});

test('it is loaded twice without harm, and by its properties it is what its attributes say', async (t) => {
  const page = await embedded(t, { element: querier });
  await shown(page);
  await page.addScriptTag({ type: 'module', url: `${scene.site.origin}/embed.js?another` });
  await page.locator('mimir-tls').evaluate((it) => (it.component = 'ingester'));
  await page.locator('mimir-tls strong').filter({ hasText: 'ingester' }).waitFor();
  assert.equal(await page.locator('mimir-tls').getAttribute('component'), 'ingester');
  assert.deepEqual(page.said.filter((line) => /already been used|NotSupportedError/.test(line)), []);
});

test('a page styles its parts and its colours', async (t) => {
  const style = 'mimir-tls { --mimir-tls-ground: rgb(1, 2, 3) } mimir-tls::part(code) { font-size: 20px }';
  const page = await embedded(t, { element: querier, style });
  await shown(page);
  assert.equal(await page.locator('mimir-tls figure').evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(1, 2, 3)');
  assert.equal(await text(page).evaluate((it) => getComputedStyle(it).fontSize), '20px');
});

test('it is printed whole', async (t) => {
  const page = await embedded(t, { element: querier });
  await shown(page);
  await page.emulateMedia({ media: 'print' });
  const { height, whole } = await text(page).evaluate((it) => ({ height: it.clientHeight, whole: it.scrollHeight }));
  assert.equal(height, whole);
  assert.ok(!(await page.getByRole('button', { name: 'copy' }).isVisible()));
});

test('axe finds nothing in the element, light and dark', async (t) => {
  for (const theme of ['light', 'dark']) {
    const page = await embedded(t, { element: querier.replace('>', ` theme="${theme}">`) });
    await shown(page);
    assert.deepEqual(await violations(page), []);
  }
});

test('the element itself is at most 6 KB, and what draws it 9', () => {
  assert.ok(readFileSync(join(dist, 'embed.js')).length <= 6144);
  assert.ok(readFileSync(join(dist, 'embed-view.js')).length <= 9216);
});

for (const example of ['documentation', 'api']) {
  test(`the example page \`${example}\` works where it is served`, async (t) => {
    const page = await blank(t, scene);
    await page.goto(`${scene.site.origin}/examples/${example}.html`);
    await page.getByText(/tls[-_]cert[-_]path/).first().waitFor();
    assert.deepEqual(page.said.filter((line) => line.startsWith('error')), []);
  });
}
