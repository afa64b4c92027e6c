// The second door: what people have is read in the tab, what is wrong with it
// stands beside it, and a plan can be made of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, stage } from './browser.mjs';
import { unpack } from './judges.mjs';
import {
  addFile, checked, chosen, drawnNodes, drop, editor, example, fileText, finding, green, notice, open, paste, pasteByKey, violations,
} from './tab.mjs';

const scene = stage();

const door = '#2&view=check';

const half = `server:
  grpc_tls_config:
    cert_file: /tls/server.crt
    key_file: /tls/server.key
    client_ca_file: /tls/root.crt
    client_auth_type: RequireAndVerifyClientCert
ingester_client:
  grpc_client_config:
    tls_cert_path: /tls/client.crt
    tls_key_path: /tls/client.key
    tls_ca_path: /tls/root.crt
`;

const log = 'ts=2026-01-01T00:00:00Z caller=log.go level=error msg="error running application" err="error generating grpc tls config: invalid ClientAuth: RequiredAndVerifyClientCert"';

// The lines of a text that are marked, as `number: first words of the remark`.
const remarks = (page) =>
  page.locator('.editor .marked').evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label').replace(/^Line (\d+): (\w+ \w+):.*/, '$1: $2')));

// On which line the caret is.
const caret = (page) => editor(page).evaluate((area) => area.value.slice(0, area.selectionStart).split('\n').length);

const switched = half.replace('    tls_cert_path', '    tls_enabled: true\n    tls_cert_path');

test('it opens by a button, by its address, and closes again', async (t) => {
  const page = await open(t, scene);
  await green(page);
  await page.getByRole('button', { name: 'Check what you have' }).click();
  await page.getByRole('heading', { name: 'Check what you have' }).waitFor();
  assert.match(page.url(), /#2&view=check$/);
  assert.equal(await page.getByRole('region', { name: 'Plan', exact: true }).count(), 0);
  await page.goBack();
  await page.getByRole('region', { name: 'Plan', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Make a plan' }).and(page.locator('[aria-current="page"]')).waitFor();
});

test('YAML that is pasted: each finding stands beside its line, and is led to', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half);
  assert.match(await page.locator('.counts').innerText(), /^[1-9]\d* errors, /);
  const found = finding(page, 'MT103');
  assert.match(await found.innerText(), /^error\s+MT103\s+pasted, line \d+/);
  assert.match(await found.innerText(), /Why\s+without the switch/);
  assert.match(await found.locator('.diff').innerText(), /^\+ +tls_enabled: true$/m);
  const at = await found.getByRole('button', { name: /^Go to pasted, line \d+$/ }).getAttribute('aria-label');
  const line = /line (\d+)$/.exec(at)[1];
  assert.ok((await remarks(page)).includes(`${line}: error MT103`), (await remarks(page)).join('\n'));
  assert.match(await page.locator('.under .row[data-severity="error"]').first().textContent(), /error MT\d+: /);
  await found.getByRole('button', { name: at }).click();
  assert.equal(await caret(page), Number(line));
  await page.locator('.here li').filter({ hasText: 'MT103' }).waitFor();
});

test('what is typed is checked by itself, and nothing of it is lost', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await editor(page).pressSequentially('server:\n  log_level: info\n', { delay: 5 });
  assert.equal(await editor(page).inputValue(), 'server:\n  log_level: info\n');
  await paste(page, half);
  await finding(page, 'MT103').waitFor();
  await editor(page).press('Control+Home');
  await page.keyboard.insertText('# first\n');
  // The marks go with their lines, before the answer and behind it.
  const mark = page.locator('.editor .marked[aria-label*="MT103"]');
  const [, line] = /^Line (\d+): error MT103/.exec(await mark.getAttribute('aria-label'));
  assert.match((await editor(page).inputValue()).split('\n')[line - 1], /tls_cert_path/);
  await checked(page);
  assert.match(await mark.getAttribute('aria-label'), new RegExp(`^Line ${line}: error MT103`));
  assert.equal(await editor(page).inputValue(), `# first\n${half}`);
  await paste(page, switched);
  await finding(page, 'MT103').waitFor({ state: 'detached' });
  await editor(page).fill('');
  await page.locator('.drop').waitFor();
});

