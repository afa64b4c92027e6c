// The third door: from what runs to what is wanted, in phases, all of it in the tab.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, stage } from './browser.mjs';
import { cli, entries, unpack } from './judges.mjs';
import { checked, countsReads, drawnNodes, drop, dropAll, fragmentOf, green, notice, open, paste, planned, takeOwn, violations } from './tab.mjs';

const scene = stage();

const small = { mode: 'monolithic' };
const door = '#2&view=change';

// The page with a small cluster that holds.
async function made(t, plan = small, options = {}) {
  const page = await open(t, scene, { fragment: fragmentOf(plan), ...options });
  await green(page);
  return page;
}

// A folder as the CLI makes it.
async function generated(t, ...options) {
  const into = join(folder(t), 'mimir-tls');
  await cli('generate', '--quiet', '--mode', 'monolithic', ...options, '--out', into);
  return into;
}

async function bring(page, path) {
  await page.getByLabel(/^(Choose a folder|Ordner wählen)$/).setInputFiles(path);
}

const held = (page) => page.locator('.running .good').waitFor();
const point = (page) => page.getByRole('tabpanel').filter({ visible: true });
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function download(page, t) {
  const into = folder(t);
  const download = page.waitForEvent('download');
  await page.locator('.change').getByRole('button', { name: 'Download all (.zip)' }).click();
  await (await download).saveAs(join(into, 'change.zip'));
  await unpack(join(into, 'change.zip'), into);
  return into;
}

