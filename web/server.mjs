// Serves a folder on loopback with the headers of its own `_headers`:
// `node web/server.mjs dist 8080`. A port that is taken gives way to a free one.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".sha256": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** The rules of a `_headers` file: a path, perhaps ending in a star, and its headers below it. */
export function rules(text) {
  const all = [];
  for (const line of text.split("\n").filter((it) => it.trim() && !it.startsWith("#"))) {
    if (line.startsWith(" ")) {
      const [name, ...value] = line.trim().split(": ");
      all.at(-1).headers.push([name, value.join(": ")]);
    } else {
      all.push({ path: line.trim(), headers: [] });
    }
  }
  return all;
}

function headersFor(all, path) {
  const matching = all.filter((rule) => (rule.path.endsWith("*") ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path));
  return Object.fromEntries(matching.flatMap((rule) => rule.headers));
}

/** A listening server over `folder`; port 0 is any free one. `log` hears of each request. */
export function serve(folder, port = 0, log = () => {}) {
  const all = rules(readFileSync(join(folder, "_headers"), "utf8"));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    const found = !path.includes("..") && path !== "/_headers" && statSync(file, { throwIfNoEntry: false })?.isFile();
    log({ method: request.method, path, status: found ? 200 : 404 });
    if (!found) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...headersFor(all, path) });
    response.end(readFileSync(file));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (error.code === "EADDRINUSE" && port ? resolve(serve(folder, 0, log)) : reject(error)));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await serve(process.argv[2], Number(process.argv[3]));
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
