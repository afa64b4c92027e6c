// Who signs: a CA that others keep, by requests; a passphrase on its key, or on one's own.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, stage } from './browser.mjs';
import { cli, entries, openssl, run, unpack } from './judges.mjs';
import { bringCa, countsReads, drop, fragmentOf, green, notice, open, saveAll, violations } from './tab.mjs';

const scene = stage();

const small = fragmentOf({ mode: 'monolithic' });
const passphrase = 'open sesame, ünd "more"';

async function made(t, fragment = small, options = {}) {
  const page = await open(t, scene, { fragment, ...options });
  await green(page);
  return page;
}

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const signer = (page) => page.getByRole('group', { name: /^(Who signs the certificates|Wer signiert die Zertifikate)\?$/ });
const others = (page) => signer(page).getByRole('radio', { name: /^(A CA that others keep|Eine CA, die andere führen)$/ });
const complaint = (page) => signer(page).getByRole('alert').filter({ hasText: /\w/ });
const works = (page) => signer(page).getByText(/^(All \d+ links work with their certificates|Alle \d+ Verbindungen stehen mit ihren Zertifikaten)$/).waitFor();
const bring = (page, paths) => signer(page).getByLabel(/^(Choose files|Dateien wählen)$/).setInputFiles(paths);

async function saved(page, t, button, name) {
  const into = folder(t);
  const download = page.waitForEvent('download');
  await button.click();
  const file = await download;
  assert.equal(file.suggestedFilename(), name);
  await file.saveAs(join(into, name));
  await unpack(join(into, name), into);
  return into;
}

async function requested(page, t) {
  await others(page).check();
  const button = signer(page).getByRole('button', { name: 'Download requests (.zip)' });
  return saved(page, t, button, 'mimir-tls-requests.zip');
}

const completed = (page, t) =>
  saved(page, t, signer(page).getByRole('button', { name: 'Download the folder (.zip)' }), 'mimir-tls.zip');

// A company: a root, and an intermediate that `openssl ca` signs with, by a policy that drops what it does not know.
async function company(t) {
  const at = folder(t);
  const path = (name) => join(at, name);
  const made = async (name, subject, more) => {
    await run('openssl', ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject, '-keyout', path(`${name}.key`), '-out', path(`${name}.out`), ...more]);
  };
  const ca = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  await made('root', '/O=Company/CN=Company Root', ['-x509', '-days', '3000', ...ca]);
  await made('issuing', '/O=Company/CN=Company Issuing CA', ca);
  await run('openssl', ['x509', '-req', '-in', path('issuing.out'), '-CA', path('root.out'), '-CAkey', path('root.key'), '-days', '1500', '-copy_extensions', 'copy', '-out', path('issuing.crt')]);
  mkdirSync(path('new'));
  writeFileSync(path('index'), '');
  writeFileSync(path('ca.conf'), [
    '[ca]', 'default_ca = own', '[own]', `database = ${path('index')}`, `new_certs_dir = ${path('new')}`, 'rand_serial = yes', 'default_md = sha256',
    'unique_subject = no', 'policy = any', 'copy_extensions = copy', `certificate = ${path('issuing.crt')}`, `private_key = ${path('issuing.key')}`,
    '[any]', 'organizationName = optional', 'commonName = optional', '',
  ].join('\n'));
  return {
    root: path('root.out'),
    issuing: path('issuing.crt'),
    sign: async (request, name, ...more) => {
      await run('openssl', ['ca', '-config', path('ca.conf'), '-batch', '-notext', '-in', request, '-out', path(name), '-days', '90', ...more]);
      return path(name);
    },
    path,
  };
}