test('one finding is fixed as the command line fixes it, and undone by key and by button', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'mimir.yaml', half);
  const fix = finding(page, 'MT103').getByRole('button', { name: /^Fix this: MT103 in mimir\.yaml/ });
  await fix.click();
  await page.getByText('1 finding fixed.').waitFor();
  await finding(page, 'MT103').waitFor({ state: 'detached' });
  await checked(page);
  const fixed = await editor(page).inputValue();
  assert.match(fixed, /ingester_client:\n {2}grpc_client_config:\n {4}tls_enabled: true\n/);
  await page.getByText('What was changed in mimir.yaml').click();
  assert.match(await page.locator('.fold .diff').innerText(), /^\+ +tls_enabled: true$/m);
  await page.getByRole('button', { name: 'Copy mimir.yaml' }).click();
  await page.locator('.tools .copy').filter({ hasText: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), fixed);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download mimir.yaml' }).click();
  const saved = await download;
  assert.equal(saved.suggestedFilename(), 'mimir.yaml');
  assert.equal(readFileSync(await saved.path(), 'utf8'), fixed);
  await editor(page).press('Control+z');
  await finding(page, 'MT103').waitFor();
  assert.equal(await editor(page).inputValue(), half);
  await checked(page);
  await fix.click();
  await finding(page, 'MT103').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Take the fix back' }).click();
  await finding(page, 'MT103').waitFor();
  assert.equal(await editor(page).inputValue(), half);
});

test('all safe fixes are made at once in every file, and given as one archive', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const client = (target) => `target: ${target}\ningester_client:\n  grpc_client_config:\n    tls_ca_path: /tls/root.crt\n`;
  await drop(page, 'querier.yaml', client('querier'));
  await drop(page, 'ruler.yaml', client('ruler').replaceAll('\n', '\r\n'));
  await checked(page);
  await page.getByRole('button', { name: /^Fix all safe ones \(\d+\)$/ }).click();
  await page.locator('.done').filter({ hasText: 'fixed.' }).waitFor();
  await checked(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the 2 changed files (.zip)' }).click();
  const into = folder(t);
  await (await download).saveAs(join(into, 'fixed.zip'));
  await unpack(join(into, 'fixed.zip'), into);
  const text = (name) => readFileSync(join(into, 'mimir-tls-fixed', name), 'utf8');
  assert.match(text('querier.yaml'), /tls_enabled: true\n/);
  // Lines end as they did when the file came.
  assert.match(text('ruler.yaml'), /tls_enabled: true\r\n/);
  assert.doesNotMatch(text('ruler.yaml'), /[^\r]\n/);
});

test('what is pasted again takes the place of what was, and is added where that is wanted', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await pasteByKey(page, half);
  await finding(page, 'MT103').waitFor();
  await pasteByKey(page, switched);
  assert.equal(await editor(page).inputValue(), switched);
  await finding(page, 'MT103').waitFor({ state: 'detached' });
  await page.getByText('What you pasted took the place').waitFor();
  await editor(page).press('Control+z');
  assert.equal(await editor(page).inputValue(), half);
  assert.equal(await page.locator('.sheets li').count(), 1);
  await addFile(page);
  await pasteByKey(page, log);
  assert.equal(await page.locator('.sheets li').count(), 2);
});

test('an archive is opened, no key leaves it, and one without end is refused in words', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const secret = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg';
  const from = folder(t);
  mkdirSync(join(from, 'tls'));
  writeFileSync(join(from, 'mimir.yaml'), half);
  writeFileSync(join(from, 'tls/server.key'), `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`);
  for (const [name, program, ...how] of [['cluster.tar.gz', 'tar', '-czf'], ['cluster.tar', 'tar', '-cf'], ['cluster.zip', 'zip', '-qr']]) {
    execFileSync(program, [...how, join(from, name), 'mimir.yaml', 'tls'], { cwd: from });
    await drop(page, name, readFileSync(join(from, name)));
    await page.locator('.sheets b').filter({ hasText: `${name}/mimir.yaml` }).waitFor();
    await checked(page);
    await finding(page, 'MT103').first().waitFor();
    await page.locator('.passed').filter({ hasText: `${name}/tls/server.key: a private key is in it` }).waitFor();
    assert.ok(!(await page.content()).includes(secret));
    await page.getByRole('button', { name: 'Remove all' }).click();
  }
  // A bomb: a thousand times as large unpacked.
  writeFileSync(join(from, 'zeros'), Buffer.alloc(64 << 20));
  execFileSync('gzip', ['-9', 'zeros'], { cwd: from });
  await drop(page, 'zeros.gz', readFileSync(join(from, 'zeros.gz')));
  await page.locator('.passed').filter({ hasText: 'it unpacks to more than' }).waitFor();
});

