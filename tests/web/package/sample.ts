// Every function of the package by its types; only compiled.
import {
  adopt, change, changeStatus, check, choices, explain, generate, handshake, inspect, isMimirTlsError, options, prove, render, renew, request, resolve, Session, version, view, wantedKeys,
  type Answer, type Certificates, type ChangePlace, type ChangeStep, type Checked, type Component, type Draft, type ErrorCode, type ConfigFile, type Explained, type FindingCode, type Folder, type GeneratedFile, type GenerateOptions,
  type HandshakeAnswer, type LinkProtocol, type OptionInfo, type Plan, type PlanFile, type ProofReport, type Severity,
} from "mimir-tls";
import { init, initSync } from "mimir-tls/init";

interface MyPlan { release: string }

const draft: Draft = { mode: "monolithic", "cluster.namespace": "metrics" };
const file: PlanFile = { version: 1, mode: "monolithic", components: ["all"], certificates: { leaf: { days: 90 } }, surfaces: { kafka: "broker:9093" } };
const mine: MyPlan = { release: "3.0" };
const plans: Plan[] = [draft, file, mine, "version: 1\nmode: monolithic\n", { mode: "monolithic", cluster: { namespace: "metrics" } }, { "certificates.leaf.days": 90, components: ["ingester"] }];

const number: string = version();
const releases: string[] = choices().releases;
const component: Component | undefined = undefined;
const known: OptionInfo[] = options({ release: "3.0", component, surface: "server-http" });
const all: (string | null | undefined)[] = options().map((it) => it.flag);
const resolved = resolve(plans[0]!);
const settings: Record<string, string> | undefined = resolved.settings.all;
const again = resolve(resolved.plan);
const warnings: { key: string; message: string }[] = resolved.warnings;
const texts: ConfigFile[] = render(draft, { component: "all", target: "yaml", comments: false });
const answer: Answer = view(draft);
const links: number = "view" in answer ? answer.view.links.length : answer.refused.length;

const given: GenerateOptions = { seed: "00".repeat(32), time: new Date(), comments: true, keys: [new Uint8Array()], ca: { certificate: "PEM", key: new Uint8Array(), passphrase: "open sesame" }, encryptCaKey: null };
const made = generate(draft, given);
const files: GeneratedFile[] = made.files;
const proofs: ProofReport[] = [made.proof, prove(draft), prove(files), prove([{ path: "certs/root.crt", text: new Uint8Array() }])];
const protocols: LinkProtocol[] = made.proof.links.map((it) => it.link.protocol).filter((it) => it === "grpc");
const items = [inspect("PEM"), inspect(new Uint8Array())].flatMap((it) => it.items);
const ends: (string | null | undefined)[] = items.map((it) => (it.kind === "certificate" ? it.notAfter : it.kind === "private-key" ? it.keySha256 : null));
const checked: Checked = check([{ path: "mimir.yaml", content: "" }, { path: "a.crt", content: new Uint8Array() }], { language: "de", mode: "read-write" });
const severities: Severity[] = checked.findings.map((it) => it.severity);
const codes: FindingCode[] = checked.findings.map((it) => it.code);
const mended: string[] = checked.findings.flatMap((it) => it.edits).map((it) => it.new);
const shaken: HandshakeAnswer = handshake({ address: "a:1", server: { clientAuth: "NoClientCert" }, client: { skipVerify: true }, protocol: "grpc" });

const folders: Folder[] = [files, { "plan.yaml": "version: 1", "certs/root.crt": new Uint8Array() }];
const renewed = renew(files, { within: "30d", keepKeys: true, caKey: "PEM", passphrase: "open sesame", time: 1_800_000_000 });
const renewedAnew: GeneratedFile[] = renewed.changed ? renewed.files : [];
const requests: string[] = request(draft, { keysOf: folders[1]!, seed: null }).requests;
const reply: Certificates[] = ["PEM", new Uint8Array(), files];
const notes: string[] = reply.flatMap((it) => adopt(files, it, { plan: draft, ca: "PEM", comments: true }).notes);
const planned = change(files, { to: file, newCa: true, renew: false, allowBreak: true, place: "/etc/mimir" });
const steps: ChangeStep[] = planned.change.phases.flatMap((it) => [...it.steps, ...it.back]);
const restarts: boolean[] = steps.flatMap((it) => (it.action === "restart" ? [it.oneAtATime] : []));
const bridges: string[] = planned.change.breaks.map((it) => it.bridge);
const places: ChangePlace[] = changeStatus(planned.files, folders);
const found: Explained[] = explain("x509: certificate signed by unknown authority", { language: "en" });
const session = new Session();
const { algorithm, count } = session.wantedKeys(file, true);
const holds: boolean = session.generate(draft, wantedKeys(draft).count > 0, Array.from({ length: count }, () => new Uint8Array())).holds;
const archive: Uint8Array = session.zip();
session.bringCa(new Uint8Array(), "PEM");
session.free();

try {
  await init(new URL("https://mimir-tls.example/engine_bg.wasm"));
  initSync(new WebAssembly.Module(new Uint8Array()));
} catch (error) {
  if (isMimirTlsError(error)) {
    const code: ErrorCode = error.code;
    console.log(code, error.key?.length);
  }
}

export { number, releases, known, all, settings, again, warnings, texts, links, proofs, protocols, ends, severities, codes, mended, found, shaken, algorithm, holds, archive, renewedAnew, requests, notes, restarts, bridges, places };
