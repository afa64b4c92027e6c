// The strangers that judge the CLI's folder, for a folder of the page.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { root } from './browser.mjs';

const exec = promisify(execFile);

// What a program prints; where it fails, the error says that too.
export async function run(file, args, options = {}) {
  try {
    const { stdout } = await exec(file, args, { maxBuffer: 64 << 20, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${file} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

// mimir-tls itself, the CLI.
export const cli = (...args) =>
  run(process.env.MIMIR_TLS_BIN ?? join(root, 'target/debug/mimir-tls'), args);

export const openssl = (folder) => run(join(root, 'tests/openssl/verify'), [join(folder, 'certs')]);

// zlint's list of exceptions is for the certificates of its own suite; these are
// fewer, so some of the list is stale for them.
export async function zlint(folder) {
  const said = await run(join(root, 'tests/openssl/lint'), [folder]).catch((error) => error.message);
  return said.split('\n').filter((line) => line.startsWith('error') && !line.includes(' is stale, '));
}

export const go = (folder) =>
  run('go', ['-C', join(root, 'tests/go'), 'test', '-count=1', '-run', '^TestFolder$', '.'], {
    env: { ...process.env, MIMIR_TLS_FOLDER: folder },
  });

// Where Mimir is built already; building it is the suite `mimir`'s part.
export const mimirBin = () =>
  [process.env.MIMIR_BIN, join(root, '.cache/mimir')].find((path) => path && existsSync(path));

export const mimir = (folder) =>
  run('go', ['-C', join(root, 'tests/mimir'), 'test', '-count=1', '-run', '^TestFolder$', '.'], {
    env: { ...process.env, MIMIR_BIN: mimirBin(), MIMIR_TLS_FOLDER: folder },
  });

// An archive's entries as Info-ZIP reads them: path -> mode, time and size.
export async function entries(archive) {
  const listing = await run('zipinfo', ['-T', '--h-t', archive]);
  return new Map(
    listing
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [mode, , , size, , , time, ...path] = line.split(/\s+/);
        return [path.join(' '), { mode, size: Number(size), time }];
      }),
  );
}

export const unpack = (archive, into) => run('unzip', ['-q', archive, '-d', into]);
