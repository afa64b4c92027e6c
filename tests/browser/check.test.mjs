// The second door: what people have is read in the tab, what is wrong with it
// stands beside it, and a plan can be made of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './browser.mjs';
import { checked, chosen, drawnNodes, drop, finding, fileText, green, notice, open, paste } from './tab.mjs';

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

// The lines of a file with a remark, as `number: first words of the remark`.
const remarks = (page) =>
  page.locator('.paper .line').filter({ has: page.locator('.note') }).evaluateAll((lines) =>
    lines.map((line) => `${line.querySelector('.number').textContent}: ${line.querySelector('.note b').textContent}`),
  );

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
  await found.getByRole('button', { name: at }).click();
  await page.locator('#marked-line').filter({ hasText: half.split('\n')[line - 1].trim() }).waitFor();
});

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
  await page.getByRole('button', { name: 'Take it over as a plan' }).click();
  assert.match(await notice(page), /was read/);
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
  await page.getByRole('list', { name: 'Text of one.yaml' }).waitFor();
  await page.getByRole('button', { name: 'Remove two.log' }).click();
  await checked(page);
  assert.equal(await sheets.count(), 1);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await page.getByText('Drop the files anywhere here.').waitFor();
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
  await page.getByRole('button', { name: 'Try an example' }).click();
  await checked(page);
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
  await paste(page, log);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await finding(page, 'MT103').filter({ hasText: 'hat TLS-Dateien, ist aber nicht eingeschaltet' }).waitFor();
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
  assert.match(await page.locator('.counts').innerText(), /mimir: passed over; it is no text$/);
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
  await page.getByText('Drop the files anywhere here.').waitFor();
  assert.doesNotMatch(await page.content(), /secret-place/);
});
