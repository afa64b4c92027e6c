// The drawing as a browser makes it, measured: what layout/tests.rs promises of
// its numbers holds for what is seen, in the browser's own letters.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stage } from './browser.mjs';
import { details, drawn, fragmentOf, green, node, open } from './tab.mjs';

const scene = stage();

const strict = { 'policy.http': 'RequireAndVerifyClientCert' };

const clusters = {
  'hosts': {},
  'compose, a component looked at': { platform: 'compose', node: 'querier' },
  'kubernetes, strict': { platform: 'kubernetes', ...strict },
  'helm, strict, a caller looked at': { platform: 'helm', node: 'gateway', ...strict },
  'read and write': { mode: 'read-write', release: '2.17.0' },
  'monolithic': { mode: 'monolithic' },
  'the first release': { release: '2.0.0', platform: 'kubernetes' },
  'with what is outside': { surfaces: 'server-http,server-grpc,ingester-client,memberlist,memcached-results-cache,kafka' },
};

// Everything in the drawing, in pixels of the page.
const measure = (page) =>
  page.evaluate(() => {
    const svg = [...document.querySelectorAll('.graph')].find((it) => it.getClientRects().length > 0);
    const scale = svg.getScreenCTM().a;
    const rect = (element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    };
    const middle = (element) => {
      const { left, top, right, bottom } = rect(element);
      return { x: (left + right) / 2, y: (top + bottom) / 2 };
    };
    const point = (path, at) => {
      const { x, y } = path.getPointAtLength(at);
      return new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
    };
    const along = (path) => {
      const length = path.getTotalLength();
      return Array.from({ length: Math.floor(length / 2) + 1 }, (_, step) => point(path, step * 2)).map(({ x, y }) => ({ x, y }));
    };
    const edges = [...svg.querySelectorAll('.edge')].map((edge) => {
      const seal = edge.querySelector('.seal');
      const line = edge.querySelector('path.line');
      return {
        name: edge.querySelector('title')?.textContent.split(':')[0] ?? 'rail',
        turns: edge.classList.contains('turn'),
        accepted: edge.classList.contains('accepted'),
        headed: Boolean(edge.querySelector('.head')?.getAttribute('d')),
        seen: seal ? Number(getComputedStyle(seal.closest('.mark')).opacity) > 0 : false,
        mark: seal ? middle(seal) : null,
        radius: seal ? (rect(seal).right - rect(seal).left) / 2 : 0,
        spots: line && !edge.classList.contains('turn') ? along(line) : [],
      };
    });
    const nodes = [...svg.querySelectorAll('.node')].map((it) => ({
      name: it.dataset.node,
      box: rect(it.querySelector('.body')),
      texts: [...it.querySelectorAll('text')].map(rect),
      letters: Number.parseFloat(getComputedStyle(it.querySelector('.name')).fontSize) * scale,
    }));
    const notes = [...svg.querySelectorAll(':scope > .note, .trunk .note')].map(rect);
    return { edges, nodes, notes, pane: rect(svg) };
  });

const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

// What is wrong with a drawing.
function faults({ edges, nodes, notes, pane }) {
  const found = [];
  const marked = edges.filter((edge) => edge.mark);
  marked.forEach((edge, nth) => {
    for (const other of marked.slice(nth + 1)) {
      if (far(edge.mark, other.mark) < 2 * edge.radius - 0.5) found.push(`two marks: ${edge.name}, ${other.name}`);
    }
    for (const other of edges.filter((it) => it !== edge)) {
      if (other.spots.some((spot) => far(spot, edge.mark) < edge.radius)) found.push(`the mark of ${edge.name} on the line of ${other.name}`);
    }
    if (edge.accepted && edge.seen) found.push(`a mark on what is accepted: ${edge.name}`);
    if (!edge.accepted && !edge.seen) found.push(`no mark: ${edge.name}`);
  });
  nodes.forEach((it, nth) => {
    if (it.letters < 12.9 || it.letters > 15.1) found.push(`${it.name} has letters of ${it.letters} px`);
    for (const text of it.texts) {
      if (text.left < it.box.left || text.right > it.box.right + 0.5) found.push(`${it.name} is wider than its box`);
    }
    if (it.box.left < pane.left - 1 || it.box.right > pane.right + 1) found.push(`${it.name} is cut off`);
    for (const other of nodes.slice(nth + 1)) if (touch(it.box, other.box)) found.push(`${it.name} on ${other.name}`);
    for (const note of notes) if (touch(it.box, note)) found.push(`a word under ${it.name}`);
  });
  const into = edges.filter((edge) => edge.name === 'rail' && edge.headed);
  if (into.length !== 1) found.push(`${into.length} rails into the cluster`);
  return found;
}

