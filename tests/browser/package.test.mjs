// The npm package in a browser, as an import map leads to it, from its tarball.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { blank, folder, root, serve, stage } from './browser.mjs';

const scene = stage();

test('the npm package proves a plan in a page that imports it', async (t) => {
  const site = folder(t);
  const packed = execFileSync('web/package', { cwd: root, encoding: 'utf8' }).trim();
  execFileSync('tar', ['--extract', '--file', join(root, packed), '--directory', site]);
  writeFileSync(join(site, '_headers'), '');
  writeFileSync(
    join(site, 'index.html'),
    `<!doctype html><title>Package</title>
    <script type="importmap">{"imports": {"mimir-tls": "./package/browser.js"}}</script>
    <script type="module">
      import { generate, resolve, version } from "mimir-tls";
      const made = generate({ version: 1, mode: "monolithic" });
      let refused;
      try { resolve({ version: 1, mode: "sideways" }); } catch ({ code, key }) { refused = { code, key }; }
      globalThis.outcome = { version: version(), holds: made.proof.holds, files: made.files.length, refused };
    </script>`,
  );
  const served = await serve(site);
  t.after(() => served.close());
  const page = await blank(t, scene);
  await page.goto(`${served.origin}/`);
  await page.waitForFunction(() => globalThis.outcome);
  const outcome = await page.evaluate(() => globalThis.outcome);
  assert.deepEqual(outcome.refused, { code: 'plan', key: 'mode' });
  assert.equal(outcome.holds, true);
  assert.ok(outcome.files > 5 && /^\d+\.\d+\.\d+$/.test(outcome.version), JSON.stringify(outcome));
});