test('it opens by a button, by its address, and closes again', async (t) => {
  const page = await made(t);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('heading', { name: 'Change a cluster that runs' }).waitFor();
  assert.match(page.url(), /[&#]view=change/);
  assert.equal(await page.getByRole('region', { name: 'Plan', exact: true }).count(), 0);
  await page.goBack();
  await page.getByRole('region', { name: 'Plan', exact: true }).waitFor();
  const there = await open(t, scene, { fragment: door });
  await there.getByRole('button', { name: 'Change', exact: true }).and(there.locator('[aria-current="page"]')).waitFor();
});

test('a new CA for what the tab made: three phases, the sheet, and folders that the command line knows', async (t) => {
  const page = await made(t);
  await takeOwn(page);
  assert.match(await page.locator('.running').innerText(), /mimir, Mimir 3\.\d+\.\d+, monolithic[^]*2, the first ends on \d{4}-\d\d-\d\d[^]*its key is in the folder/);
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  assert.deepEqual(await planned(page), [
    'Before',
    'Phase 1 trust the new CA beside the old one',
    'After 1',
    'Phase 2 show the new certificates',
    'After 2',
    'Phase 3 trust the new CA alone',
    'At the end',
  ]);
  await page.getByText('3 phases, and no link fails at any moment').waitFor();
  await page.getByText('The sheet, CHANGE.md').click();
  const sheet = await page.getByRole('region', { name: 'Text of CHANGE.md' }).innerText();
  assert.match(sheet, /^# Change of Mimir's TLS[^]*## Phase 3 of 3: trust the new CA alone/);
  const into = await download(page, t);
  const change = join(into, 'mimir-tls.change');
  assert.equal(readFileSync(join(change, 'CHANGE.md'), 'utf8').trim(), sheet.trim());
  const places = JSON.parse(await cli('change', '--format', 'json', '--status', change, join(change, 'phase-2/certs')));
  assert.match(JSON.stringify(places), /"phase-2"/);
  await cli('prove', join(change, 'phase-3'));
  // The same files as the command line's for the same folder.
  const theirs = join(folder(t), 'theirs');
  await cli('change', '--quiet', '--new-ca', join(change, 'before'), '--out', theirs);
  // What stood before the page keeps whole; the command line leaves out what it makes anew.
  const left = /^before\/(\.gitignore|README\.md|proof\.json)$/;
  const names = (path) => readdirSync(path, { recursive: true }).filter((name) => !left.test(name)).sort();
  assert.deepEqual(names(change), names(theirs));
  for (const [path, { mode }] of await entries(join(into, 'change.zip'))) {
    assert.equal(mode === '-rw-------', path.endsWith('.key'), `${path} ${mode}`);
  }
});

test('each point has the cluster with its links as they are then', async (t) => {
  const page = await made(t, {});
  await takeOwn(page);
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  await planned(page);
  const tabs = page.locator('.track').getByRole('tab');
  const stands = { 0: 'as before', 1: 'old or new', 2: 'in between', 3: 'old or new', 6: 'as wanted' };
  for (const [nth, state] of Object.entries(stands)) {
    await tabs.nth(nth).click();
    await point(page).getByText(new RegExp(`^\\d+ links: ${state}$`)).waitFor();
    const ingester = (await drawnNodes(page)).find((it) => it.startsWith('ingester:') && it.includes(state));
    assert.ok(ingester, `${nth}: ${state}`);
  }
  await tabs.nth(1).click();
  const said = await point(page).innerText();
  assert.match(said, /On the machines of all processes: exchange \/etc\/mimir\/tls for phase-1\/certs, at once\./);
  assert.match(said, /Restart one at a time[^]*What was proven[^]*136 links hold[^]*Left out, 136 links would fail/);
  await point(page).getByText('The way back', { exact: true }).click();
  await point(page).getByText(/for before\/certs, at once/).waitFor();
});

test('a folder that is chosen, one that is dropped as an archive, and what neither is', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const into = await generated(t, '--cluster', 'prod');
  await bring(page, into);
  await held(page);
  assert.match(await page.locator('.running').innerText(), /^mimir-tls\s[^]*prod, Mimir/);
  await drop(page, 'notes.txt', 'nothing of mine');
  await page.getByRole('alert').filter({ hasText: 'This is no folder that can be changed: there is no plan.yaml' }).waitFor();
  assert.equal(await page.locator('.running').count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Plan the change' }).isDisabled(), true);
  const tab = await made(t);
  await takeOwn(tab);
  await tab.getByRole('radio', { name: 'A new CA, made here' }).check();
  await planned(tab);
  const archive = join(await download(tab, t), 'change.zip');
  // In an archive of a change there are folders of its phases, and so several.
  await drop(page, 'change.zip', readFileSync(archive));
  await page.getByRole('alert').filter({ hasText: 'there are several folders' }).waitFor();
});

test('an archive of a folder is the folder, and new certificates are one phase', async (t) => {
  const page = await made(t);
  const into = folder(t);
  const download = page.waitForEvent('download');
  await page.locator('.verdict').getByRole('button', { name: 'Download all (.zip)' }).click();
  await (await download).saveAs(join(into, 'all.zip'));
  await page.goto(`${scene.site.origin}/${door}`);
  await page.reload();
  await drop(page, 'all.zip', readFileSync(join(into, 'all.zip')));
  await held(page);
  await page.getByRole('checkbox', { name: 'Make all certificates new' }).check();
  assert.equal((await planned(page)).length, 3);
  await page.getByText('1 phase, and no link fails at any moment').waitFor();
});

test('another plan is shown key by key, and what breaks is said first', async (t) => {
  const page = await made(t, { ...small, 'surfaces.memberlist': 'false' });
  await takeOwn(page);
  await page.evaluate((fragment) => (location.hash = `${fragment}&view=change`), fragmentOf(small));
  await page.getByRole('radio', { name: 'The plan of Make a plan' }).check();
  const row = page.locator('.differences tbody tr').filter({ hasText: 'surfaces.memberlist' });
  assert.match(await row.innerText(), /surfaces\.memberlist\s+false\s+(true|nothing)/);
  await page.getByRole('button', { name: 'Plan the change' }).click();
  const broken = page.locator('.breaks li');
  await broken.first().waitFor();
  assert.match(await page.locator('.change .headline').innerText(), /^\d+ links? fails? meanwhile, whatever the order/);
  assert.match(await broken.first().innerText(), /→[^]*Phase \d, from step \d to step \d: [^]*What bridges it: each half gossips/);
  assert.equal(await page.getByRole('button', { name: 'Download all (.zip)' }).filter({ visible: true }).count(), 0);
  await page.locator('.track .leg.broken').first().click();
  await point(page).locator('.edge.failed').first().waitFor({ state: 'attached' });
  await page.getByRole('checkbox', { name: /^Make the files all the same/ }).check();
  await page.locator('.change').getByRole('button', { name: 'Download all (.zip)' }).waitFor();
  const into = await download(page, t);
  assert.ok(readdirSync(join(into, 'mimir-tls.change')).includes('CHANGE.md'));
});

test('from what was checked: taken over as a plan, and its change planned', async (t) => {
  const page = await open(t, scene, { fragment: '#2&view=check' });
  const into = await generated(t, '--http-auth', 'NoClientCert');
  const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
  await dropAll(page, files.map((path) => [path.slice(into.length - 'mimir-tls'.length), readFileSync(path, 'utf8')]));
  await checked(page);
  await page.getByRole('button', { name: 'Plan its change' }).click();
  await held(page);
  assert.match(page.url(), /view=change/);
  assert.equal(await page.getByRole('radio', { name: 'The plan of Make a plan' }).isChecked(), true);
  await page.getByText(/It says the same as the plan of what runs|otherwise than in what runs/).waitFor();
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  assert.ok((await planned(page)).length >= 7);
  await page.getByRole('button', { name: 'Check what you have' }).click();
  await page.getByRole('button', { name: 'Remove all' }).click();
  await paste(page, readFileSync(join(into, 'yaml/mimir.yaml'), 'utf8'));
  await page.getByText('To plan a change of it, bring a whole folder').waitFor();
});

test('what is wrong is said beside what it is about', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const into = await generated(t);
  await bring(page, into);
  await held(page);
  await page.getByRole('button', { name: 'Plan the change' }).click();
  await page.getByText('Nothing changes: what runs is what is wanted.').waitFor();
  // Without the CA's key, until it is given.
  const key = join(folder(t), 'root.key');
  writeFileSync(key, readFileSync(join(into, 'ca/root.key')));
  rmSync(join(into, 'ca/root.key'));
  await bring(page, into);
  await page.getByText('its key is not in the folder').waitFor();
  await page.getByRole('checkbox', { name: 'Make all certificates new' }).check();
  await page.getByRole('button', { name: 'Plan the change' }).click();
  const signer = page.getByRole('group', { name: 'Who signs' });
  await signer.getByRole('alert').filter({ hasText: 'the CA\'s key is not in the folder' }).waitFor();
  await signer.getByLabel(/^The CA's key, where it lies elsewhere/).setInputFiles(key);
  assert.equal((await planned(page)).length, 3);
  // A CA of one's own: both files, and the right key.
  await page.getByRole('radio', { name: 'A CA of your own' }).check();
  await page.getByRole('button', { name: 'Plan the change' }).click();
  await signer.getByRole('alert').filter({ hasText: 'Choose both files' }).waitFor();
  await signer.getByLabel('Certificate (.crt)').setInputFiles(join(into, 'certs/server.crt'));
  await signer.getByLabel('Key (.key)', { exact: true }).setInputFiles(key);
  await page.getByRole('button', { name: 'Plan the change' }).click();
  await signer.getByRole('alert').filter({ hasText: 'This CA cannot sign' }).waitFor();
  const other = await generated(t);
  await signer.getByLabel('Certificate (.crt)').setInputFiles(join(other, 'certs/root.crt'));
  await signer.getByLabel('Key (.key)', { exact: true }).setInputFiles(join(other, 'ca/root.key'));
  assert.equal((await planned(page)).length, 7);
  // A folder that does not hold.
  writeFileSync(join(into, 'certs/server.crt'), readFileSync(join(other, 'certs/server.crt')));
  await bring(page, into);
  await page.getByText('It does not hold as it stands').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Plan the change' }).isDisabled(), true);
});

test('RSA keys are made for a change, too', async (t) => {
  const page = await made(t, { ...small, 'certificates.algorithm': 'rsa-2048' });
  await takeOwn(page);
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  assert.equal((await planned(page)).length, 7);
});

test('what is brought is read in the worker alone, and nowhere kept', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const reads = await countsReads(page);
  const into = await generated(t);
  await bring(page, into);
  await held(page);
  await page.getByRole('radio', { name: 'A new CA, made here' }).check();
  await planned(page);
  assert.equal(await reads(), 0);
  assert.doesNotMatch(await page.content(), /PRIVATE KEY/);
  assert.equal(page.workers().length, 1);
  await page.reload();
  await page.getByText('Or drop it anywhere here.').waitFor();
});

test('what the worker lost is said, and another worker takes it again', async (t) => {
  const page = await made(t);
  await takeOwn(page);
  await page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error('crash'); }));
  await page.getByText('What ran is gone from the worker\'s memory').waitFor();
  assert.match(await notice(page), /worker/);
  await page.locator('.change .actions button:enabled').waitFor();
  await takeOwn(page);
});

