// For everybody: with a screen reader, by keyboard alone, large, narrow, still,
// and on paper.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, folder, stage } from './browser.mjs';
import { unpack } from './judges.mjs';
import { addFile, checked, details, drawn, example, fileText, fragmentOf, green, locked, open, paste, unfold, violations } from './tab.mjs';

const scene = stage();

const strict = { 'policy.http': 'RequireAndVerifyClientCert' };

// Every view: what the address says, and what is done there.
const views = {
  'the plan, unfolded': [{}, unfold],
  'the cluster': [{ view: 'cluster' }],
  'flags': [{ view: 'files', file: 'flags/querier.flags' }],
  'a node': [{ view: 'cluster', node: 'querier' }],
  'an edge': [{ view: 'cluster', edge: 'querier~store-gateway~0' }],
  'a refused edge': [{ view: 'cluster', edge: 'kubelet~*~0', platform: 'kubernetes', ...strict }],
  'who is refused': [strict, async (page) => {
    await page.getByRole('button', { name: /^(What to do|Was tun\?)$/ }).click();
    await page.locator('.advice').waitFor();
  }, (page) => page.locator('.advice .head button').click()],
  'changed lines': [{ view: 'files', file: 'yaml/querier.yaml', ...strict }],
  'how to install': [{}, async (page) => {
    await page.getByRole('button', { name: /^(How to install|Anleitung)$/ }).click();
    await page.locator('.install').waitFor();
  }, (page) => page.locator('.install .head button').click()],
  'a form that the folder lacks, and more of them': [{ view: 'files', file: 'systemd/' }, (page) => page.locator('.more summary').click(), (page) => page.locator('.more summary').click()],
  'a certificate': [{ view: 'files', file: 'certs/server.crt' }, (page) => page.locator('.pem summary').click()],
  'the footer': [{}, (page) => page.locator('footer summary').click(), (page) => page.locator('footer summary').click()],
  'the README': [{ view: 'files', file: 'README.md' }],
  'a key that is shown': [{ view: 'files', file: 'ca/root.key' }, (page) => page.locator('.key button').first().click()],
  'the question before new keys': [
    { view: 'files', file: 'ca/root.key' },
    async (page) => {
      await page.locator('.files .keys > .actions button').first().click();
      await page.getByRole('dialog').waitFor();
    },
    (page) => page.getByRole('dialog').getByRole('button').first().click(),
  ],
  'a mistake': [{ 'cluster.namespace': 'Not A Name' }],
  'the second door, empty': [{ view: 'check' }],
  'the second door, with findings': [
    { view: 'check' },
    async (page) => {
      await example(page);
      await addFile(page);
      await paste(page, 'level=error err="remote error: tls: bad certificate"');
    },
    (page) => page.getByRole('button', { name: /^(Remove all|Alle entfernen)$/ }).click(),
  ],
};

// Goes through every view in one page, and calls `look` in each.
async function everyView(page, always, look) {
  for (const [name, [parts, act = () => {}, leave = () => {}]] of Object.entries(views)) {
    await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ ...always, ...parts }));
    await drawn(page);
    await page.locator('.verdict:not([data-state="proving"])').waitFor({ state: 'attached' });
    await act(page);
    await drawn(page);
    await look(name);
    await leave(page);
  }
}

// --- by axe -------------------------------------------------------------------

for (const width of [360, 1440]) {
  for (const theme of ['light', 'dark']) {
    for (const lang of ['en', 'de']) {
      test(`axe finds nothing in any view at ${width} px, ${theme}, ${lang}`, async (t) => {
        const page = await open(t, scene, { viewport: { width, height: 800 }, colorScheme: theme, fragment: `#2&lang=${lang}` });
        await green(page);
        await everyView(page, { lang }, async (name) => assert.deepEqual(await violations(page), [], name));
      });
    }
  }
}

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing on the page about trust, ${theme}`, async (t) => {
    const page = await blank(t, scene, { colorScheme: theme });
    for (const part of ['', '#de']) {
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${scene.site.origin}/trust.html${part}`);
        assert.deepEqual(await violations(page), [], `${part} ${width}`);
        assert.deepEqual(await cut(page), [], `${part} ${width}`);
      }
    }
  });
}

