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

// A documentation page in another origin.
async function embedded(t, { style = '', element, above = '' }) {
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
  const page = await blank(t, scene);
  await page.goto(`${site.origin}/`);
  return page;
}

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
  const asked = () => scene.site.log.filter((line) => line.includes('engine_bg.wasm')).length;
  const before = asked();
  const page = await embedded(t, { element: querier, above: '<div style="height: 5000px"></div>' });
  await page.waitForTimeout(500);
  assert.equal(asked(), before);
  await page.locator('mimir-tls').evaluate((element) => element.scrollIntoView());
  await shown(page);
  assert.equal(asked(), before + 1);
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

test('what is wrong with the element is said in it', async (t) => {
  const page = await embedded(t, { element: '<mimir-tls component="querier" release="9.9"></mimir-tls>' });
  await text(page).filter({ hasText: 'no release is called' }).waitFor();
});

test('axe finds nothing in the element, light and dark', async (t) => {
  for (const theme of ['light', 'dark']) {
    const page = await embedded(t, { element: querier.replace('>', ` theme="${theme}">`) });
    await shown(page);
    assert.deepEqual(await violations(page), []);
  }
});

test('the element itself is at most 6 KB', () => {
  assert.ok(readFileSync(join(dist, 'embed.js')).length <= 6144);
});

for (const example of ['documentation', 'api']) {
  test(`the example page \`${example}\` works where it is served`, async (t) => {
    const page = await blank(t, scene);
    await page.goto(`${scene.site.origin}/examples/${example}.html`);
    await page.getByText(/tls[-_]cert[-_]path/).first().waitFor();
    assert.deepEqual(page.said.filter((line) => line.startsWith('error')), []);
  });
}
