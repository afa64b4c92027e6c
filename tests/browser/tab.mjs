// The page as somebody uses it: what is there is found by its role and name.

import { blank } from './browser.mjs';

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
