// The page as somebody uses it: what is there is found by its role and name.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { blank, patience } from './browser.mjs';

// Opens the page in a new profile and waits for the padlock: all is loaded,
// the connections are forbidden, the worker has the engine.
export async function open(t, scene, { fragment = '', path = '/', ...options } = {}) {
  const page = await blank(t, scene, options);
  await page.goto(`${scene.site.origin}${path}${fragment}`);
  await locked(page);
  return page;
}

export function locked(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const listen = () => {
          if (!globalThis.mimirTls) return void setTimeout(listen, 20);
          mimirTls.listen((state) => {
            if (state === 'locked') resolve();
            if (state.startsWith('failed:')) reject(new Error(state));
          });
        };
        listen();
      }),
  );
}

// --- the plan -----------------------------------------------------------------

// An address with these choices, by the plan's keys.
export function fragmentOf(choices) {
  const parts = Object.entries(choices).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return parts.length ? `#2&${parts.join('&')}` : '';
}

// Where a key is typed or chosen.
export function field(page, key) {
  return page.locator(`#field-${key.replaceAll('.', '-')}`);
}

// Unfolds every part of the page: what is in one is made only then.
export async function unfold(page) {
  await page.locator('.fold').first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.querySelectorAll('.fold').forEach((part) => (part.open = true)));
}

export async function choose(page, key, value) {
  const at = field(page, key);
  await unfold(page);
  const kind = await at.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
  if (kind === 'select') await at.selectOption(value);
  else if (kind === 'checkbox') await at.setChecked(value === 'true');
  else await at.fill(value);
  await drawn(page);
}

export async function chosen(page, key) {
  const at = field(page, key);
  await unfold(page);
  await at.waitFor({ state: 'attached' });
  await drawn(page);
  return at.inputValue();
}

// What the page says beside a field.
export async function refusal(page, key) {
  const said = page.locator(`#field-${key.replaceAll('.', '-')}-errors`);
  await unfold(page);
  await said.filter({ hasText: /\w/ }).waitFor();
  return said.innerText();
}

// --- what came of it ----------------------------------------------------------