for (const width of [320, 360, 768, 1024, 1440, 1920, 2560]) {
  test(`nothing in the drawing is in the way of anything, at ${width} px`, async (t) => {
    const page = await open(t, scene, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    for (const [name, choices] of Object.entries(clusters)) {
      for (const lang of ['en', 'de']) {
        await page.evaluate((hash) => (location.hash = hash), fragmentOf({ ...choices, view: 'cluster', lang }));
        await drawn(page);
        await page.locator('.verdict:not([data-state="proving"], [data-state="loading"])').waitFor({ state: 'attached' });
        const all = await measure(page);
        assert.ok(all.nodes.length > 3 && all.edges.length > 3, name);
        assert.deepEqual(faults(all), [], `${name}, ${lang}`);
      }
    }
  });
}

test('the measure would find something', async (t) => {
  const page = await open(t, scene, { reducedMotion: 'reduce' });
  await green(page);
  await page.evaluate(() => {
    const [one, other] = document.querySelectorAll('.graph .edge:not(.turn, .bus, .trunk) .mark');
    for (const part of other.children) part.setAttribute('transform', 'translate(0 0)');
    other.replaceChildren(...[...one.children].map((it) => it.cloneNode(true)));
    document.querySelector('.graph .name').textContent = 'a name that is far too long for any box';
    document.querySelector('.graph .mark').style.opacity = '1';
  });
  const found = faults(await measure(page)).join('\n');
  assert.match(found, /two marks/);
  assert.match(found, /wider than its box/);
  assert.match(found, /a mark on what is accepted/);
});

test('with large letters the drawing is as much larger', async (t) => {
  const page = await open(t, scene, { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await green(page);
  const letters = () => page.evaluate(() => {
    const name = document.querySelector('.graph .name');
    return Number.parseFloat(getComputedStyle(name).fontSize) * name.getScreenCTM().a;
  });
  const before = await letters();
  await page.evaluate(() => (document.documentElement.style.fontSize = '24px'));
  await page.setViewportSize({ width: 1500, height: 900 });
  await page.waitForFunction((before) => {
    const name = document.querySelector('.graph .name');
    return Number.parseFloat(getComputedStyle(name).fontSize) * name.getScreenCTM().a > before * 1.4;
  }, before);
});

test('the legend shows one kind of line alone, and Escape shows all again', async (t) => {
  const page = await open(t, scene, { reducedMotion: 'reduce', fragment: fragmentOf({ platform: 'kubernetes', ...strict }) });
  await green(page);
  const legend = page.getByRole('list', { name: 'Show only' });
  const lit = () => page.locator('.graph .edge:not(.dim, .trunk)').evaluateAll((edges) => edges.map((edge) => edge.querySelector('title').textContent));
  const all = await lit();
  await legend.getByRole('button', { name: 'HTTP' }).click();
  await drawn(page);
  const http = await lit();
  assert.ok(http.some((it) => it.startsWith('grafana → query-frontend')) && !http.some((it) => it.startsWith('querier →')), http.join());
  await legend.getByRole('button', { name: 'refused by policy' }).click();
  await drawn(page);
  assert.ok((await lit()).every((it) => it.includes('refused')));
  assert.equal(await legend.getByRole('button', { pressed: true }).count(), 1);
  await page.keyboard.press('Escape');
  await drawn(page);
  assert.deepEqual(await lit(), all);
});

test('a line has the kind of what is spoken, and a rail one head for all', async (t) => {
  const page = await open(t, scene, { reducedMotion: 'reduce' });
  await green(page);
  const dash = (from, to) =>
    page.locator('.graph .edge').filter({ hasText: `${from} → ${to}:` }).locator('path.line').evaluate((line) => getComputedStyle(line).strokeDasharray);
  assert.equal(await dash('querier', 'ingester'), 'none');
  assert.notEqual(await dash('grafana', 'query-frontend'), 'none');
  const reach = page.locator('.graph .trunk .note');
  assert.equal(await reach.innerHTML(), '×10');
  await node(page, 'gateway').click();
  await details(page).getByRole('heading', { name: /^Links of gateway/ }).waitFor();
  assert.equal(await reach.innerHTML(), '×5');
  assert.equal(await page.locator('.graph .node.member:not(.dim)').count(), 5);
});

test('lines turn green one after the other, once', async (t) => {
  const page = await open(t, scene);
  await green(page);
  const times = await page.locator('.graph .edge.accepted path.line').evaluateAll((lines) =>
    lines.map((line) => getComputedStyle(line)).map((style) => [style.transitionDuration, Number.parseFloat(style.transitionDelay), style.animationName]),
  );
  assert.ok(times.every(([lasts, , animation]) => lasts.split(', ').every((it) => it === '0.15s') && animation === 'none'));
  const delays = times.map(([, delay]) => delay);
  assert.ok(new Set(delays).size > 5 && Math.max(...delays) <= 0.3, delays.join());
});
