// Builds the engine beside the app, in a target folder of its own: both come
// from one package, and would write the same file. `node web/engine.mjs bench`
// builds what tests/browser/measure.mjs times instead.
import { execFileSync } from "node:child_process";

const target = "wasm32-unknown-unknown";
const [name, features] = process.argv[2] === "bench" ? ["bench", "api,bench"] : ["engine", "api,doctor"];

function run(command, ...args) {
  execFileSync(command, args, { stdio: "inherit" });
}

run(
  ...["cargo", "build", "--package", "mimir-tls-web", "--lib", "--no-default-features", "--features", features],
  ...["--profile", "web", "--target", target, "--target-dir", "target/engine", "--locked"],
);
run("wasm-bindgen", "--target", "web", "--out-name", name, "--out-dir", "target/engine/bindgen", `target/engine/${target}/web/mimir_tls_web.wasm`);
