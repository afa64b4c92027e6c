// What the renderers of a browser hold, and what the worker's WebAssembly
// memory contains.

import { readFileSync } from 'node:fs';

// Resident memory of all renderers, in MiB, after a collection.
export async function resident(scene, page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const browser = await scene.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  await browser.detach();
  const pages = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]));
  return pages.reduce((sum, kilobytes) => sum + kilobytes, 0) / 1024;
}

// Has every worker of the page remember its WebAssembly memories in
// `memories`. To be called before the page is opened.
export function watchMemories(page) {
  return page.addInitScript(() => {
    const spy = `
      self.memories = [];
      // A layer of the engine has its memory from the lowest.
      const remember = (instance) => (instance.exports.memory && self.memories.push(instance.exports.memory), instance);
      const { instantiate, Instance } = WebAssembly;
      WebAssembly.Instance = function (...given) { return remember(new Instance(...given)); };
      WebAssembly.instantiate = (...given) =>
        instantiate(...given).then((made) => (remember(made.instance ?? made), made));
    `;
    const { Blob } = globalThis;
    globalThis.Blob = class extends Blob {
      constructor(parts, options) {
        super(options?.type === 'text/javascript' ? [spy, ...parts] : parts, options);
      }
    };
  });
}

// How often bytes stand in the memories of a worker.
export function occurrences(worker, bytes) {
  return worker.evaluate((wanted) => {
    let found = 0;
    for (const memory of self.memories) {
      const all = new Uint8Array(memory.buffer);
      for (let at = all.indexOf(wanted[0]); at !== -1; at = all.indexOf(wanted[0], at + 1)) {
        if (wanted.every((byte, i) => all[at + i] === byte)) found += 1;
      }
    }
    return found;
  }, [...bytes]);
}

// How much WebAssembly memory a worker has, in MiB.
export const linear = (worker) =>
  worker.evaluate(() => self.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) / 2 ** 20);