test('by keyboard alone: typed, gone to, fixed', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await editor(page).focus();
  await page.keyboard.insertText(half);
  await checked(page);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('F8');
  const first = await caret(page);
  await page.keyboard.press('F8');
  assert.ok((await caret(page)) > first);
  await page.keyboard.press('Shift+F8');
  assert.equal(await caret(page), first);
  for (let i = 0; i < 20 && !(await page.locator('.here li button').count()); i += 1) await page.keyboard.press('F8');
  // Tab leaves the field, as everywhere.
  for (let i = 0; i < 8; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.matches('.here li button'))) break;
  }
  assert.match(await page.evaluate(() => document.activeElement.ariaLabel), /^Fix this: MT\d+ in pasted, line \d+$/);
  await page.keyboard.press('Enter');
  await page.getByText('1 finding fixed.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
});

test('in twenty thousand lines one types as in ten', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const lines = Array.from({ length: 20_000 }, (_, at) => `# line ${at}\n`).join('');
  await drop(page, 'mimir.yaml', half + lines);
  await checked(page);
  assert.ok((await page.locator('.editor .gutter .row').count()) < 400);
  await editor(page).press('Control+Home');
  const median = await page.evaluate(async () => {
    const times = [];
    for (let i = 0; i < 21; i += 1) {
      const begun = performance.now();
      document.execCommand('insertText', false, 'x');
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[10];
  });
  assert.ok(median < 250, `${median} ms`);
  await editor(page).press('Control+End');
  await page.locator('.gutter .row').filter({ hasText: /^20010$/ }).waitFor();
});

for (const [what, options, lang] of [
  ['wide', {}, 'en'],
  ['at 360 px, dark and German', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }, 'de'],
]) {
  test(`axe finds nothing in the editor, ${what}`, async (t) => {
    const page = await open(t, scene, { ...options, fragment: `${door}&lang=${lang}` });
    assert.deepEqual(await violations(page), []);
    for (let nth = 0; nth < 4; nth += 1) {
      await example(page, nth);
      await page.locator('.editor .marked').first().click();
      await page.locator('.here li').first().waitFor();
      assert.deepEqual(await violations(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.locator('.sheets .actions button').last().click();
      await page.locator('.drop').waitFor();
    }
  });
}

test('flags are read as YAML is', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, '-ingester.client.tls-enabled=true\n-ingester.client.tls-cert-path=/tls/client.crt\n-ingester.client.tls-ca-path=/tls/root.crt\n');
  await finding(page, 'MT105').waitFor();
});

test('the cluster that was seen is drawn, with the links that fail', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half);
  await page.getByRole('heading', { name: 'The cluster that was seen' }).waitFor();
  assert.match(await page.locator('.counts').innerText(), /\d+ links accepted, [1-9]\d* failed/);
  const failing = (await drawnNodes(page)).filter((name) => /: \d+ failed/.test(name));
  assert.ok(failing.some((name) => name.startsWith('ingester: ')), failing.join('\n'));
  const broken = page.getByRole('table').getByRole('row').filter({ hasText: 'failed' });
  assert.ok((await broken.count()) > 0);
  await broken.first().getByRole('button').click();
  const told = await page.locator('.details:visible').innerText();
  assert.match(told, /What Mimir logs/);
  assert.match(told, /error reading server preface|first record does not look like a TLS handshake/);
});

test('one click takes it over as a plan that holds', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half.replaceAll('/tls/', '/etc/other/'));
  await page.getByText('The plan at the first door is untouched; it gives way.').waitFor();
  await page.getByRole('button', { name: 'Take it over as a plan' }).click();
  assert.match(await notice(page), /What you checked is the plan now/);
  const taken = page.url();
  await page.getByRole('button', { name: 'Put the plan before back' }).click();
  await green(page);
  assert.equal(page.url().replace(/#2$/, ''), `${scene.site.origin}/`);
  await page.goBack();
  await green(page);
  assert.equal(page.url(), taken);
  await green(page);
  assert.doesNotMatch(page.url(), /view=check/);
  assert.equal(await chosen(page, 'policy.grpc'), 'RequireAndVerifyClientCert');
  assert.match(await fileText(page, 'yaml/querier.yaml'), /tls_enabled: true/);
});

test('a line of a log is explained, on the links that it speaks of', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, `${log}\n`.repeat(3));
  await page.getByRole('heading', { name: 'Known errors in the text' }).waitFor();
  const said = await page.locator('.finding').first().innerText();
  assert.match(said, /3 ×, first in line 1/);
  assert.equal(await page.locator('.counts').innerText(), '1 known error');
  await page.locator('.editor .marked[aria-label^="Line 1: "]').waitFor();
  assert.match(said, /the word for client authentication is none that Mimir knows/);
  assert.match(said, /Cause\s+a slip/);
  assert.match(said, /Fix\s+/);
});

