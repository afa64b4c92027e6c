// Each of these lines is wrong, and must not compile.
import { check, explain, generate, inspect, options, prove, render, resolve, Session, version } from "mimir-tls";
import { initSync } from "mimir-tls"; // refused

version(1); // refused
options({ flavour: "hot" }); // refused
options({ release: 3.0 }); // refused
resolve(); // refused
resolve(7); // refused
render({}, { comments: "no" }); // refused
generate({}, { time: "now" }); // refused
generate({}).files[0]!.bytes; // refused
prove([{ path: "certs/server.crt" }]); // refused
inspect(7); // refused
check({ path: "mimir.yaml", content: "" }); // refused
check([{ path: "mimir.yaml" }]); // refused
explain(["line"]); // refused
new Session().generate({}); // refused
