// The newcomer's whole path, in two engines: each step begins where the last
// one ended.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder, lacking, stage } from './browser.mjs';
import { firefox, geckodriver, until } from './firefox.mjs';
import { unpack } from './judges.mjs';
import { choose, chosen, details, drawn, drawnNodes, fileTab, fileText, green, node, open, saveAll, selectEdge, verdict, unfold } from './tab.mjs';

const scene = stage();

// Who has no certificate to show, and what fixes it. The gateway has one.
const shutOut = {
  kubelet: /exec or tcpSocket[\s\S]*readinessProbe:/,
  scraper: /cert_file and key_file[\s\S]*scrape_configs:/,
};

test('a newcomer\'s whole path in Chromium', async (t) => {
  const page = await open(t, scene);
  const members = async () => (await drawnNodes(page)).filter((name) => name.includes('member of Mimir')).map((name) => name.split(':')[0]);

  await t.test('it opens on a cluster in which every link is proven', async () => {
    await green(page);
    const proven = /^All (\d+) links work$/.exec(await verdict(page));
    assert.ok(Number(proven?.[1]) > 50, await verdict(page));
    await page.locator('.verdict summary').click();
    assert.match(await page.locator('.verdict dl').innerText(), /Attempts of strangers, refused\s+\d+\s+Handshakes behind them\s+\d+\s+Time they took\s+\d+ ms/);
    await page.locator('.verdict summary').click();
    const names = await drawnNodes(page);
    assert.ok(names.length > 10);
    // What nobody chose is nothing to complain of.
    const others = names.filter((name) => !/^[\w-]+: accepted/.test(name)).map((name) => name.split(':')[0]);
    assert.deepEqual(others, []);
    assert.match(await page.getByRole('region', { name: /^Text of / }).innerText(), /tls/);
  });

  await t.test('where it runs decides who is around it, by what names', async () => {
    assert.match(await fileText(page, 'yaml/querier.yaml'), /mimir\.internal/);
    assert.equal(await node(page, 'kubelet').count(), 0);
    await choose(page, 'platform', 'kubernetes');
    await green(page);
    assert.match(await fileText(page, 'yaml/querier.yaml'), /mimir\.mimir\.svc\.cluster\.local/);
    // The rollout-operator speaks no TLS at all, and that is said.
    const others = (await drawnNodes(page)).filter((name) => !/^[\w-]+: accepted/.test(name)).map((name) => name.split(':')[0]);
    assert.deepEqual(others.sort(), ['ingester', 'rollout-operator', 'store-gateway']);
  });

  await t.test('another release is another title, and still green', async () => {
    await choose(page, 'release', '2.17.4');
    await page.getByText('Mimir 2.17.4 · microservices').waitFor();
    await green(page);
    assert.match(await fileText(page, 'plan.yaml'), /release: "?2\.17\.4/);
    // Two tabs are told apart by it.
    assert.match(await page.title(), /^\S+, Mimir 2\.17\.4 · mimir-tls$/);
  });

  await t.test('another mode is another cluster, and still green', async () => {
    await choose(page, 'mode', 'read-write');
    await green(page);
    assert.deepEqual((await members()).sort(), ['backend', 'read', 'write']);
    await choose(page, 'mode', 'microservices');
    await green(page);
  });

  await t.test('a component that is not wanted goes, with its links and files', async () => {
    await page.locator('summary', { hasText: '10 of 11' }).waitFor();
    await unfold(page);
    const box = page.getByRole('group', { name: 'Components' }).getByRole('checkbox', { name: 'overrides-exporter' });
    await box.uncheck();
    await page.locator('summary', { hasText: '9 of 11' }).waitFor();
    await green(page);
    assert.ok(!(await members()).includes('overrides-exporter'));
    await fileTab(page, /^YAML/).click();
    assert.equal(await fileTab(page, /overrides-exporter/).count(), 0);
  });

  await t.test('another namespace marks the lines that it changed', async () => {
    await fileText(page, 'yaml/querier.yaml');
    await choose(page, 'cluster.namespace', 'metrics');
    await green(page);
    const text = page.getByRole('region', { name: 'Text of yaml/querier.yaml' });
    const marked = await text.locator('[data-mark="changed"]').allInnerTexts();
    assert.ok(marked.length > 0);
    for (const line of marked) assert.match(line, /metrics/);
    const gone = await text.locator('[data-mark="gone"]').allInnerTexts();
    assert.equal(gone.length, marked.length);
    await page.getByText(`Lines since the last choice: ${marked.length} changed`).waitFor();
    // The line that names the plan is another one too, and says nothing.
    assert.doesNotMatch(marked.join('\n'), /made by/);
  });

  await t.test('strict says whom it locks out, and hands out what lets each in again', async () => {
    await page.getByRole('radio', { name: 'Strict' }).check();
    await page.locator('.verdict[data-state="refused"]').waitFor();
    assert.match(await verdict(page), /^\d+ links will be refused: kubelet, scraper, .*grafana/);
    await page.getByRole('button', { name: 'What to do' }).click();
    const list = page.locator('.advice').getByRole('listitem');
    await list.first().waitFor();
    const heading = await page.evaluate(() => document.activeElement.id);
    assert.equal(heading, 'advice');
    await page.getByRole('button', { name: 'Copy it for scraper' }).click();
    await page.locator('.advice').getByText('Copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /scrape_configs:[\s\S]*cert_file: /);
    for (const [outsider, fix] of Object.entries(shutOut)) {
      assert.match(await list.filter({ hasText: outsider }).innerText(), fix);
      assert.match(await node(page, outsider).getAttribute('aria-label'), /: \d+ refused, outside Mimir$/);
    }
    assert.match(await node(page, 'gateway').getAttribute('aria-label'), /: accepted/);
    assert.equal(await list.filter({ hasText: 'gateway' }).filter({ hasNotText: 'store-gateway' }).count(), 0);
    // The members have theirs.
    for (const name of await drawnNodes(page)) {
      assert.doesNotMatch(name, /failed/);
    }
  });

  await t.test('a refused link says why, in the words that Mimir logs', async () => {
    await page.locator('.advice').getByRole('button', { name: 'kubelet', exact: true }).click();
    await details(page).getByRole('heading', { name: /^Links of kubelet/ }).waitFor();
    await details(page).getByRole('button', { name: 'kubelet → querier' }).first().click();
    await details(page).locator('.link').waitFor();
    const told = await details(page).innerText();
    assert.match(told, /refused by policy/);
    assert.match(told, /What Mimir logs/);
    assert.match(told, /tls: client didn't provide a certificate/);
    assert.match(told, /What fixes it\s+probe by `?exec`? or `?tcpSocket`?/);
    assert.match(told, /Shows\s+no certificate/);
  });

  await t.test('a node that is selected has links and files of its own', async () => {
    await node(page, 'querier').click();
    await details(page).getByRole('heading', { name: /^Links of querier/ }).waitFor();
    const links = await details(page).getByRole('row').getByRole('button').allInnerTexts();
    assert.ok(links.length > 3);
    assert.deepEqual(links.filter((link) => !link.split(' → ').includes('querier')), []);
    assert.equal(await node(page, 'querier').getAttribute('aria-pressed'), 'true');
    await page.getByText('Files of querier', { exact: true }).waitFor();
    await page.getByRole('region', { name: /^Text of (flags|yaml)\/querier\./ }).waitFor();
  });

  await t.test('an edge that is selected shows its handshake', async () => {
    await selectEdge(page, 'querier', 'store-gateway');
    await details(page).locator('.link').waitFor();
    const told = await details(page).innerText();
    assert.match(told, /^querier → store-gateway/);
    assert.match(told, /TLS 1\.3: TLS · TLS_/);
    assert.match(told, /Client: querier\s+Shows\s+CN=.*\s+Checks\s+the server's certificate, for .*metrics/);
    assert.match(told, /Server: store-gateway\s+Shows\s+CN=.*\s+Checks\s+the client's certificate, against the CA/);
    await page.keyboard.press('Escape');
    await details(page).getByRole('button', { name: 'Whole cluster' }).click();
    await details(page).getByRole('heading', { name: /^Links \d+/ }).waitFor();
  });

  await t.test('one snippet is copied, without what is no more', async () => {
    const shown = await fileText(page, 'yaml/querier.yaml');
    await page.getByRole('button', { name: 'Copy yaml/querier.yaml' }).click();
    await page.getByRole('status').filter({ hasText: 'yaml/querier.yaml copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
  });

  await t.test('all is downloaded, as it is shown', async () => {
    const into = folder(t);
    await saveAll(page, join(into, 'all.zip'));
    await unpack(join(into, 'all.zip'), into);
    for (const path of ['yaml/querier.yaml', 'flags/ingester.flags', 'plan.yaml', 'README.md', 'certs/server.crt']) {
      assert.equal(readFileSync(join(into, 'mimir-tls', path), 'utf8').trimEnd(), (await fileText(page, path)).trimEnd(), path);
    }
    assert.match(readFileSync(join(into, 'mimir-tls/ca/root.key'), 'utf8'), /PRIVATE KEY/);
  });

  await t.test('the link opens the same plan for somebody else', async (t) => {
    const link = new URL(page.url());
    const colleague = await open(t, scene, { fragment: link.hash });
    await green(colleague);
    assert.equal(await chosen(colleague, 'release'), '2.17.4');
    assert.equal(await chosen(colleague, 'cluster.namespace'), 'metrics');
    assert.ok(await colleague.getByRole('radio', { name: 'Strict' }).isChecked());
    for (const path of ['plan.yaml', 'yaml/querier.yaml', 'flags/distributor.flags']) {
      assert.equal(await fileText(colleague, path), await fileText(page, path), path);
    }
    // The keys are others.
    assert.notEqual(await fileText(colleague, 'certs/root.crt'), await fileText(page, 'certs/root.crt'));
  });

  assert.deepEqual(page.said.filter((line) => line.startsWith('error') && !line.includes('Content Security Policy') && !line.includes('Content-Security-Policy')), []);
});

// --- the second engine ----------------------------------------------------------

test('a newcomer\'s whole path in Firefox', { timeout: 300_000 }, async (t) => {
  if (!geckodriver()) return lacking(t, 'geckodriver');
  const downloads = folder(t);
  const page = await firefox(t, {
    'browser.download.dir': downloads,
    'browser.download.folderList': 2,
    'browser.download.useDownloadDir': true,
    'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream,application/zip',
    'intl.accept_languages': 'en-GB',
  });
  const holds = '//*[@data-state="works" or @data-state="refused"]';
  const label = (text) => `//*[@id=//label[starts-with(normalize-space(), "${text}")]/@for]`;
  const nodeNamed = (id) => `//*[@role="button" and starts-with(@aria-label, "${id}: ")]`;
  // WebDriver clicks no group of a drawing, but what is in it.
  const nameOf = (id) => `${nodeNamed(id)}/*[local-name()="text"][1]`;
  const button = (name) => `//button[normalize-space()="${name}" or @aria-label="${name}"]`;
  // What is told of a link comes with the other doors.
  const told = async () => {
    await page.find('//div[@class="details"]//div[@class="link"]');
    return page.text('//div[@class="details"]');
  };
  const textOf = (path) => page.text(`//pre[@aria-label="Text of ${path}"]`);
  const tab = (name) => `//*[@role="tab" and starts-with(normalize-space(), "${name}")]`;

  await t.test('it opens, is locked, and every link is proven', async () => {
    await page.open(`${scene.site.origin}/`);
    await page.find('//*[@data-lock="closed"]');
    assert.match(await page.text(holds), /All \d+ links work/);
  });

  await t.test('platform, release, mode and namespace are chosen', async () => {
    await page.click(`${label('Where does it run?')}/option[@value="kubernetes"]`);
    await page.click(`${label('Mimir release')}//option[@value="2.17.4"]`);
    await page.click(`${label('Deployment mode')}/option[@value="read-write"]`);
    await page.find('//p[.="Mimir 2.17.4 · read-write"]');
    await page.find(nodeNamed('backend'));
    await page.click(`${label('Deployment mode')}/option[@value="microservices"]`);
    await page.click('//summary[starts-with(., "Components")]');
    await page.click('//fieldset[legend[starts-with(., "Components")]]//label[normalize-space()="overrides-exporter"]/input');
    await page.clear(label('Namespace'));
    await page.type(label('Namespace'), 'metrics');
    await page.find(holds);
    await page.click(tab('YAML'));
    await page.click(tab('querier'));
    assert.match(await textOf('yaml/querier.yaml'), /mimir\.metrics\.svc/);
    await page.find('//pre[@aria-label="Text of yaml/querier.yaml"]//*[@data-mark="changed"][contains(., "metrics")]');
  });

  await t.test('strict says whom it locks out, why, and what lets each in again', async () => {
    await page.click(label('Strict'));
    await page.click(button('What to do'));
    for (const [outsider, fix] of Object.entries(shutOut)) {
      assert.match(await page.text(`//*[@class="advice"]//li[.//button="${outsider}"]`), fix);
    }
    await page.click(nameOf('kubelet'));
    await page.click(button('kubelet → querier'));
    assert.match(await told(), /tls: client didn't provide a certificate/);
  });

  await t.test('a node has its links, a link its handshake', async () => {
    await page.click(nameOf('querier'));
    await page.find('//h2[starts-with(., "Links of querier")]');
    await page.click(button('querier → store-gateway'));
    const handshake = await told();
    assert.match(handshake, /TLS 1\.3: TLS/);
    assert.match(handshake, /the client's certificate, against the CA/);
  });

  await t.test('what is copied can be pasted', async () => {
    await page.click(button('Whole cluster'));
    const shown = await page.run('return document.querySelector("pre[aria-label=\'Text of yaml/querier.yaml\']").textContent');
    await page.click(button('Copy yaml/querier.yaml'));
    await page.find('//p[@role="status" and .="yaml/querier.yaml copied"]');
    await page.click(button('Check what you have'));
    await page.type('//textarea', '\uE009v\uE000');
    const pasted = await until(() => page.run('return document.querySelector("textarea").value'), 'the paste');
    assert.match(pasted, /mimir\.metrics\.svc/);
    assert.ok(shown.includes(pasted.trim().split('\n').at(-1)));
    await page.click(button('Make a plan'));
  });

  await t.test('all is downloaded', async (t) => {
    await page.click(button('Download all (.zip)'));
    const archive = join(downloads, 'mimir-tls.zip');
    await until(() => existsSync(archive) && !existsSync(`${archive}.part`) && readFileSync(archive).length > 0, 'the archive');
    const into = folder(t);
    await until(() => unpack(archive, into).then(() => true), 'a whole archive');
    assert.match(readFileSync(join(into, 'mimir-tls/yaml/querier.yaml'), 'utf8'), /mimir\.metrics\.svc/);
  });

  await t.test('the link opens the same plan for somebody else', async (t) => {
    const colleague = await firefox(t);
    await colleague.open(await page.run('return location.href'));
    await colleague.find(holds);
    const plan = 'return ["release", "cluster-namespace", "level-strict"].map((key) => document.getElementById(`field-${key}`)).map((it) => it.type === "radio" ? it.checked : it.value)';
    assert.deepEqual(await colleague.run(plan), ['2.17.4', 'metrics', true]);
  });
});

test('the second door\'s editor in Firefox', { timeout: 300_000 }, async (t) => {
  if (!geckodriver()) return lacking(t, 'geckodriver');
  const page = await firefox(t, { 'intl.accept_languages': 'en-GB' });
  await page.open(`${scene.site.origin}/#2&view=check`);
  const field = '//textarea[starts-with(@aria-label,"Text to check")]';
  await page.type(field, 'target: querier\ningester_client:\n  grpc_client_config:\n    tls_ca_path: /tls/root.crt\n');
  await page.click('//li[contains(@class,"finding")][.//code="MT103"]//button[starts-with(@aria-label,"Fix this")]');
  await page.find('//*[text()="1 finding fixed."]');
  const text = () => page.run('return document.querySelector(".editor textarea").value');
  assert.match(await text(), /tls_enabled: true/);
  // The browser's own way back knows of it.
  await page.type(field, '\uE009z\uE000');
  await until(async () => !/tls_enabled/.test(await text()), 'the way back');
  await page.find('//button[starts-with(@aria-label,"Line ")][contains(@aria-label,"MT103")]');
  await page.type(field, '\uE038');
  assert.equal(await page.run('const { value, selectionStart } = document.querySelector(".editor textarea"); return value.slice(0, selectionStart).split("\\n").length'), 4);
});