test('axe would find something', async (t) => {
  const page = await open(t, scene);
  await page.evaluate(() => document.querySelector('.plan label').remove());
  assert.ok((await violations(page)).some((violation) => violation.startsWith('select-name')));
});

test('colours that are chosen win over the system\'s, both ways', async (t) => {
  for (const [system, chosen] of [['light', 'dark'], ['dark', 'light']]) {
    const page = await open(t, scene, { colorScheme: system });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    await page.getByRole('combobox', { name: 'Colours' }).selectOption(chosen);
    await drawn(page);
    assert.notEqual(await ground(), before);
    await page.emulateMedia({ colorScheme: chosen });
    const wanted = await ground();
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('');
    await drawn(page);
    assert.equal(await ground(), wanted);
  }
});

// --- by keyboard ----------------------------------------------------------------

// What has the keyboard: its role and name as a screen reader says it, and
// whether eyes can see that it has it.
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const shown = (it) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(it);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    };
    // A choice of files is drawn by its label, a text by the frame around it, a node by its box.
    const body = element.querySelector?.('.body');
    const seen = shown(element) || (element.closest('.choose, .editor') && shown(element.closest('.choose, .editor'))) ||
      (body && Number.parseFloat(getComputedStyle(body).strokeWidth) >= 3);
    const label = element.labels?.[0]?.innerText;
    const name = element.getAttribute('aria-label') ?? label ?? element.innerText ?? '';
    return { name: name.trim(), tag: element.tagName.toLowerCase(), seen: Boolean(seen) };
  });

// Tabs on until something of that name has the keyboard. All that is met on
// the way can be seen to have it.
async function tabTo(page, name, key = 'Tab') {
  const met = [];
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (at.tag === 'body') continue;
    assert.ok(at.seen, `focus cannot be seen on ${at.tag} ${at.name}`);
    if (name.test(at.name)) return at;
    met.push(at.name);
  }
  assert.fail(`${name} is not reached: ${met.join(' | ')}`);
}

