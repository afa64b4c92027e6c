// The verdict: one sentence that tells the consequence, in sight wherever one
// is, and the way from it to what is to be done.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './browser.mjs';
import { choose, chosen, drawn, fileText, fragmentOf, green, open, verdict } from './tab.mjs';

const scene = stage();

const bar = (page) => page.locator('.verdict');
const focused = (page) => page.evaluate(() => document.activeElement.id);

test('a mistake is said once, with a way to its field wherever that is folded up', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ 'components.ingester.replicas': '-1' }) });
  await page.locator('.verdict[data-state="impossible"]').waitFor();
  assert.match(await verdict(page), /^This plan cannot be\. .*-1/);
  const said = await page.locator('body').innerText();
  assert.equal(said.match(/cannot be\./g).length, 1);
  assert.equal(await page.locator('.stale, .plan div.wrong').count(), 0);
  assert.equal(await page.locator('#field-components-ingester-replicas').count(), 0, 'it is folded up');
  await page.getByRole('button', { name: 'Show the field' }).click();
  const field = page.locator('#field-components-ingester-replicas');
  await field.waitFor();
  await page.waitForFunction(() => document.activeElement.id === 'field-components-ingester-replicas');
  await page.waitForFunction(() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  // Folded up by hand, it is found again.
  await field.evaluate((element) => (element.closest('details').open = false));
  await page.getByRole('button', { name: 'Show the field' }).click();
  await page.waitForFunction(() => document.activeElement.checkVisibility() && document.activeElement.id === 'field-components-ingester-replicas');
});

test('a mode that the release has no more names those that have it, and one button takes the last', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const modes = await page.locator('#field-mode option').allInnerTexts();
  assert.ok(modes.some((name) => /^read-write: .* \(2\.\d+ to 2\.17\)$/.test(name)), modes.join('\n'));
  await choose(page, 'mode', 'read-write');
  await page.locator('.verdict[data-state="impossible"]').waitFor();
  await page.getByRole('button', { name: 'Use 2.17.4' }).click();
  await green(page);
  assert.equal(await chosen(page, 'release'), '2.17.4');
});

test('releases stand together by their line, the newest first', async (t) => {
  const page = await open(t, scene);
  const lines = await page.locator('#field-release optgroup').evaluateAll((groups) =>
    groups.map((group) => [group.label, ...Array.from(group.children, (option) => option.value)]),
  );
  assert.ok(lines.length > 5, JSON.stringify(lines));
  for (const [line, ...releases] of lines) {
    assert.ok(releases.every((release) => release.startsWith(`${line}.`)), line);
  }
});

test('how to install is told in steps, with the plan\'s own names to be copied', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ platform: 'helm', 'cluster.name': 'prod', 'cluster.namespace': 'metrics' }) });
  await green(page);
  const button = page.getByRole('button', { name: 'How to install' });
  await button.click();
  assert.equal(await focused(page), 'install');
  const steps = page.locator('.install ol > li');
  assert.ok((await steps.count()) >= 4, await page.locator('.install').innerText());
  const upgrade = steps.filter({ hasText: 'helm upgrade' });
  await upgrade.getByRole('button', { name: /^Copy what step \d+ wants$/ }).click();
  await upgrade.getByText('Copied').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^kubectl apply .*\nhelm upgrade --install prod .*--namespace metrics[\s\S]*--values helm\/values\.yaml/);
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  await page.locator('.install').getByRole('button', { name: 'Close' }).click();
  await page.locator('.install').waitFor({ state: 'detached' });
  // The same steps stand in the folder's README.
  const readme = await fileText(page, 'README.md');
  assert.match(readme, /helm upgrade --install prod/);
});

test('nothing is amber by default, and each level says whom it locks out', async (t) => {
  const page = await open(t, scene);
  await green(page);
  assert.equal(await bar(page).getAttribute('data-state'), 'works');
  const level = (name) => page.getByRole('radio', { name, exact: true });
  assert.ok(await level('Members only').isChecked());
  for (const [name, state] of [['Open', 'works'], ['Strict', 'refused'], ['Members only', 'works']]) {
    await level(name).check();
    await page.locator(`.verdict[data-state="${state}"]`).waitFor();
    const why = await page.locator(`#${await level(name).getAttribute('aria-describedby')}`).innerText();
    assert.match(why, /locks out/i);
  }
  // What is no level is said to be none, and nothing pretends to be chosen.
  await choose(page, 'policy.http', 'NoClientCert');
  for (const name of ['Open', 'Strict', 'Members only']) assert.ok(!await level(name).isChecked(), name);
  await page.getByText('A mixture of your own').waitFor();
});

