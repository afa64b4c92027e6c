// www/nginx.conf, by nginx itself: it sends what `_headers` says, and what
// `web/serve` sends by that file.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { serve } from "../../web/server.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const lacks = spawnSync("nginx", ["-v"], { env }).error && "missing: nginx";
const paths = ["/", "/index.html", "/trust.html", "/sw.js", "/boot.js", "/app_bg.wasm", "/embed.js", "/embed-view.js", "/engine.js", "/engine_bg.wasm", "/text.js", "/text_bg.wasm", "/view_bg.wasm", "/mimir-tls-offline.html", "/manifest.webmanifest", "/icons/icon.svg"];
const compared = [
  ...["content-security-policy", "content-disposition", "content-type", "cache-control", "permissions-policy", "referrer-policy"],
  ...["access-control-allow-origin", "cross-origin-opener-policy", "cross-origin-resource-policy", "x-content-type-options", "x-frame-options"],
];
let folder, ours, theirs, nginx;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

before(async () => {
  if (lacks) {
    return;
  }
  folder = mkdtempSync(join(tmpdir(), "mimir-tls-nginx-"));
  const port = await freePort();
  const site = readFileSync(join(dist, "nginx.conf"), "utf8").replace("127.0.0.1:8080", `127.0.0.1:${port}`).replace("/srv/mimir-tls", dist);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`).join(" ");
  const types = "include /etc/nginx/mime.types; default_type application/octet-stream;";
  writeFileSync(join(folder, "site.conf"), site.replace("include mime.types", "include /etc/nginx/mime.types"));
  writeFileSync(
    join(folder, "nginx.conf"),
    `${process.getuid?.() === 0 ? "user root;" : ""} daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
     events {} http { access_log off; ${temporary} ${types} include ${folder}/site.conf; }`,
  );
  nginx = spawn("nginx", ["-e", `${folder}/error.log`, "-c", `${folder}/nginx.conf`], { env, stdio: "inherit" });
  theirs = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 50 && !(await fetch(theirs).catch(() => null)); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const server = await serve(dist);
  ours = { origin: `http://127.0.0.1:${server.address().port}`, server };
});

after(() => {
  nginx?.kill();
  ours?.server.closeAllConnections();
  ours?.server.close();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What a host says of a file. nginx may know JavaScript by its older name. */
async function headers(address) {
  const response = await fetch(address);
  assert.equal(response.status, 200, address);
  await response.arrayBuffer();
  const value = (name) => response.headers.get(name)?.replace("application/javascript", "text/javascript");
  return Object.fromEntries(compared.map((name) => [name, value(name)]));
}

test("nginx sends what _headers says", { skip: lacks }, async () => {
  for (const path of paths) {
    const [wanted, sent] = [await headers(ours.origin + path), await headers(theirs + path)];
    for (const name of compared) {
      // It may forbid more, and must not allow more.
      if (wanted[name] || name.startsWith("access-control-")) {
        assert.equal(sent[name], wanted[name], `${path}: ${name}`);
      }
    }
  }
});

test("nginx gives away no file that is for hosts", { skip: lacks }, async () => {
  for (const path of ["/_headers", "/nginx.conf"]) {
    assert.equal((await fetch(theirs + path)).status, 404, path);
  }
});