test('the whole path by keyboard alone', async (t) => {
  const page = await open(t, scene);
  const { keyboard } = page;
  await green(page);

  await t.test('the first stop leads past the header', async () => {
    await tabTo(page, /^Go to the plan$/);
    await keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'plan');
    assert.equal(new URL(page.url()).hash, '');
  });

  await t.test('the release is another one by an arrow', async () => {
    await tabTo(page, /^Mimir release$/);
    await keyboard.press('ArrowDown');
    await drawn(page);
    assert.match(page.url(), /release=/);
    await green(page);
    // It keeps the keyboard, so that the next arrow goes on.
    assert.equal((await focused(page)).name, 'Mimir release');
  });

  await t.test('where it runs is another place by arrows, and brings its own fields', async () => {
    await page.locator('#field-platform').focus();
    await keyboard.press('ArrowDown');
    await drawn(page);
    await keyboard.press('ArrowDown');
    await drawn(page);
    assert.match(page.url(), /platform=kubernetes/);
    await green(page);
  });

  await t.test('a component goes and comes back by a space', async () => {
    await tabTo(page, /^Components/);
    await keyboard.press('Enter');
    await tabTo(page, /^overrides-exporter$/);
    await keyboard.press('Space');
    await green(page);
    assert.match(page.url(), /components=/);
    assert.equal((await focused(page)).name, 'overrides-exporter');
    await keyboard.press('Space');
  });

  await t.test('the namespace is typed, letter by letter', async () => {
    await tabTo(page, /^Namespace/, 'Shift+Tab');
    await keyboard.press('Control+a');
    await keyboard.type('metrics');
    await green(page);
    assert.match(page.url(), /cluster\.namespace=metrics/);
  });

  await t.test('a field can be emptied and filled anew', async () => {
    for (let i = 0; i < 'metrics'.length; i += 1) await keyboard.press('Backspace');
    await drawn(page);
    assert.equal(await page.evaluate(() => document.activeElement.value), '');
    await keyboard.type('m2');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'm2');
    for (const _ of 'm2') await keyboard.press('Backspace');
    // Left empty, it is what the plan comes to by itself.
    await keyboard.press('Tab');
    await drawn(page);
    assert.equal(await page.locator('#field-cluster-namespace').inputValue(), 'mimir');
    await keyboard.press('Shift+Tab');
  });

  await t.test('the level gets strict by an arrow, and what to do is a step away', async () => {
    await tabTo(page, /^Members only$/);
    await keyboard.press('ArrowDown');
    await page.locator('.verdict[data-state="refused"]').waitFor();
    await tabTo(page, /^What to do$/, 'Shift+Tab');
    await keyboard.press('Enter');
    await page.locator('.advice').waitFor();
    await tabTo(page, /^kubelet$/);
    await keyboard.press('Enter');
    await details(page).getByRole('heading', { name: /^Links of kubelet/ }).waitFor();
  });

  await t.test('arrows go from node to node, Enter selects, Escape shows all', async () => {
    // The kubelet is selected by now, and would be let go of by Enter.
    const first = await tabTo(page, /, (member of|outside) Mimir/);
    await keyboard.press('Escape');
    await details(page).getByRole('heading', { name: /^Links \d+/ }).waitFor();
    await keyboard.press('ArrowRight');
    const second = await focused(page);
    assert.ok(second.seen && second.name !== first.name, second.name);
    await keyboard.press('ArrowDown');
    assert.notEqual((await focused(page)).name, second.name);
    const [id] = (await focused(page)).name.split(':');
    await keyboard.press('Enter');
    await details(page).getByRole('heading', { name: new RegExp(`^Links of ${id}`) }).waitFor();
    await keyboard.press('Escape');
    await details(page).getByRole('heading', { name: /^Links \d+/ }).waitFor();
    await keyboard.press('Enter');
  });

  await t.test('a link is opened from the table, and the keyboard stays near', async () => {
    const { name } = await tabTo(page, / → /);
    await keyboard.press('Enter');
    await details(page).getByRole('heading', { name, exact: false }).waitFor();
    await details(page).locator('.link').waitFor();
    assert.match(await details(page).innerText(), /Client: /);
    await keyboard.press('Tab');
    assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('.details, .files'))), (await focused(page)).name);
  });

  await t.test('arrows go from tab to tab of the files', async () => {
    await tabTo(page, /^YAML(?!:)/);
    await keyboard.press('ArrowRight');
    assert.match((await focused(page)).name, /^Flags/);
    await page.getByRole('tab', { name: /^Flags/, selected: true }).waitFor();
    await keyboard.press('End');
    await page.getByRole('tab', { name: /^Keys/, selected: true }).waitFor();
    await keyboard.press('Home');
    await page.locator('[role=tab]:first-child[aria-selected=true]:focus').waitFor();
    for (let steps = 0; steps < 20 && !/^YAML/.test((await focused(page)).name); steps += 1) await keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: /^YAML/, selected: true }).waitFor();
  });

  await t.test('a file is copied', async () => {
    const { name } = await tabTo(page, /^Copy /);
    await keyboard.press('Enter');
    const path = name.replace('Copy ', '');
    await page.getByRole('status').filter({ hasText: `${path} copied` }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await fileText(page, path));
  });

  await t.test('all is downloaded', async () => {
    await tabTo(page, /^Download all/, 'Shift+Tab');
    const download = page.waitForEvent('download');
    await keyboard.press('Enter');
    const into = folder(t);
    await (await download).saveAs(join(into, 'all.zip'));
    await unpack(join(into, 'all.zip'), into);
    assert.match(readFileSync(join(into, 'mimir-tls/plan.yaml'), 'utf8'), /RequireAndVerifyClientCert/);
  });

  await t.test('the question before new keys keeps the keyboard, and gives it back', async () => {
    await page.evaluate(() => (location.hash += '&file=ca/root.key'));
    await tabTo(page, /^Make new keys$/);
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Make new keys?' }).waitFor();
    const met = new Set();
    for (let i = 0; i < 5; i += 1) {
      const at = await focused(page);
      if (at.tag === 'button') met.add(at.name);
      await keyboard.press('Tab');
    }
    assert.deepEqual([...met].sort(), ['Keep these', 'Make new keys']);
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await focused(page)).name, 'Make new keys');
    await keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Keep these' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await focused(page)).name, 'Make new keys');
  });

  await t.test('the second door opens, checks and gives its plan', async () => {
    await tabTo(page, /^Check what you have$/, 'Shift+Tab');
    await keyboard.press('Enter');
    await tabTo(page, /^Text to check/);
    await keyboard.insertText('-ingester.client.tls-cert-path=/tls/client.crt\n-ingester.client.tls-key-path=/tls/client.key\n');
    await checked(page);
    await keyboard.press('F8');
    await page.locator('.here li').first().waitFor();
    assert.match((await focused(page)).name, /^Text to check/);
    await tabTo(page, /^Go to pasted, line \d+$/);
    await keyboard.press('Enter');
    assert.match((await focused(page)).name, /^Text to check/);
    await tabTo(page, /^Take it over as a plan$/, 'Shift+Tab');
    await keyboard.press('Enter');
    await page.getByRole('region', { name: 'Plan', exact: true }).waitFor();
    await green(page);
  });
});

