// English and German: by the browser, by a button, by the address; and no
// English is left where German is spoken.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './browser.mjs';
import { addFile, choose, drawn, example, field, fragmentOf, green, locked, open, paste } from './tab.mjs';

const scene = stage();

const lang = (page) => page.evaluate(() => document.documentElement.lang);

test('a German browser is spoken to in German', async (t) => {
  const page = await open(t, scene, { locale: 'de-AT' });
  assert.equal(await lang(page), 'de');
  await page.getByRole('combobox', { name: 'Betriebsart' }).waitFor();
  await page.getByRole('button', { name: 'Verriegelt: jede Verbindung ist verboten' }).waitFor();
});

test('a browser of any other language is spoken to in English', async (t) => {
  const page = await open(t, scene, { locale: 'fr-FR' });
  assert.equal(await lang(page), 'en');
});

test('a button switches, the address keeps it, a reload and the way back too', async (t) => {
  const page = await open(t, scene, { fragment: '#2&platform=kubernetes' });
  await choose(page, 'cluster.namespace', 'metrics');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('combobox', { name: 'Betriebsart' }).waitFor();
  assert.equal(await lang(page), 'de');
  assert.match(page.url(), /#2&lang=de&cluster\.namespace=metrics&platform=kubernetes$/);
  assert.equal(await page.getByRole('button', { name: 'Deutsch' }).getAttribute('aria-pressed'), 'true');
  await page.reload();
  await locked(page);
  assert.equal(await lang(page), 'de');
  await page.goBack();
  await page.getByRole('combobox', { name: 'Deployment mode' }).waitFor();
  assert.equal(await lang(page), 'en');
  assert.equal(await field(page, 'cluster.namespace').inputValue(), 'metrics');
});

test('an address decides, whatever the browser speaks', async (t) => {
  const german = await open(t, scene, { fragment: '#2&lang=de' });
  assert.equal(await lang(german), 'de');
  const english = await open(t, scene, { fragment: '#2&lang=en', locale: 'de-DE' });
  assert.equal(await lang(english), 'en');
  await english.getByRole('combobox', { name: 'Deployment mode' }).waitFor();
});

test('a language that nobody speaks is said, and the browser\'s is spoken', async (t) => {
  const page = await open(t, scene, { fragment: '#2&lang=tlh' });
  assert.equal(await lang(page), 'en');
  await page.getByRole('alert').filter({ hasText: 'Left out: lang' }).waitFor();
});

// Everything that is said in a page, to eyes or to ears, but for configuration,
// names of components, and what is marked as another language.
const said = (page) =>
  page.evaluate(() => {
    const spoken = document.documentElement.lang;
    const texts = new Set();
    const add = (element, text) => {
      const words = text?.replace(/\s+/g, ' ').trim();
      const quoted = element.closest('code, pre, .graph text, [data-key="components"] .box, .member > legend, .owner option');
      if (words && !quoted && (element.closest('[lang]')?.getAttribute('lang') ?? spoken) === spoken) texts.add(words);
    };
    const root = document.querySelector('.page');
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) add(walk.currentNode.parentElement, walk.currentNode.data);
    for (const element of root.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) add(element, element.getAttribute(name));
    }
    return [...texts];
  });

// What is the same in both: names, numbers, signs, and words that German took over.
const shared = [
  /^[^a-zäöüß]*$/i,
  /^(mimir-tls|TLS|English|Deutsch|Plan|Cluster|Flags|YAML|System|Namespace|Client|Server|Client: .*|Server: .*|Handshakes)$/,
  /^(RSA \d+|TLS 1\.\d|TLS_\w+|Mimir \d[\d.]+ · [\w-]+)/,
  /^(read-write: read, write, backend|rollout-operator|kubelet|scraper|En|De|gRPC|HTTP)$/,
  /^(microservices|monolithic|read-write|http|grpc|gossip)$/,
  /^((alertmanager|compactor|distributor|ingester|overrides-exporter|querier|query-(frontend|scheduler)|ruler|store-gateway|memberlist-kv|gateway|grafana|mimirtool|remote-writer)(, |$))+$/,
  // A file and a link are called what they are called.
  /^[\w./-]+\.(key|crt|yaml|flags|md|json)$/,
  /^pasted$/,
  /^[\w-]+ (→|->) [\w-]+( \([\w-]+\))?$/,
  /^(github|grafana)\.com\//,
  /^Go$/,
  // Keys, and somebody's own text.
  /^(Shift\+)?F8$/,
  /^level=error /,
  // Programs, their licence, and a sum.
  /^(systemd|cert-manager|Helm|Kubernetes|Compose|Clients|Apache-2\.0|SHA-256)$/,
];

const scenes = {
  'the plan, unfolded': async () => {},
  'a node': async (page) => page.evaluate(() => (location.hash += '&node=querier')),
  'a refused link': async (page) => page.evaluate(() => (location.hash += '&edge=kubelet~*~0&platform=kubernetes&policy.http=RequireAndVerifyClientCert')),
  'keys': async (page) => page.evaluate(() => (location.hash += '&file=ca/root.key')),
  'a mistake': async (page) => page.evaluate(() => (location.hash += '&cluster.namespace=Not%20A%20Name')),
  'the second door': async (page) => {
    await page.evaluate(() => (location.hash += '&view=check'));
    await example(page);
    await addFile(page);
    await paste(page, 'level=error err="remote error: tls: bad certificate"');
  },
};

for (const [what, go] of Object.entries(scenes)) {
  test(`no English is left in German: ${what}`, async (t) => {
    const texts = async (lang) => {
      const page = await open(t, scene, { fragment: fragmentOf({ lang }) });
      await green(page);
      await go(page);
      await drawn(page);
      return said(page);
    };
    const english = new Set(await texts('en'));
    const german = await texts('de');
    assert.ok(german.length > 60, `${german.length} texts`);
    const left = german.filter((text) => english.has(text) && !shared.some((pattern) => pattern.test(text)));
    assert.deepEqual(left, []);
  });
}

test('what is wrong with a field is told in German', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ lang: 'de', 'components.ingester.replicas': '-1' }) });
  await page.locator('.verdict .sentence').getByText('-1 Replikate; schreiben Sie 1 bis 10000').waitFor();
  assert.equal(await page.locator('.verdict [lang="en"]').count(), 0);
});

test('the padlock says in German what it means', async (t) => {
  const page = await open(t, scene, { fragment: '#2&lang=de' });
  await page.getByRole('button', { name: 'Verriegelt: jede Verbindung ist verboten' }).click();
  const trust = page.getByRole('dialog');
  await trust.getByRole('heading', { level: 1, name: 'Wovor das schützt, und wovor nicht' }).waitFor();
  assert.equal(await trust.getByRole('heading', { level: 1, name: 'What this protects against' }).count(), 0);
});
