// Download all: the archive is the folder that the CLI writes, and the
// strangers who judge the CLI's folder judge it too.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, lacking, program, stage } from './browser.mjs';
import { cli, entries, go, mimir, mimirBin, openssl, unpack, zlint } from './judges.mjs';
import { fileTab, fragmentOf, green, open, saveAll } from './tab.mjs';

const scene = stage();

// Opens the page with a plan, downloads all and unpacks it: `into/mimir-tls`.
async function downloaded(t, plan = {}, into = folder(t)) {
  const page = await open(t, scene, { fragment: fragmentOf(plan) });
  await green(page);
  const archive = join(into, 'all.zip');
  await saveAll(page, archive);
  await unpack(archive, into);
  return { archive, page, unpacked: join(into, 'mimir-tls') };
}

// A folder whose files name its certificates where they are.
function inPlace(t, plan = {}) {
  const into = folder(t);
  return downloaded(t, { ...plan, cert_dir: join(into, 'mimir-tls/certs') }, into);
}

const tree = (path) =>
  readdirSync(path, { recursive: true })
    .map((name) => [name, (statSync(join(path, name)).mode & 0o777).toString(8)])
    .sort(([one], [other]) => (one < other ? -1 : 1));

const configuration = (path) =>
  readdirSync(path, { recursive: true }).filter((name) => /^(flags|yaml|compose)\/|^helm\/(README.md|values.yaml)$|^(README.md|plan.yaml)$/.test(name)).sort();

// The README says when the certificates end, to the second.
const text = (path) => readFileSync(path, 'utf8').replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'then');

async function sameAsCli(t, plan) {
  const { unpacked } = await downloaded(t, plan);
  const byCli = join(folder(t), 'mimir-tls');
  await cli('generate', '--quiet', '--plan', join(unpacked, 'plan.yaml'), '--out', byCli);
  assert.deepEqual(tree(unpacked), tree(byCli));
  const files = configuration(byCli);
  assert.ok(files.length > 3);
  for (const name of files) {
    assert.equal(text(join(unpacked, name)), text(join(byCli, name)), name);
  }
}

const plans = {
  'the default': {},
  'strict HTTP': { 'policy.http': 'RequireAndVerifyClientCert' },
  'the chart': { platform: 'helm', 'cluster.name': 'prod' },
  'containers': { platform: 'compose' },
  'another namespace': { 'cluster.namespace': 'observability', 'cluster.domain': 'example.internal' },
  'read-write of 2.17': { release: '2.17', mode: 'read-write' },
  'the monolith of 2.0': { release: '2.0', mode: 'monolithic' },
  'a certificate a component': { 'certificates.profile': 'per-component' },
  'Ed25519, with names beside': { 'certificates.algorithm': 'ed25519', 'certificates.dns': '*.example.org', 'certificates.ips': '192.0.2.7' },
  'with Kafka, etcd and caches': {
    'surfaces.kafka': 'broker.example.com:9093',
    'surfaces.etcd-ingester-ring': 'true',
    'surfaces.memcached-chunks-cache': 'true',
  },
};
for (const [name, plan] of Object.entries(plans)) {
  test(`tree, modes and configuration are the CLI's: ${name}`, (t) => sameAsCli(t, plan));
}

