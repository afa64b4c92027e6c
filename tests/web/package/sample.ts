// Every function of the package by its types; only compiled.
import {
  check, choices, explain, generate, inspect, options, prove, render, resolve, Session, version, view,
  type Answer, type Checked, type Draft, type Explained, type File, type GeneratedFile, type OptionInfo, type Plan, type ProofReport,
} from "mimir-tls";

const draft: Draft = { mode: "monolithic", "cluster.namespace": "metrics" };
const plans: Plan[] = [draft, "version: 1\nmode: monolithic\n", { mode: "monolithic", cluster: { namespace: "metrics" } }];

const number: string = version();
const releases: string[] = choices().releases;
const known: OptionInfo[] = options({ release: "3.0", component: "ingester" });
const all: (string | null | undefined)[] = options().map((it) => it.flag);
const settings: Record<string, string> | undefined = resolve(plans[0]!).settings["all"];
const texts: File[] = render(draft, { component: "all", target: "yaml", comments: false });
const answer: Answer = view(draft);
const links: number = "view" in answer ? answer.view.links.length : answer.refused.length;

const made = generate(draft, { seed: "00".repeat(32), time: 1_800_000_000, comments: true });
const files: GeneratedFile[] = made.files;
const proofs: ProofReport[] = [made.proof, prove(draft), prove(files)];
const objections: string[] = [inspect("PEM"), inspect(new Uint8Array())].flatMap((it) => it.items.flatMap((item) => item.objections));
const checked: Checked = check([{ path: "mimir.yaml", content: "" }, { path: "a.crt", content: new Uint8Array() }], { language: "de" });
const found: Explained[] = explain("x509: certificate signed by unknown authority", { language: "en" });

const session = new Session();
const { algorithm, count } = session.wantedKeys(draft, true);
const holds: boolean = session.generate(draft, true, Array.from({ length: count }, () => new Uint8Array())).holds;
const archive: Uint8Array = session.zip();
session.free();

export { number, releases, known, all, settings, texts, links, proofs, objections, checked, found, algorithm, holds, archive };
