// Builds the engine beside the app, in a target folder of its own: both come
// from one package, and would write the same file.
import { execFileSync } from "node:child_process";

const target = "wasm32-unknown-unknown";

function run(command, ...args) {
  execFileSync(command, args, { stdio: "inherit" });
}

run(
  ...["cargo", "build", "--package", "mimir-tls-web", "--lib", "--no-default-features", "--features", "api,doctor"],
  ...["--profile", "web", "--target", target, "--target-dir", "target/engine", "--locked"],
);
run("wasm-bindgen", "--target", "web", "--out-name", "engine", "--out-dir", "target/engine/bindgen", `target/engine/${target}/web/mimir_tls_web.wasm`);
