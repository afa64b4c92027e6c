// Each of these lines is wrong, and must not compile.
import { adopt, change, changeStatus, check, explain, generate, handshake, inspect, options, prove, render, renew, request, resolve, Session, version } from "mimir-tls";
import { initSync } from "mimir-tls"; // refused

version(1); // refused
options({ flavour: "hot" }); // refused
options({ release: 3.0 }); // refused
options({ component: "queryer" }); // refused
resolve(); // refused
resolve(7); // refused
resolve({ relaese: "3.0" }); // refused
resolve({ mode: "sideways" }); // refused
resolve({ release: 3.0 }); // refused
resolve({ cluster: { namspace: "metrics" } }); // refused
resolve({ "certificates.leaf.dais": 90 }); // refused
resolve({}).warnings[0]!.kee; // refused
render({}, { comments: "no" }); // refused
render({}, { format: "yaml" }); // refused
generate({}, { time: "now" }); // refused
generate({}, { sed: "00" }); // refused
generate({}).files[0]!.bytes; // refused
generate({}).proof.links[0]!.link.protocol === "gRPC"; // refused
generate({}).proof.links[0]!.proof.verdict === "faild"; // refused
prove([{ path: "certs/server.crt" }]); // refused
inspect(7); // refused
inspect("PEM").items[0]!.notAfter; // refused
check({ path: "mimir.yaml", content: "" }); // refused
check([{ path: "mimir.yaml" }]); // refused
check([]).findings[0]!.severity === "fatal"; // refused
explain(["line"]); // refused
explain("line", { mode: "monolithic" }); // refused
handshake({}); // refused
handshake({ address: "a:1", server: { clientAuth: "no" } }); // refused
renew("folder"); // refused
renew([], { witin: "30d" }); // refused
renew([]).proof.holds; // refused
request({}, { keysof: [] }); // refused
adopt([], 5); // refused
adopt([], "PEM").changes; // refused
change([], { newCA: true }); // refused
change([]).change.phases[0]!.steps[0]!.oneAtATime; // refused
changeStatus([], {}); // refused
changeStatus([], [])[0]!.is === "there"; // refused
new Session().generate({}); // refused
