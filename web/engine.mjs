// Builds the engine: the package's library as a module of its own, which only
// this asks for. Else Cargo would link one for the app too, and two would not
// fit into one target folder, where they share all that they stand on.
//
//   node web/engine.mjs            compiled, with its glue
//   node web/engine.mjs compile    only compiled, while wasm-bindgen is still coming
//   node web/engine.mjs bench      what tests/browser/measure.mjs times instead
import { execFileSync } from "node:child_process";

const target = "wasm32-unknown-unknown";
const task = process.argv[2];
const [name, features] = task === "bench" ? ["bench", "api,bench"] : ["engine", "api,doctor"];

function run(command, ...args) {
  execFileSync(command, args, { stdio: "inherit" });
}

run(
  ...["cargo", "rustc", "--package", "mimir-tls-web", "--lib", "--crate-type", "cdylib", "--no-default-features", "--features", features],
  ...["--profile", "web", "--target", target, "--locked"],
);
if (task !== "compile") {
  run("wasm-bindgen", "--target", "web", "--out-name", name, "--out-dir", "target/engine/bindgen", `target/${target}/web/mimir_tls_web.wasm`);
}