test('what is ticked goes into the archive', async (t) => {
  const page = await open(t, scene);
  await green(page);
  await fileTab(page, /systemd/).click();
  await page.getByRole('checkbox', { name: /^systemd/ }).check();
  await page.locator('.more summary').click();
  await page.getByRole('checkbox', { name: /^docs/ }).check();
  await fileTab(page, /^Documentation/).waitFor();
  await green(page);
  const into = folder(t);
  await saveAll(page, join(into, 'all.zip'));
  await unpack(join(into, 'all.zip'), into);
  const made = readdirSync(join(into, 'mimir-tls'));
  for (const target of ['flags', 'yaml', 'systemd', 'docs']) assert.ok(made.includes(target), target);
  // The address says it too, and says nothing of what a plan has by itself.
  assert.match(page.url(), /[&#]targets=[^&]*systemd/);
  const ticked = page.getByRole('region', { name: 'Files' });
  await ticked.getByRole('checkbox', { name: /^docs/ }).uncheck();
  await ticked.getByRole('checkbox', { name: /^systemd/ }).uncheck();
  await green(page);
  assert.doesNotMatch(page.url(), /targets=/);
});

test('keys are private, all else can be read, and every time is the same', async (t) => {
  const { archive } = await downloaded(t);
  const listed = [...(await entries(archive))];
  assert.ok(listed.length > 25, `${listed.length} entries`);
  for (const [path, { mode, time }] of listed) {
    const wanted = path.endsWith('.key') ? '-rw-------' : /(certs|ca)\/$/.test(path) ? 'drwx------' : path.endsWith('/') ? 'drwxr-xr-x' : '-rw-r--r--';
    assert.equal(mode, wanted, path);
    assert.equal(time, '19800101.000000', path);
  }
});

test('the same keys give the same archive', async (t) => {
  const { archive, page } = await downloaded(t);
  const again = join(folder(t), 'again.zip');
  await saveAll(page, again);
  assert.ok(readFileSync(archive).equals(readFileSync(again)));
});

test('two tabs have nothing secret in common', async (t) => {
  const keys = async () => readFileSync(join((await downloaded(t)).unpacked, 'ca/root.key'), 'utf8');
  assert.notEqual(await keys(), await keys());
});

for (const algorithm of ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-2048', 'rsa-3072', 'rsa-4096']) {
  test(`OpenSSL accepts ${algorithm}`, async (t) => {
    const { unpacked } = await downloaded(t, { 'certificates.algorithm': algorithm });
    await openssl(unpacked);
  });
}

test('zlint has no more to say than about the CLI', async (t) => {
  if (!program('go')) return lacking(t, 'go');
  const { unpacked } = await downloaded(t);
  assert.deepEqual(await zlint(unpacked), []);
});

test('Go shakes hands with everybody in it, under every policy', async (t) => {
  if (!program('go')) return lacking(t, 'go');
  await go((await inPlace(t)).unpacked);
});

test('Go shakes hands with RSA keys of WebCrypto', async (t) => {
  if (!program('go')) return lacking(t, 'go');
  await go((await inPlace(t, { 'certificates.algorithm': 'rsa-2048' })).unpacked);
});

test('Mimir itself parses every file, and runs as a cluster', async (t) => {
  if (!program('go') || !mimirBin()) return lacking(t, 'a Mimir (tests/run mimir)');
  await mimir((await inPlace(t)).unpacked);
});

test('the CLI proves the folder anew', async (t) => {
  const { unpacked } = await downloaded(t);
  const proof = JSON.parse(await cli('prove', '--format', 'json', unpacked));
  assert.ok(JSON.stringify(proof).includes('accepted'));
});

test('the certificates say what the CLI\'s say', async (t) => {
  const { unpacked } = await downloaded(t);
  const byCli = join(folder(t), 'mimir-tls');
  await cli('generate', '--quiet', '--plan', join(unpacked, 'plan.yaml'), '--out', byCli);
  for (const name of ['root', 'server', 'client']) {
    const words = async (path) => said(await cli('inspect', '--format', 'json', join(path, `certs/${name}.crt`)));
    assert.deepEqual(await words(unpacked), await words(byCli), name);
  }
});

// A report without what is new in every certificate.
function said(report) {
  const fresh = /serial|not_?before|not_?after|since|until|fingerprint|key_id|identifier|sha|file|path|spki|der|pem|days|expires/i;
  const root = /(?<=root \S+ )[0-9a-f]{8}/;
  const kept = (value) => (typeof value === 'string' ? value.replace(root, 'ID') : value);
  return JSON.parse(report, (key, value) => (fresh.test(key) ? undefined : kept(value)));
}