test('slow keys tell how far they are, grey what was proven of another plan, and can be cancelled', async (t) => {
  const page = await open(t, scene);
  await green(page);
  await choose(page, 'certificates.profile', 'per-component');
  await green(page);
  await choose(page, 'certificates.algorithm', 'rsa-4096');
  await page.locator('.verdict[data-state="proving"]').waitFor();
  assert.equal(await page.locator('.graph .edge.accepted').count(), 0);
  await page.locator('.running').filter({ hasText: /key \d+ of \d\d/ }).waitFor();
  await bar(page).getByRole('button', { name: 'Cancel' }).click();
  await bar(page).filter({ hasText: 'Cancelled' }).waitFor();
  assert.ok(await bar(page).getByRole('button', { name: 'Download all (.zip)' }).isDisabled());
  // The worker heard it too: another plan has its turn soon.
  await choose(page, 'certificates.algorithm', 'ecdsa-p256');
  await green(page);
});

test('the link of the plan is copied', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ mode: 'monolithic' }) });
  await green(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await bar(page).getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
});

for (const [width, edge] of [[360, 'bottom'], [1024, 'top'], [1440, 'top']]) {
  test(`at ${width} px the verdict stays in sight, at the ${edge}, and the header is low`, async (t) => {
    const page = await open(t, scene, { viewport: { width, height: 740 }, fragment: fragmentOf({ 'policy.http': 'RequireAndVerifyClientCert' }) });
    await green(page);
    const header = await page.locator('.header').evaluate((it) => it.offsetHeight);
    assert.ok(header <= (width === 360 ? 96 : 64), `the header is ${header} px high`);
    const first = await page.locator('#field-platform').evaluate((it) => it.getBoundingClientRect().top);
    assert.ok(first <= 256, `the first field is at ${first}`);
    for (const to of [0, 1e6]) {
      await page.evaluate((to) => scrollTo(0, to), to);
      await drawn(page);
      const box = await bar(page).boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= 741, JSON.stringify(box));
      // Where the page ends, so does what the bar sticks to: the footer stands below it.
      const { y: footer } = await page.locator('footer').boundingBox();
      if (edge === 'bottom') assert.ok(Math.abs(box.y + box.height - Math.min(740, footer)) < 2, JSON.stringify([box, footer]));
    }
    assert.ok(await bar(page).getByRole('button', { name: 'Download all (.zip)' }).isVisible());
  });
}

test('with a browser\'s text at 32 px no column is squeezed or printed over another', async (t) => {
  const page = await open(t, scene, { viewport: { width: 1440, height: 900 } });
  await green(page);
  // Breakpoints in em follow the browser's own size, which no script can set: a
  // frame half as wide has the same ones.
  for (const width of [700, 720, 1279, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await drawn(page);
    const boxes = await page.locator('.pane').evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().toJSON()));
    for (const [at, one] of boxes.entries()) {
      assert.ok(one.width >= 270, `${width}: ${at} is ${one.width} px wide`);
      for (const other of boxes.slice(at + 1)) {
        const apart = one.right <= other.left + 1 || other.right <= one.left + 1 || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
        assert.ok(apart, `${width}: ${JSON.stringify([one, other])}`);
      }
    }
  }
  const queries = await page.evaluate(() => {
    const media = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSMediaRule);
    return media.map((rule) => rule.conditionText).filter((text) => text.includes('width'));
  });
  assert.ok(queries.length > 5);
  assert.deepEqual(queries.filter((text) => text.includes('px')), []);
});

test('in forced colours what is chosen can be seen', async (t) => {
  const page = await open(t, scene, { forcedColors: 'active' });
  await green(page);
  for (const selector of ['.doors [aria-current]', '.languages [aria-pressed="true"]', '.files [aria-selected="true"]']) {
    const outline = await page.locator(selector).first().evaluate((it) => getComputedStyle(it).outlineStyle);
    assert.notEqual(outline, 'none', selector);
  }
});