test('requests are signed by a company with OpenSSL, and what comes back makes a folder that holds', async (t) => {
  const page = await made(t);
  const asked = await requested(page, t);
  const at = join(asked, 'mimir-tls');
  const names = readdirSync(at, { recursive: true });
  assert.ok(!names.some((name) => name.endsWith('.crt') || name.endsWith('root.key')), names.join());
  assert.match(readFileSync(join(at, 'requests/README.md'), 'utf8'), /^# Certificates for Mimir/);
  for (const [path, { mode }] of await entries(join(asked, 'mimir-tls-requests.zip'))) {
    assert.equal(mode === '-rw-------', path.endsWith('.key'), `${path} ${mode}`);
  }
  // The other button, which is in sight wherever one is, gives the same.
  const same = await saved(page, t, page.locator('.verdict').getByRole('button', { name: 'Download requests (.zip)' }), 'mimir-tls-requests.zip');
  const server = 'mimir-tls/requests/server.csr';
  const key = (at) => run('openssl', ['req', '-noout', '-pubkey', '-in', join(at, server)]);
  assert.equal(await key(same), await key(asked));

  const ca = await company(t);
  const [one, other] = [await ca.sign(join(asked, server), 'a.pem'), await ca.sign(join(at, 'requests/client.csr'), 'b.pem')];
  // In any order, in several forms: DER, and the chain as PKCS#7. The keys are in the tab.
  await run('openssl', ['x509', '-in', one, '-outform', 'DER', '-out', ca.path('one.cer')]);
  await run('openssl', ['crl2pkcs7', '-nocrl', '-certfile', other, '-certfile', ca.issuing, '-certfile', ca.root, '-out', ca.path('rest.p7b')]);
  await bring(page, ca.path('one.cer'));
  assert.match(await complaint(page).innerText(), /With these it would not work: certs\/server\.crt: /);
  await bring(page, ca.path('rest.p7b'));
  await works(page);
  const said = await signer(page).innerText();
  assert.match(said, /Not as it was asked for\s+certs\/server\.crt ends on \d{4}-\d\d-\d\d, \d+ days earlier than was asked for/);
  const sha256 = await run('openssl', ['x509', '-noout', '-fingerprint', '-sha256', '-in', ca.root]);
  assert.ok(said.includes(sha256.trim().split('=')[1].replaceAll(':', '').toLowerCase()), said);
  const into = join(await completed(page, t), 'mimir-tls');
  await cli('prove', into);
  await openssl(into);
  assert.equal(readFileSync(join(into, 'certs/server.key'), 'utf8'), readFileSync(join(at, 'certs/server.key'), 'utf8'));
  assert.equal((readFileSync(join(into, 'certs/server.crt'), 'utf8').match(/BEGIN/g) ?? []).length, 2);
});

test('in another tab the folder of the requests comes with what came back, as archives, dropped', async (t) => {
  const first = await made(t);
  const asked = await requested(first, t);
  const ca = await company(t);
  const reply = folder(t);
  for (const name of ['server', 'client']) {
    writeFileSync(join(reply, `${name}-signed`), readFileSync(await ca.sign(join(asked, `mimir-tls/requests/${name}.csr`), name)));
  }
  writeFileSync(join(reply, 'chain'), Buffer.concat([readFileSync(ca.root), readFileSync(ca.issuing)]));
  writeFileSync(join(reply, 'letter.txt'), 'With kind regards');
  await run('tar', ['czf', ca.path('reply.tgz'), '.'], { cwd: reply });
  // Another plan is typed here: that of the requests counts.
  const page = await made(t, '#2');
  await others(page).check();
  await drop(page, 'reply.tgz', readFileSync(ca.path('reply.tgz')));
  assert.match(await complaint(page).innerText(), /there is no key for it/);
  await drop(page, 'requests.zip', readFileSync(join(asked, 'mimir-tls-requests.zip')));
  await works(page);
  assert.match(await signer(page).innerText(), /Passed over\s+letter\.txt holds no certificate and no key/);
  const into = join(await completed(page, t), 'mimir-tls');
  await cli('prove', into);
  assert.match(readFileSync(join(into, 'plan.yaml'), 'utf8'), /mode: monolithic/);
  // Keys gone, all that came of them is gone.
  await page.getByText('Keys', { exact: true }).first().click();
  await page.locator('.plan').getByRole('button', { name: 'Wipe keys' }).click();
  await signer(page).getByRole('button', { name: 'Download the folder (.zip)' }).waitFor({ state: 'detached' });
});

test('what a CA made otherwise is refused, with the link that would fail', async (t) => {
  const page = await made(t);
  const asked = await requested(page, t);
  const ca = await company(t);
  const request = (name) => join(asked, `mimir-tls/requests/${name}.csr`);
  writeFileSync(ca.path('names'), 'subjectAltName = DNS:elsewhere.example\nextendedKeyUsage = serverAuth\n');
  await run('openssl', [
    'x509', '-req', '-in', request('server'), '-CA', ca.issuing, '-CAkey', ca.path('issuing.key'), '-days', '90', '-extfile', ca.path('names'), '-out', ca.path('server.pem'),
  ]);
  const client = await ca.sign(request('client'), 'client.pem');
  await bring(page, [ca.path('server.pem'), client, ca.issuing, ca.root]);
  const why = await complaint(page).innerText();
  assert.match(why, /\d+ of \d+ links failed: \S+ to \S+ over \S+: /);
  assert.match(why, /certs\/server\.crt lacks names that were asked for: .*has names that were not asked for: elsewhere\.example/);
  assert.equal(await signer(page).getByRole('button', { name: 'Download the folder (.zip)' }).count(), 0);
  // A right one beside it is taken; they are told apart by how long they live.
  await signer(page).getByRole('button', { name: 'Take them away' }).click();
  assert.equal(await complaint(page).count(), 0);
  await bring(page, [await ca.sign(request('server'), 'right.pem'), client, ca.issuing, ca.root]);
  await works(page);
});

test('a set that was made elsewhere comes with its keys, for the plan that is typed', async (t) => {
  const page = await made(t);
  const elsewhere = join(folder(t), 'tls');
  await cli('generate', '--quiet', '--mode', 'monolithic', '--out', elsewhere);
  await others(page).check();
  await bring(page, ['root.crt', 'server.crt', 'server.key', 'client.crt', 'client.key'].map((name) => join(elsewhere, 'certs', name)));
  await works(page);
  await signer(page).getByText('The CA changed nothing.').waitFor();
  const into = join(await completed(page, t), 'mimir-tls');
  await cli('prove', into);
  assert.equal(readFileSync(join(into, 'certs/server.key'), 'utf8'), readFileSync(join(elsewhere, 'certs/server.key'), 'utf8'));
});

test('RSA keys are in requests, too', async (t) => {
  const page = await made(t, fragmentOf({ mode: 'monolithic', 'certificates.algorithm': 'rsa-2048' }));
  const asked = await requested(page, t);
  assert.match(await run('openssl', ['req', '-noout', '-text', '-verify', '-in', join(asked, 'mimir-tls/requests/server.csr')]), /Public-Key: \(2048 bit\)/);
});

test('the key of the CA made here comes under a passphrase, or not at all', async (t) => {
  const page = await made(t);
  await signer(page).getByRole('checkbox', { name: 'Put its key under a passphrase' }).check();
  const [first, again] = [signer(page).getByLabel('Passphrase', { exact: true }), signer(page).getByLabel('The same again')];
  await first.fill(passphrase);
  await page.locator('.verdict').getByRole('button', { name: 'Download all (.zip)' }).click();
  assert.match(await notice(page), /The passphrase for the CA's key is missing/);
  await again.fill('another');
  await signer(page).getByText('The two differ.').waitFor();
  await again.fill(passphrase);
  await signer(page).getByText(/The CA's key comes under it/).waitFor();
  assert.deepEqual(await violations(page), []);
  const into = folder(t);
  await saveAll(page, join(into, 'all.zip'));
  await unpack(join(into, 'all.zip'), into);
  const key = join(into, 'mimir-tls/ca/root.key');
  assert.match(readFileSync(key, 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  const open = (pass) => run('openssl', ['pkey', '-in', key, '-passin', `pass:${pass}`, '-pubout']);
  const root = await run('openssl', ['x509', '-noout', '-pubkey', '-in', join(into, 'mimir-tls/certs/root.crt')]);
  assert.equal(await open(passphrase), root);
  await assert.rejects(open('open sesame'));
  writeFileSync(join(into, 'passphrase'), `${passphrase}\n`);
  await cli('renew', join(into, 'mimir-tls'), '--passphrase-file', join(into, 'passphrase'));
  // Neither the passphrase nor a key is anywhere but in the worker.
  const kept = await page.evaluate(async () => [location.href, document.body.innerHTML, JSON.stringify({ ...localStorage, ...sessionStorage }), document.cookie, JSON.stringify(history.state), (await indexedDB.databases()).length].join('\n'));
  assert.doesNotMatch(kept, /sesame|PRIVATE KEY/);
  assert.doesNotMatch(page.said.join('\n'), /sesame|PRIVATE KEY/);
  // Unticked, it is open again; ticked once more, it wants another.
  const closed = signer(page).getByRole('checkbox', { name: 'Put its key under a passphrase' });
  await closed.uncheck();
  await saveAll(page, join(into, 'open.zip'));
  await run('unzip', ['-q', '-o', join(into, 'open.zip'), '-d', into]);
  assert.match(readFileSync(key, 'utf8'), /^-----BEGIN PRIVATE KEY-----/);
  await closed.check();
  assert.equal(await first.inputValue(), '');
  await page.locator('.verdict').getByRole('button', { name: 'Download all (.zip)' }).click();
  assert.match(await notice(page), /The passphrase for the CA's key is missing/);
});

test('a CA of one\'s own whose key is under a passphrase, of an intermediate, signs', async (t) => {
  const page = await made(t);
  const ca = await company(t);
  const bundle = ca.path('bundle.crt');
  writeFileSync(bundle, Buffer.concat([readFileSync(ca.issuing), readFileSync(ca.root)]));
  await run('openssl', ['pkey', '-in', ca.path('issuing.key'), '-aes256', '-passout', `pass:${passphrase}`, '-out', ca.path('closed.key')]);
  const use = () => signer(page).getByRole('button', { name: 'Sign with this CA' }).click();
  await signer(page).getByRole('radio', { name: 'Your own CA' }).check();
  await signer(page).getByLabel('Certificate (root.crt)').setInputFiles(bundle);
  await signer(page).getByLabel('Key (root.key)').setInputFiles(ca.path('closed.key'));
  await use();
  await signer(page).getByText('This key is under a passphrase: type it.').waitFor();
  await signer(page).getByLabel('Passphrase of the key, if it has one').fill('wrong');
  await use();
  await signer(page).getByText('This passphrase does not open the key.').waitFor();
  assert.deepEqual(await violations(page), []);
  await signer(page).getByLabel('Passphrase of the key, if it has one').fill(passphrase);
  await use();
  assert.match(await notice(page), /Your CA signs from now on/);
  await green(page);
  const into = folder(t);
  await saveAll(page, join(into, 'all.zip'));
  await unpack(join(into, 'all.zip'), into);
  await cli('prove', join(into, 'mimir-tls'));
  await run('openssl', ['verify', '-CAfile', ca.root, '-untrusted', ca.issuing, join(into, 'mimir-tls/certs/server.crt')]);
  assert.doesNotMatch(await page.content(), /sesame/);
  assert.doesNotMatch(page.url(), /sesame/);
});

test('keys are read in the worker alone, and nothing of it is in the address', async (t) => {
  const page = await made(t);
  const reads = await countsReads(page);
  const asked = await requested(page, t);
  const ca = await company(t);
  const request = (name) => join(asked, `mimir-tls/requests/${name}.csr`);
  await bring(page, [await ca.sign(request('server'), 's'), await ca.sign(request('client'), 'c'), ca.issuing, ca.root]);
  await works(page);
  await bringCa(page, ca.issuing, ca.path('issuing.key'));
  assert.equal(await reads(), 0);
  assert.doesNotMatch(await page.content(), /PRIVATE KEY/);
  assert.equal(new URL(page.url()).hash, small);
  assert.equal(page.workers().length, 1);
});

for (const [lang, colorScheme, width] of [['en', 'light', 1440], ['de', 'dark', 360]]) {
  test(`for everybody, by keyboard, in ${lang}, ${colorScheme}, at ${width} pixels`, async (t) => {
    const page = await made(t, `${small}&lang=${lang}`, { colorScheme, viewport: { width, height: 800 } });
    const asked = await (async () => {
      await signer(page).getByRole('radio').first().focus();
      await page.keyboard.press('ArrowUp');
      assert.equal(await others(page).isChecked(), true);
      const button = signer(page).getByRole('button', { name: /\(\.zip\)$/ });
      await button.waitFor();
      await page.keyboard.press('Tab');
      const download = page.waitForEvent('download');
      await page.keyboard.press('Enter');
      const into = folder(t);
      await (await download).saveAs(join(into, 'a.zip'));
      await unpack(join(into, 'a.zip'), into);
      return into;
    })();
    assert.deepEqual(await violations(page), []);
    const ca = await company(t);
    const request = (name) => join(asked, `mimir-tls/requests/${name}.csr`);
    await bring(page, [await ca.sign(request('server'), 's')]);
    await complaint(page).waitFor();
    assert.deepEqual(await violations(page), []);
    await bring(page, [await ca.sign(request('client'), 'c'), ca.issuing, ca.root]);
    await works(page);
    assert.deepEqual(await violations(page), []);
    assert.ok((await sideways(page)) <= 0);
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `others-${lang}.png`), fullPage: true });
  });
}

test('a change of what was closed here wants its passphrase, and keeps it', async (t) => {
  const page = await made(t);
  await signer(page).getByRole('checkbox', { name: 'Put its key under a passphrase' }).check();
  for (const name of ['Passphrase', 'The same again']) await signer(page).getByLabel(name, { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('button', { name: 'What this tab made' }).click();
  await page.getByText('its key is in the folder, under a passphrase').waitFor();
  await page.getByRole('checkbox', { name: 'Make all certificates new' }).check();
  const ask = () => page.getByRole('button', { name: 'Plan the change' }).click();
  const said = page.getByRole('group', { name: 'Who signs' }).getByRole('alert');
  const field = page.getByLabel('Passphrase of the key, if it has one').and(page.locator('.change input'));
  await ask();
  await said.filter({ hasText: 'the CA\'s key is under a passphrase: type it' }).waitFor();
  await field.fill('wrong');
  await ask();
  await said.filter({ hasText: 'This passphrase does not open the key.' }).waitFor();
  assert.deepEqual(await violations(page), []);
  await field.fill(passphrase);
  await ask();
  await page.getByText('1 phase, and no link fails at any moment').waitFor();
  const into = await saved(page, t, page.locator('.change').getByRole('button', { name: 'Download all (.zip)' }), 'mimir-tls.change.zip');
  const change = join(into, 'mimir-tls.change');
  for (const name of ['before', 'phase-1']) {
    assert.match(readFileSync(join(change, name, 'ca/root.key'), 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/, name);
  }
  await cli('prove', join(change, 'phase-1'));
  // Another CA of one's own, whose key is closed, too.
  const ca = await company(t);
  await run('openssl', ['pkey', '-in', ca.path('root.key'), '-aes256', '-passout', `pass:${passphrase}`, '-out', ca.path('closed.key')]);
  await page.getByRole('radio', { name: 'A CA of your own' }).check();
  await page.getByLabel('Certificate (.crt)').setInputFiles(ca.root);
  await page.getByLabel('Key (.key)', { exact: true }).setInputFiles(ca.path('closed.key'));
  await ask();
  await said.filter({ hasText: 'the CA\'s key is under a passphrase: type it' }).waitFor();
  await field.fill(passphrase);
  await ask();
  await page.getByText('3 phases, and no link fails at any moment').waitFor();
  assert.doesNotMatch(await page.content(), /sesame/);
  assert.doesNotMatch(page.url(), /sesame/);
});
