// The address holds the plan: shared, kept, gone back to, and never a key.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, folder, root, stage } from './browser.mjs';
import { choose, chosen, drop, fileText, fragmentOf, green, locked, notice, open, savePlan } from './tab.mjs';

const scene = stage();

test('an address opened elsewhere shows the same files', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ release: '2.17.4' }) });
  await choose(page, 'mode', 'read-write');
  await choose(page, 'cluster.name', 'metrics');
  await choose(page, 'policy.http', 'RequireAndVerifyClientCert');
  const elsewhere = await open(t, scene, { fragment: new URL(page.url()).hash });
  for (const path of ['yaml/mimir.yaml', 'flags/read.flags', 'plan.yaml']) {
    assert.equal(await fileText(elsewhere, path), await fileText(page, path), path);
  }
});

test('back and forward go through what was chosen', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ release: '2.17.4' }) });
  await choose(page, 'mode', 'monolithic');
  await choose(page, 'mode', 'read-write');
  await page.goBack();
  assert.equal(await chosen(page, 'mode'), 'monolithic');
  await page.goBack();
  assert.equal(await chosen(page, 'mode'), 'microservices');
  await page.goForward();
  assert.equal(await chosen(page, 'mode'), 'monolithic');
  await green(page);
});

test('a reload keeps the plan, and proves it anew', async (t) => {
  const page = await open(t, scene);
  await choose(page, 'cluster.name', 'metrics');
  await page.reload();
  await locked(page);
  assert.equal(await chosen(page, 'cluster.name'), 'metrics');
  await green(page);
});

test('an address pasted over the old one is followed', async (t) => {
  const page = await open(t, scene);
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ mode: 'monolithic' }));
  await green(page);
  assert.equal(await chosen(page, 'mode'), 'monolithic');
});

for (const [what, fragment] of Object.entries({
  'from the future': '#9&mode=monolithic&flavour=new',
  'half broken': '#2&mode=monolithic&flavour=new&%zz=1',
  'of no kind': '#section-2',
  'far too long': `#2&cluster.name=${'a'.repeat(70_000)}`,
})) {
  test(`an address ${what} is said, and the nearest plan shown`, async (t) => {
    const page = await open(t, scene, { fragment });
    assert.match(await notice(page), /address|link/i);
    assert.equal(await chosen(page, 'mode'), fragment.includes('monolithic') ? 'monolithic' : 'microservices');
    await green(page);
  });
}

// Links that somebody may have kept: an address, then a line a choice.
const kept = readFileSync(join(root, 'tests/golden/fragments/v1.txt'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('#1') || line.startsWith('1&'));
assert.ok(kept.length >= 8, 'the golden file has its links');
for (const link of kept) {
  test(`a link of the past opens: ${link.slice(0, 60)}`, async (t) => {
    const page = await blank(t, scene);
    await page.goto(`${scene.site.origin}/${link.startsWith('#') ? '' : '#'}${link}`);
    await locked(page);
    assert.deepEqual(await page.getByRole('alert').filter({ hasText: /address|link/i }).count(), 0);
    assert.ok((await fileText(page, 'plan.yaml')).startsWith('# The plan, complete'));
  });
}

test('plan.yaml goes out and comes back in', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ mode: 'read-write', release: '2.17', 'cluster.namespace': 'metrics' }) });
  const path = join(folder(t), 'plan.yaml');
  await savePlan(page, path);
  const other = await open(t, scene);
  await drop(other, 'plan.yaml', readFileSync(path, 'utf8'));
  await green(other);
  assert.equal(await fileText(other, 'yaml/mimir.yaml'), await fileText(page, 'yaml/mimir.yaml'));
});