test('at 360 px the keyboard goes through the three views', async (t) => {
  const page = await open(t, scene, { viewport: { width: 360, height: 740 } });
  await green(page);
  for (const [tab, region] of [['Cluster', 'Cluster'], ['Files', 'Files'], ['Plan', 'Plan']]) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: tab }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: region, exact: true }).waitFor();
    const shown = await page.locator('.pane:visible').evaluateAll((panes) => panes.map((pane) => pane.id));
    assert.deepEqual(shown, [tab.toLowerCase()]);
  }
});

// --- still ----------------------------------------------------------------------

test('where motion is not wanted, nothing moves for longer than a frame', async (t) => {
  const page = await open(t, scene, { reducedMotion: 'reduce' });
  await green(page);
  await everyView(page, {}, async (name) => {
    const moving = await page.evaluate(() => {
      const seconds = (text) => Math.max(...text.split(',').map((part) => Number.parseFloat(part) * (part.trim().endsWith('ms') ? 0.001 : 1)));
      const styles = [...document.querySelectorAll('*')].flatMap((element) =>
        [null, '::before', '::after', '::backdrop'].map((pseudo) => [element, getComputedStyle(element, pseudo)]),
      );
      const running = document.getAnimations().filter((it) => it.effect.getComputedTiming().activeDuration > 16);
      return [
        ...running.map((it) => it.effect.target.className),
        ...styles
          .filter(([, style]) => (style.animationName !== 'none' && seconds(style.animationDuration) > 0.016) || seconds(style.transitionDuration) > 0.016 || style.scrollBehavior === 'smooth')
          .map(([element]) => element.outerHTML.slice(0, 80)),
      ];
    });
    assert.deepEqual(moving, [], name);
  });
});

// --- large and narrow -------------------------------------------------------------

