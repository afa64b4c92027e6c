// What cannot be is said beside its field, in the CLI's own words, and the last
// good files stay, marked as such.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, stage } from './browser.mjs';
import { cli } from './judges.mjs';
import { choose, chosen, drop, fileText, fragmentOf, green, notice, open, refusal, stale } from './tab.mjs';

const scene = stage();

// What the CLI says of a plan file with one wrong value, without its place in the file.
async function cliSays(t, key, value) {
  const path = join(folder(t), 'plan.yaml');
  const parts = key.split('.');
  const lines = parts.map((part, depth) => `${'  '.repeat(depth)}${part}:`);
  const scalar = /days|replicas/.test(key) ? value : JSON.stringify(value);
  writeFileSync(path, `version: 1\n${lines.join('\n')} ${scalar}\n`);
  const error = await cli('plan', '--plan', path).then(
    () => assert.fail(`the CLI takes ${key}: ${value}`),
    (error) => error.message,
  );
  return /error: plan\.yaml: line \d+, column \d+: (?:[\w.]+: )?(.*)/.exec(error.replaceAll(path, 'plan.yaml'))[1];
}

// The page draws as code what stands between backticks.
const shown = (text) => text.replaceAll('`', '');

const typed = {
  'cluster.namespace': ['Not A Name', '-mimir', 'a'.repeat(64)],
  'cluster.name': ['under_score'],
  'server_name': ['*.example.org', '10.0.0.1'],
  'cert_dir': ['certs', '/a/../b'],
  'certificates.leaf.days': ['0', '-1', 'two', '99999999999999999999'],
  'certificates.ca.subject': ['/CN', 'root', '/C=USA/CN=x'],
};
for (const [key, values] of Object.entries(typed)) {
  for (const value of values) {
    test(`${key}: ${value.slice(0, 24)} is refused as the CLI refuses it`, async (t) => {
      const expected = await cliSays(t, key, value);
      const page = await open(t, scene, { fragment: fragmentOf({ platform: 'kubernetes' }) });
      await green(page);
      const before = await fileText(page, 'yaml/querier.yaml');
      await choose(page, key, value);
      const said = await refusal(page, key);
      assert.ok(said.includes(shown(expected)), `the page: ${said}\nthe CLI: ${expected}`);
      await stale(page);
      assert.equal(await fileText(page, 'yaml/querier.yaml'), before);
    });
  }
}

const linked = {
  release: '9.9.9',
  mode: 'microservice',
  'certificates.algorithm': 'p256',
  'certificates.profile': 'spilt',
  'policy.http': 'RequiredAndVerifyClientCert',
  'policy.min_version': '1.2',
};
for (const [key, value] of Object.entries(linked)) {
  test(`a link with ${key}=${value} says what is wrong with it`, async (t) => {
    const expected = await cliSays(t, key, value);
    const page = await open(t, scene, { fragment: fragmentOf({ [key]: value }) });
    const said = await refusal(page, key);
    assert.ok(said.includes(shown(expected)), `the page: ${said}\nthe CLI: ${expected}`);
  });
}

test('fixed, a field is silent again and the files are fresh', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ platform: 'kubernetes' }) });
  await choose(page, 'cluster.namespace', 'Not A Name');
  await refusal(page, 'cluster.namespace');
  await choose(page, 'cluster.namespace', 'metrics');
  await green(page);
  assert.match(await fileText(page, 'yaml/querier.yaml'), /mimir\.metrics\.svc/);
});

for (const pem of ['-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----', '-----BEGIN PRIVATE KEY----- MIIE']) {
  test(`${pem.slice(5, 24)} pasted as a name is refused and not kept`, async (t) => {
    const page = await open(t, scene, { fragment: fragmentOf({ platform: 'kubernetes' }) });
    await choose(page, 'cluster.namespace', pem);
    assert.match(await refusal(page, 'cluster.namespace'), /certificate or a key/);
    assert.doesNotMatch(decodeURIComponent(page.url()), /BEGIN|MII/);
  });
}

test('a dropped file of 200 MB is refused unread', async (t) => {
  const page = await open(t, scene);
  const began = Date.now();
  await drop(page, 'plan.yaml', 'version: 1\n'.padEnd(1 << 20, '#'), 200);
  assert.match(await notice(page), /large|MB/i);
  assert.ok(Date.now() - began < 20_000);
});

for (const [what, text] of Object.entries({
  'a binary file': '\u0000\u0001\u007fELF\u0002\ufffd',
  'a file of another kind': '<html></html>',
  'a plan of the future': 'version: 2\n',
  'a plan with a key that nobody knows': 'version: 1\nflavour: new\n',
  'a private key': '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n',
})) {
  test(`${what} dropped as a plan is refused in words, and the plan stays`, async (t) => {
    const page = await open(t, scene, { fragment: fragmentOf({ mode: 'monolithic' }) });
    await drop(page, 'plan.yaml', text);
    assert.match(await notice(page), /\w{3}/);
    assert.equal(await chosen(page, 'mode'), 'monolithic');
  });
}

test('a plan of 10,000 components is bounded, and that is said', async (t) => {
  const page = await open(t, scene);
  const names = Array.from({ length: 10_000 }, (_, i) => `  ingester-${i}: {replicas: 3}`);
  await drop(page, 'plan.yaml', `version: 1\ncomponents:\n${names.join('\n')}\n`);
  assert.match(await notice(page), /\w{3}/);
  await green(page);
});

test('replicas beyond all bounds are refused at their field', async (t) => {
  const page = await open(t, scene, { fragment: fragmentOf({ 'components.ingester.replicas': '10000000' }) });
  assert.match(await refusal(page, 'components.ingester.replicas'), /\d/);
});