// What was done last is on the screen.
export function drawn(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

// Every link is as the plan wants it, whomever that locks out.
export async function green(page, timeout = patience) {
  await drawn(page);
  await page.locator('.verdict:is([data-state="works"], [data-state="refused"])').waitFor({ timeout });
}

// The sentence that is above all else.
export const verdict = (page) => page.locator('.verdict .sentence').innerText();

// Nothing can be made of the plan, which is said once, and what is shown is older.
export async function stale(page) {
  await page.locator('.verdict[data-state="impossible"]').waitFor();
  await page.locator('.files[data-stale]').waitFor({ state: 'attached' });
}

// What the page has to say, once it says it.
export async function notice(page) {
  const said = page.locator('.messages .notice p');
  await said.filter({ hasText: /\w/ }).waitFor();
  return said.innerText();
}

async function dismiss(page) {
  const button = page.locator('.messages .notice button');
  if (await button.count()) await button.click();
}

// --- the cluster --------------------------------------------------------------

const graph = (page) => page.getByRole('group', { name: /^Who dials whom|^Wer wen/ });

// A component, or who dials it from outside, as it is drawn.
export const node = (page, id) => graph(page).getByRole('button', { name: new RegExp(`^${id}: `) });

// What is drawn, each with how it stands: `querier: accepted, member of Mimir, one process`.
export const drawnNodes = (page) =>
  graph(page).getByRole('button').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')));

// Clicks where the line from one to another carries its sign.
export async function selectEdge(page, from, to) {
  const edge = page.locator('.graph:visible .edge').filter({ hasText: `${from} → ${to}:` });
  await edge.locator('.seal').click({ force: true });
  await drawn(page);
}

// What is told below the drawing.
export const details = (page) => page.locator('.details:visible');

// --- files --------------------------------------------------------------------

export const fileTab = (page, name) => page.getByRole('region', { name: /^(Files|Dateien)$/ }).getByRole('tab', { name });

// The text of a file of the folder, without the lines that are gone.
export async function fileText(page, path) {
  await page.evaluate((path) => {
    const parts = (location.hash || '#2').split('&').filter((part) => !/^(file|node|edge)=/.test(part));
    location.hash = [...parts, `file=${path}`].join('&');
  }, path);
  const text = page.locator('.files pre.text').and(page.locator(`[aria-label$=" ${path}"]`));
  await text.waitFor({ state: 'attached' });
  const folded = page.locator('.files details.pem:not([open]) > summary');
  if (await folded.count()) await folded.click();
  await text.waitFor();
  return text.evaluate((pre) => {
    const copy = pre.cloneNode(true);
    for (const gone of copy.querySelectorAll('del, [data-mark="many-gone"]')) gone.remove();
    return copy.textContent;
  });
}

// A file dropped on the page: the text or the bytes, so many times.
export async function drop(page, name, content, times = 1, onto = page.locator('main:visible').first()) {
  const transfer = await page.evaluateHandle(
    ([name, content, times]) => {
      const part = typeof content === 'string' ? content : Uint8Array.from(content);
      const transfer = new DataTransfer();
      transfer.items.add(new File(Array(times).fill(part), name));
      return transfer;
    },
    [name, typeof content === 'string' ? content : [...content], times],
  );
  await onto.dispatchEvent('drop', { dataTransfer: transfer });
  await drawn(page);
}

// A folder dropped on the page: each of its files by its path and its text.
export async function dropAll(page, files) {
  const transfer = await page.evaluateHandle((files) => {
    // What stands for the file system where a script drops.
    const file = (path, text) => ({ isDirectory: false, fullPath: `/${path}`, file: (done) => done(new File([text], path.split('/').at(-1))) });
    const entries = files.map(([path, text]) => file(path, text));
    const reader = () => ({ readEntries: (done) => done(entries.splice(0, 7)) });
    const entry = { isDirectory: true, createReader: reader };
    const item = { webkitGetAsEntry: () => entry, getAsFile: () => null };
    const transfer = new DataTransfer();
    Object.defineProperty(transfer, 'items', { value: [item] });
    return transfer;
  }, files);
  await page.locator('main:visible').first().evaluate((main, transfer) => {
    const event = new DragEvent('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: transfer });
    main.dispatchEvent(event);
  }, transfer);
  await drawn(page);
}

async function save(page, path, button) {
  await unfold(page);
  const download = page.waitForEvent('download');
  await button.click();
  await (await download).saveAs(path);
}

export function saveAll(page, path) {
  return save(page, path, page.locator('.verdict').getByRole('button', { name: 'Download all (.zip)' }));
}

export function savePlan(page, path) {
  return save(page, path, page.locator('.plan button', { hasText: 'Download plan.yaml' }));
}

// --- the second door ----------------------------------------------------------

// The field in which a text is edited.
export const editor = (page) => page.locator('.editor textarea');

// Looks at an example.
export async function example(page, nth = 0) {
  await page.locator('.chips button').nth(nth).click();
  await page.locator('.sheets').waitFor();
  await checked(page);
}

// Lays an empty file beside those that are there.
export async function addFile(page) {
  const before = await page.locator('.sheets li').count();
  await page.getByRole('button', { name: /^(Add a file|Datei hinzufügen)$/ }).click();
  await page.locator('.sheets li').nth(before).waitFor();
}

// Puts a text where texts are checked, in place of what is there.
export async function paste(page, text) {
  await editor(page).fill(text);
  await checked(page);
}

// Has the clipboard's text pasted as somebody does it.
export async function pasteByKey(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await editor(page).press('Control+v');
  await checked(page);
}

// What lies there has been checked.
export async function checked(page) {
  await drawn(page);
  await page.locator('.waiting').filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
  await page.locator('.counts').waitFor();
}

// A finding, by its code.
export const finding = (page, code) => page.locator('.finding').filter({ has: page.locator('.head code', { hasText: code }) });

// --- the third door -----------------------------------------------------------

// What this tab made is what runs.
export async function takeOwn(page) {
  await page.getByRole('button', { name: /^(Change|Ändern)$/ }).click();
  await page.getByRole('button', { name: /^(What this tab made|Was dieser Tab gemacht hat)$/ }).click();
  await page.locator('.running .good').waitFor();
}

// The way of a change, once it is planned: its stops and phases.
export async function planned(page) {
  await page.locator('.question button').click();
  await page.locator('.track').waitFor();
  return page.locator('.track').getByRole('tab').allInnerTexts().then((all) => all.map((it) => it.replace(/\s+/g, ' ')));
}

// --- keys ---------------------------------------------------------------------

const keysTab = (page) => page.locator('.files').getByRole('tab', { name: /^Keys/ }).click();

export async function reveal(page, path) {
  await keysTab(page);
  await page.getByRole('button', { name: `Show ${path}`, exact: true }).click();
  const text = page.getByRole('region', { name: `Text of ${path}`, exact: true });
  await text.filter({ hasText: 'END' }).waitFor();
  const shown = await text.textContent();
  await page.getByRole('button', { name: `Hide ${path}`, exact: true }).click();
  return shown;
}

export async function wipe(page) {
  await dismiss(page);
  await keysTab(page);
  await page.locator('.files .keys').getByRole('button', { name: 'Wipe' }).click();
  await notice(page);
}

export async function regenerate(page, { sure }) {
  await keysTab(page);
  await page.locator('.files .keys').getByRole('button', { name: 'Make new keys' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: sure ? 'Make new keys' : 'Keep these' }).click();
  await dialog.waitFor({ state: 'detached' });
  await drawn(page);
}

export async function bringCa(page, certificate, key) {
  await dismiss(page);
  await page.getByRole('radio', { name: 'Your own CA' }).check();
  const files = page.locator('.own-ca input[type="file"]');
  await files.nth(0).setInputFiles(certificate);
  await files.nth(1).setInputFiles(key);
  await page.locator('.own-ca').getByRole('button', { name: 'Sign with this CA' }).click();
  await notice(page);
}

export async function forgetCa(page) {
  await dismiss(page);
  await page.getByRole('radio', { name: 'A CA made here' }).check();
  await notice(page);
}

// --- for everybody ------------------------------------------------------------

// Counts from now on how often the page's own thread reads a file; called, it says so.
export async function countsReads(page) {
  await page.evaluate(() => {
    globalThis.reads = 0;
    for (const method of ['arrayBuffer', 'text', 'stream', 'slice']) {
      const own = Blob.prototype[method];
      Blob.prototype[method] = function (...args) {
        globalThis.reads += 1;
        return own.apply(this, args);
      };
    }
  });
  return () => page.evaluate(() => globalThis.reads);
}

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

// What axe finds: the rule and where.
export async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
  });
}