// What cannot be read because it sticks out of the page, or is cut off by what
// holds it. What scrolls by itself is whole.
function cut(page) {
  return page.evaluate(() => {
    const wide = document.scrollingElement.clientWidth;
    const found = [];
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} “${element.textContent.trim().slice(0, 40)}”`;
    if (document.scrollingElement.scrollWidth > wide) found.push(`the page is ${document.scrollingElement.scrollWidth} px wide of ${wide}`);
    const scrolls = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll('body *')) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('.unseen, .skip, dialog:not([open])')) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if ((box.right > wide + 1 || box.left < -1) && !scrolls(element)) found.push(`sticks out: ${name(element)}`);
      const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
      const hides = (overflow) => /hidden|clip/.test(overflow);
      if (element instanceof HTMLElement && !element.matches('input, textarea, select') && textOverflow !== 'ellipsis') {
        if (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) found.push(`cut off at its side: ${name(element)}`);
        if (hides(overflowY) && element.scrollHeight > element.clientHeight + 1) found.push(`cut off below: ${name(element)}`);
      }
      // A word that is wider than its button runs over the edge of it.
      if (element.matches('button') && element.scrollWidth > element.clientWidth + 1) found.push(`too narrow: ${name(element)}`);
    }
    // In the drawing, a name stays in its box.
    for (const node of document.querySelectorAll('.graph .node')) {
      const box = node.querySelector('.body').getBoundingClientRect();
      for (const text of node.querySelectorAll('text:not(.count)')) {
        const { width, right } = text.getBoundingClientRect();
        if (width > 0 && right > box.right + 0.5) found.push(`out of its box: ${name(text)}`);
      }
    }
    return found;
  });
}

for (const lang of ['en', 'de']) {
  test(`at 360 px nothing is cut and nothing scrolls sideways, ${lang}`, async (t) => {
    const page = await open(t, scene, { viewport: { width: 360, height: 740 }, fragment: `#2&lang=${lang}` });
    await green(page);
    await everyView(page, { lang }, async (name) => assert.deepEqual(await cut(page), [], name));
  });

  test(`at 200 % zoom nothing is cut and nothing scrolls sideways, ${lang}`, async (t) => {
    const page = await open(t, scene, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, fragment: `#2&lang=${lang}` });
    await green(page);
    await everyView(page, { lang }, async (name) => assert.deepEqual(await cut(page), [], name));
  });

  test(`at 768, 1100 and 1440 px nothing is cut, ${lang}`, async (t) => {
    const page = await open(t, scene, { fragment: `#2&lang=${lang}` });
    await green(page);
    for (const width of [768, 1100, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await everyView(page, { lang }, async (name) => assert.deepEqual(await cut(page), [], `${name}, ${width}`));
    }
  });
}

test('what looks for cut text would find it', async (t) => {
  const page = await open(t, scene, { viewport: { width: 360, height: 740 } });
  await page.evaluate(() => {
    Object.assign(document.querySelector('.plan label').style, { display: 'block', width: '20px', overflow: 'hidden', whiteSpace: 'nowrap' });
    Object.assign(document.querySelector('.verdict').style, { width: '600px', alignSelf: 'start' });
  });
  const found = (await cut(page)).join('\n');
  assert.match(found, /the page is \d+ px wide of 360/);
  assert.match(found, /cut off at its side: label/);
  assert.match(found, /sticks out: div\.verdict/);
});

// --- on paper -------------------------------------------------------------------

for (const theme of ['light', 'dark']) {
  test(`on paper there is the README and nothing to press, from a ${theme} page`, async (t) => {
    const page = await open(t, scene, { fragment: fragmentOf({ theme, file: 'README.md' }) });
    await green(page);
    const text = (await fileText(page, 'README.md')).trim();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    await drawn(page);
    const shown = page.getByRole('region', { name: 'Text of README.md' });
    assert.ok(await shown.isVisible());
    assert.equal((await shown.textContent()).trim(), text);
    const { whole, colour } = await shown.evaluate((pre) => ({
      whole: pre.scrollHeight <= pre.clientHeight + 1 && !pre.closest('.pane').matches('[style]') && pre.closest('.pane').scrollHeight <= pre.closest('.pane').clientHeight + 1,
      colour: getComputedStyle(pre).color,
    }));
    assert.ok(whole, 'all of it, not a window on it');
    const [brightest] = colour.match(/\d+/g).map(Number).sort((one, other) => other - one);
    assert.ok(brightest < 100, `dark ink, not ${colour}`);
    assert.equal(await page.getByRole('button').count(), 0);
    assert.equal(await page.getByRole('combobox').count(), 0);
    assert.equal(await page.locator('.graph:visible').count(), 0);
    const pdf = await page.pdf({ format: 'A4' });
    assert.ok(pdf.length > 5_000);
  });
}