test('what is fixed is no longer found', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'mimir.yaml', half);
  await finding(page, 'MT103').waitFor();
  await drop(page, 'mimir.yaml', half.replace('tls_cert_path', 'tls_enabled: true\n    tls_cert_path'));
  await finding(page, 'MT103').waitFor({ state: 'detached' });
  await checked(page);
  assert.equal(await page.locator('.sheets li').count(), 1);
});

test('files that are dropped lie beside each other, and go again', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'one.yaml', half);
  await drop(page, 'two.log', log);
  await checked(page);
  const sheets = page.locator('.sheets').getByRole('listitem');
  assert.deepEqual(await sheets.getByRole('button').locator('b').allInnerTexts(), ['one.yaml', 'two.log']);
  await sheets.getByRole('button', { name: /^one\.yaml/ }).click();
  await page.getByRole('textbox', { name: 'Text of one.yaml' }).waitFor();
  await page.getByRole('button', { name: 'Remove two.log' }).click();
  await checked(page);
  assert.equal(await sheets.count(), 1);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await page.getByText('Drop files or an archive here').waitFor();
  assert.equal(await page.locator('.finding').count(), 0);
});

test('wherever it is dropped at this door, it is checked and no plan', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'mimir.yaml', half, 1, page.getByRole('banner'));
  await finding(page, 'MT103').waitFor();
  assert.equal(await page.locator('.messages .notice').count(), 0);
});

test('the example finds the mistakes that are made most', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await example(page);
  assert.ok((await page.locator('.finding').count()) >= 5);
  assert.deepEqual(await remarks(page).then((all) => all.length > 3), true);
});

test('another release finds other things', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half);
  const seen = () => page.locator('.counts').innerText();
  const newest = await seen();
  await page.getByRole('combobox', { name: 'Mimir release' }).last().selectOption('2.0.0');
  await page.getByText(/Mimir 2\.0\.0/).last().waitFor();
  assert.notEqual(await seen(), newest);
});

test('findings and known errors are said in German too, at once', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half);
  await addFile(page);
  await paste(page, log);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await finding(page, 'MT103').filter({ hasText: 'hat TLS-Einstellungen, ist aber nicht eingeschaltet' }).waitFor();
  await checked(page);
  const said = await page.getByRole('region', { name: 'Befunde' }).innerText();
  for (const word of ['Fehler', 'Warum', 'Abhilfe', 'Bekannte Fehler im Text', 'Ursache', 'Der Cluster, der zu sehen war']) assert.ok(said.includes(word), word);
  assert.doesNotMatch(said, /\b(the|has|without|set|is not)\b/);
});

test('a private key is taken in, and not shown', async (t) => {
  const page = await open(t, scene, { fragment: door });
  const secret = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg';
  await drop(page, 'server.key', `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`);
  await checked(page);
  assert.match(await page.getByRole('list', { name: 'Text of server.key' }).innerText(), /a line of a private key, not shown/);
  assert.ok(!(await page.content()).includes(secret));
});

test('a binary file is refused in words, and what else lies there is checked', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'mimir.yaml', half);
  await drop(page, 'mimir', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe, 0, 0]));
  await checked(page);
  await page.getByText('This file is no text').waitFor();
  assert.match(await page.locator('.counts').innerText(), /mimir: passed over; it is no text$/m);
  await finding(page, 'MT103').waitFor();
});

test('a file of 200 MB is refused unread, with the command that takes it', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await drop(page, 'mimir.log', 'x'.repeat(1 << 20), 200);
  const said = page.getByRole('alert').filter({ hasText: 'mimir.log was not taken in: it has 209 MB' });
  assert.match(await said.innerText(), /mimir-tls explain for logs/);
  assert.equal(await page.locator('.sheets li').count(), 0);
});

test('text of nothing is said to be nothing', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, 'Lorem ipsum dolor sit amet.');
  await page.getByText('Nothing of Mimir was recognised in these files.').waitFor();
});

test('what is checked is nowhere kept', async (t) => {
  const page = await open(t, scene, { fragment: door });
  await paste(page, half.replaceAll('/tls/', '/secret-place/'));
  assert.doesNotMatch(decodeURIComponent(page.url()), /secret-place/);
  await page.reload();
  await page.getByText('Drop files or an archive here').waitFor();
  assert.doesNotMatch(await page.content(), /secret-place/);
});
