// A folder on loopback, as a static host serves it: with the headers that the
// folder's own `_headers` asks for, and a log of every request.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

// A running server. `log` grows by one `METHOD path` a request; what is in
// `instead` is served with those bytes, or with 404 for null, as after a
// half-done upload.
export async function serve(folder) {
  const rules = await headerRules(folder);
  const log = [];
  const instead = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    log.push(`${request.method} ${pathname}`);
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const bytes = instead.has(path) ? instead.get(path) : await readFile(join(folder, normalize(path))).catch(() => null);
    for (const { pattern, name, value } of rules) {
      if (pattern.test(pathname)) response.setHeader(name, value);
    }
    response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream');
    response.writeHead(bytes ? 200 : 404).end(bytes ?? 'not here');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    log,
    instead,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

// `_headers` as static hosts read it: a path, `*` standing for anything, and
// indented below it a header a line.
async function headerRules(folder) {
  const text = await readFile(join(folder, '_headers'), 'utf8').catch(() => '');
  const rules = [];
  let pattern;
  for (const line of text.split('\n')) {
    if (!line.trim() || line.trimStart().startsWith('#')) continue;
    if (/^\S/.test(line)) {
      pattern = new RegExp(`^${line.trim().split('*').map(escape).join('.*')}$`);
    } else {
      const colon = line.indexOf(':');
      rules.push({ pattern, name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
    }
  }
  return rules;
}

const escape = (text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