test('by keyboard alone: the door, the question, the way', async (t) => {
  const page = await made(t);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id || '');
  const to = async (wanted, key = 'Tab') => {
    for (let tries = 0; tries < 80; tries += 1) {
      if (wanted.test(await focused())) return;
      await page.keyboard.press(key);
    }
    assert.fail(`no way to ${wanted} by keyboard`);
  };
  await to(/^Change$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Change a cluster that runs' }).waitFor();
  await to(/^What this tab made$/);
  await page.keyboard.press('Enter');
  await held(page);
  await to(/^change-ca-same$/);
  await page.keyboard.press('ArrowDown');
  await to(/^Plan the change$/);
  await page.keyboard.press('Enter');
  await page.locator('.track').waitFor();
  await to(/^Before$/);
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(), /^Phase 1/);
  await point(page).getByRole('heading', { name: 'Phase 1: trust the new CA beside the old one' }).waitFor();
  await page.keyboard.press('End');
  await point(page).getByRole('heading', { name: 'Behind the last phase' }).waitFor();
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(), /^Before$/);
});

for (const lang of ['en', 'de']) {
  test(`axe finds nothing, and nothing is wider than 360 px: ${lang}`, async (t) => {
    const page = await made(t, {}, { viewport: { width: 360, height: 740 } });
    await page.evaluate((lang) => (location.hash += `&lang=${lang}`), lang);
    await page.getByRole('button', { name: /^(Change|Ändern)$/ }).click();
    assert.deepEqual([await violations(page), await sideways(page)], [[], 0], 'empty');
    await takeOwn(page);
    await page.locator('#change-ca-new').check();
    await planned(page);
    for (const nth of [0, 1, 6]) {
      await page.locator('.track').getByRole('tab').nth(nth).click();
      assert.deepEqual([await violations(page), await sideways(page)], [[], 0], `point ${nth}`);
    }
    await page.locator('#change-ca-own').check();
    await page.locator('.question button').click();
    await page.locator('#change-plan-other').check();
    assert.deepEqual([await violations(page), await sideways(page)], [[], 0], 'errors');
  });
}

test('in German the page says all of it but the sheet', async (t) => {
  const page = await made(t, { ...small, 'surfaces.memberlist': 'false' });
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await takeOwn(page);
  await page.evaluate((fragment) => (location.hash = `${fragment}&view=change&lang=de`), fragmentOf(small));
  await page.locator('#change-plan-other').check();
  await page.locator('.question button').click();
  await page.locator('.breaks li').first().waitFor();
  await page.locator('.track').getByRole('tab').nth(1).click();
  const said = await page.locator('.change').evaluate((root) => {
    const copy = root.cloneNode(true);
    for (const english of copy.querySelectorAll('[lang="en"], code')) english.remove();
    return copy.textContent;
  });
  for (const word of ['Was läuft', 'Was gewünscht ist', 'Verbindungen scheitern zwischendurch', 'Was es überbrückt: jede Hälfte', 'mit den neuen Einstellungen der Clients laufen', 'Der Weg zurück', 'Was bewiesen ist']) {
    assert.ok(said.includes(word), `${word}\n${said}`);
  }
  assert.doesNotMatch(said, /\b(the|which|without|is not|restart)\b/);
});
