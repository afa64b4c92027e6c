"""Renders the chart with what mimir-tls writes for it, and walks what comes of it.

    judge.py WORK    WORK/chart is the chart, without those that it depends on

Each check that holds is a line on stdout; the first fault of each kind is told
on stderr, with the values that it comes of.
"""

import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

import kubernetes_validate
import yaml

WORK = pathlib.Path(sys.argv[1])
CHART = WORK / "chart"
KUBERNETES = "1.33.0"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FAULTS = []


def load(text):
    return yaml.load(text, Loader=LOADER)


def documents(text):
    return [document for document in yaml.load_all(text, Loader=LOADER) if document]


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)


# --- what is rendered -------------------------------------------------------


class Plan:
    """A folder that mimir-tls has made for the chart, by some options."""

    def __init__(self, name, *options):
        self.name = name
        self.folder = WORK / name
        made = run(os.environ["MIMIR_TLS"], "generate", "--platform", "helm", "--algorithm", "ed25519", "--out", self.folder, *options)
        if made.returncode:
            sys.exit(f"generate {' '.join(options)}: {made.stderr}")
        self.helm = self.folder / "helm"
        self.plan = load((self.folder / "plan.yaml").read_text())
        cluster = self.plan["cluster"]
        self.cluster, self.namespace = cluster["name"], cluster["namespace"]
        self.certificates = self.plan["cert_dir"]
        self.objects = documents((self.helm / "secrets.yaml").read_text())
        self.secrets = {it["metadata"]["name"]: it for it in self.objects}

    def render(self, base, variant, *overlays):
        values = [base, *variant, self.helm / "values.yaml", *(self.helm / it for it in overlays), self.helm / "restart.yaml"]
        flags = itertools.chain.from_iterable(("--values", it) for it in values if it)
        return run(
            "helm", "template", self.cluster, CHART, "--namespace", self.namespace, "--kube-version", KUBERNETES,
            "--set", "minio.enabled=false,rollout_operator.enabled=false", "--set", f"fullnameOverride={self.cluster}", *flags,
        )  # fmt: skip


def values_file(name, values):
    path = WORK / f"{name}.yaml"
    path.write_text(yaml.safe_dump(values))
    return path


def zones(enabled):
    keys = ["alertmanager", "ingester", "store_gateway"]
    return values_file(f"zones-{enabled}", {key: {"zoneAwareReplication": {"enabled": enabled}} for key in keys})


ARCHITECTURES = {"ingest storage": None, "classic": CHART / "classic-architecture.yaml"}
ZONES = {"zones": zones(True), "no zones": zones(False)}
GATEWAYS = {"gateway": (), "no gateway": ("gateway-off.yaml",)}


class Rendered:
    """What Helm renders, and what it was rendered of."""

    def __init__(self, plan, base, variant, overlays, what):
        self.plan, self.overlays, self.what = plan, overlays, what
        rendered = plan.render(base, variant, *overlays)
        self.text, self.error = rendered.stdout, rendered.returncode and rendered.stderr
        self.objects = [] if self.error else documents(self.text)

    def fault(self, text):
        FAULTS.append(f"{self.what}: {text}")

    def all(self, *kinds):
        return [it for it in self.objects if it["kind"] in kinds]

    def pods(self):
        """Each workload with the pod that it is of."""
        for it in self.all("Deployment", "StatefulSet", "DaemonSet", "Job"):
            yield it, it["spec"]["template"]


# --- the walk ---------------------------------------------------------------


def is_mimir(container):
    return any(argument.startswith("-target=") for argument in container.get("args") or [])


def has_listener(container):
    """Whether it reads Mimir's configuration, and so its listeners speak TLS."""
    return any(argument.startswith("-config.file=") for argument in container.get("args") or [])


def probes_and_mounts(one):
    """Each container with a TLS listener has HTTPS probes and the certificates."""
    strict = one.plan.plan["policy"]["http"].startswith("Require")
    containers = 0
    for workload, template in one.pods():
        name, pod = workload["metadata"]["name"], template["spec"]
        for container in pod["containers"]:
            is_gateway = container["name"] == "gateway"
            if not (is_mimir(container) or is_gateway):
                continue
            if is_mimir(container) and has_listener(container):
                containers += 1
            probes = {key: value for key, value in container.items() if key.endswith("Probe") and value}
            if has_listener(container) and "readinessProbe" not in probes and container["name"] != "continuous-test":
                one.fault(f"{name}: no readiness probe")
            for probe in probes.values():
                over = probe.get("httpGet", {}).get("scheme", "HTTP" if "httpGet" in probe else "TCP")
                wanted = "TCP" if strict else "HTTPS"
                if is_gateway:
                    wanted = "HTTPS" if "gateway-tls.yaml" in one.overlays else "HTTP"
                if over != wanted:
                    one.fault(f"{name}: a probe over {over}, not {wanted}")
            mounted(one, name, pod, container)
        if "checksum/mimir-tls" not in (template["metadata"].get("annotations") or {}) and workload["kind"] != "Job":
            one.fault(f"{name}: a new Secret does not restart it")
    return containers


def mounted(one, name, pod, container):
    mounts = [it for it in container.get("volumeMounts") or [] if it["mountPath"] == one.plan.certificates]
    if len(mounts) != 1 or "subPath" in mounts[0]:
        one.fault(f"{name}/{container['name']}: certificates mounted {len(mounts)} times, or not as a folder")
        return
    [volume] = [it for it in pod["volumes"] if it["name"] == mounts[0]["name"]]
    for source in volume["projected"]["sources"]:
        secret = one.plan.secrets.get(source["secret"]["name"])
        keys = {it["key"] for it in source["secret"]["items"]}
        if not secret or not keys <= secret["stringData"].keys():
            one.fault(f"{name}: no Secret {source['secret']}")
    if (pod.get("securityContext") or {}).get("fsGroup") is None and "openshift" not in one.what:
        one.fault(f"{name}: nobody but root may read the certificates")


def urls(one):
    """Each URL to an HTTP port of Mimir's is https, and nothing goes unverified."""
    plain = re.compile(r"http://(\$?[A-Za-z0-9_.-]+)(:\d+)?")
    gateway = f"{one.plan.cluster}-gateway.{one.plan.namespace}.svc"
    is_plain_gateway = not one.overlays
    lax = re.compile(r"(?i)skip[-_.]?verify[^\n]{0,3}true|proxy_ssl_verify\s+off|unsafeSsl\W+true")
    for match in plain.finditer(one.text):
        host = match[1]
        is_mimirs = host.startswith("$") or host.startswith(f"{one.plan.cluster}-") or "_http-metrics" in host
        if is_mimirs and not (host == gateway and is_plain_gateway):
            one.fault(f"plaintext to {match[0]}")
    for match in lax.finditer(one.text):
        one.fault(f"unverified: {match[0]}")
    if "PRIVATE KEY" in one.text:
        one.fault("a key in what Helm renders, and so in its release")


def monitors(one):
    strict = one.plan.plan["policy"]["http"].startswith("Require")
    for monitor in one.all("ServiceMonitor"):
        if "grafana-agent" in json.dumps(monitor["metadata"]) or "app.kubernetes.io/name" not in monitor["metadata"].get("labels", {}):
            continue
        for endpoint in monitor["spec"]["endpoints"]:
            if endpoint["port"] != "http-metrics" or "bearerTokenFile" in endpoint:
                continue
            tls = endpoint.get("tlsConfig") or {}
            if endpoint.get("scheme") != "https" or "ca" not in tls or "serverName" not in tls or strict != ("cert" in tls):
                one.fault(f"monitor {monitor['metadata']['name']}: {endpoint.get('scheme')} {tls}")


def no_key_but_in_secrets(plan):
    for path in plan.helm.iterdir():
        if path.name != "secrets.yaml" and "PRIVATE KEY" in path.read_text():
            FAULTS.append(f"{plan.name}: a key in {path.name}")
        is_private = path.stat().st_mode & 0o077 == 0
        if is_private != (path.name == "secrets.yaml"):
            FAULTS.append(f"{plan.name}: the mode of {path.name}")
    for it in plan.objects:
        if it["kind"] != "Secret" and "PRIVATE KEY" in json.dumps(it):
            FAULTS.append(f"{plan.name}: a key in a {it['kind']}")
    authority = (plan.folder / "ca/root.key").read_text().splitlines()[1]
    if any(authority in path.read_text() for path in plan.helm.iterdir()):
        FAULTS.append(f"{plan.name}: the CA's key is handed out")


# --- the judges -------------------------------------------------------------


class Once:
    """Asks a judge once about each text, however many renderings have it."""

    def __init__(self, judge):
        self.judge, self.said = judge, {}

    def ask(self, one, text, *more):
        key = hashlib.sha256(text.encode()).digest()
        if key not in self.said:
            self.said[key] = self.judge(one, text, *more)
        if self.said[key]:
            one.fault(self.said[key])


def schema(one, text):
    it = json.loads(text)
    try:
        kubernetes_validate.validate(it, KUBERNETES.rsplit(".", 1)[0], strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{it['kind']} {it['metadata'].get('name')}: {'.'.join(map(str, error.path))}: {error.message[:300]}"
    except (kubernetes_validate.SchemaNotFoundError, kubernetes_validate.InvalidSchemaError):
        UNKNOWN.add(it["kind"])
    return None


def mimir(one, text):
    path = WORK / f"mimir-{hashlib.sha256(text.encode()).hexdigest()[:16]}.yaml"
    path.write_text(text)
    said = run(os.environ["MIMIR"], f"-config.file={path}", "-config.expand-env=true", "-modules")
    return said.returncode and f"Mimir: {said.stderr or said.stdout}"


def nginx(one, text):
    """nginx takes its configuration, with the certificates where they are made."""
    owner = "certs/external" if (one.plan.folder / "certs/external").is_dir() else "certs"
    own = text.replace(one.plan.certificates, str(one.plan.folder / owner))
    own = re.sub(r"resolver \S+;", "resolver 127.0.0.1;", own).replace("/etc/nginx/secrets", "/etc/nginx")
    path = WORK / f"nginx-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    path.write_text(own)
    said = run("nginx", "-t", "-q", "-c", path)
    return said.returncode and f"nginx: {said.stderr}"


def check(one, text):
    folder = WORK / f"check-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    folder.mkdir()
    (folder / "rendered.yaml").write_text(text)
    (folder / "secrets.yaml").write_text((one.plan.helm / "secrets.yaml").read_text())
    said = run(os.environ["MIMIR_TLS"], "check", "--format", "json", folder)
    try:
        report = json.loads(said.stdout)
    except ValueError:
        return f"check: {said.stderr}"
    CHECKED.append(len(report.get("links", [])))
    above = [it for it in report["findings"] if it["severity"] != "note"]
    told = sorted({f"{it['code']} {it.get('title', '')}" for it in above})
    return told and f"check: {len(above)} findings: {'; '.join(told)}"


UNKNOWN = set()
CHECKED = []
SCHEMA, MIMIR, NGINX, CHECK = Once(schema), Once(mimir), Once(nginx), Once(check)


def walk(one, with_check):
    if one.error:
        one.fault(f"Helm: {one.error[-2000:]}")
        return 0
    for it in one.objects:
        SCHEMA.ask(one, json.dumps(it, sort_keys=True, default=str))
    for it in one.all("ConfigMap", "Secret"):
        data = it.get("data") or {}
        if isinstance(data, dict) and "mimir.yaml" in data:
            MIMIR.ask(one, data["mimir.yaml"])
        if isinstance(data, dict) and "nginx.conf" in data:
            NGINX.ask(one, data["nginx.conf"])
    urls(one)
    monitors(one)
    if with_check:
        CHECK.ask(one, one.text)
    return probes_and_mounts(one)


def combinations(plan, base):
    for architecture, zone, gateway in itertools.product(ARCHITECTURES, ZONES, GATEWAYS):
        variant = (ARCHITECTURES[architecture], ZONES[zone])
        yield plan, base, variant, GATEWAYS[gateway], f"{base and base.name}, {architecture}, {zone}, {gateway}"


def version(*command):
    said = run(*command)
    return re.search(r"\d+\.\d+[.\d]*", said.stdout + said.stderr)[0]


def main():
    bases = sorted((CHART / "ci/offline").glob("*.yaml"))
    default = Plan("default")
    strict = Plan("strict", "--http-auth", "RequireAndVerifyClientCert", "--min-version", "VersionTLS13")
    others = [
        strict,
        Plan("per-component", "--profile", "per-component"),
        Plan("single", "--profile", "single"),
        Plan("named", "--cluster", "metrics", "--namespace", "observability", "--domain", "example.internal"),
        Plan("caches", "--surface", "memcached,object-storage,kafka=broker.example:9093"),
    ]
    tls = Plan("gateway-tls", "--dns", "mimir-gateway.mimir.svc")
    caches = values_file("caches", {key: {"enabled": True} for key in ["chunks-cache", "index-cache", "metadata-cache", "results-cache"]})
    everything = values_file("everything", {"continuous_test": {"enabled": True}, "metaMonitoring": {"serviceMonitor": {"enabled": True}, "grafanaAgent": {"enabled": True}}})

    work = [(*it, "no gateway" not in it[-1]) for base in bases for it in combinations(default, base)]
    for plan in others:
        for base in [None, CHART / "ci/offline/keda-autoscaling-values.yaml"]:
            for plan, base, variant, overlays, what in combinations(plan, base):
                work.append((plan, base, (*variant, caches, everything), overlays, f"plan {plan.name}, {what}", True))
    for base in [everything, CHART / "ci/offline/gateway-nginx-values.yaml", CHART / "ci/offline/keda-autoscaling-values.yaml"]:
        work.append((tls, base, (caches,), ("gateway-tls.yaml",), f"plan gateway-tls, {base.name}", True))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rendered = list(pool.map(lambda it: Rendered(*it[:5]), work))
    containers = sum(walk(one, it[5]) for one, it in zip(rendered, work))
    for plan in [default, tls, *others]:
        no_key_but_in_secrets(plan)

    if FAULTS:
        for fault in sorted(set(FAULTS))[:40]:
            print(fault, file=sys.stderr)
        sys.exit(f"{len(FAULTS)} faults in {len(rendered)} renderings")
    if containers < 10 * len(rendered) or not CHECKED or not all(CHECKED):
        sys.exit(f"too little was seen: {containers} containers, links {CHECKED}")

    chart = load((CHART / "Chart.yaml").read_text())["version"]
    rows = [
        ("Helm", version("helm", "version", "--template", "{{.Version}}"), f"mimir-distributed {chart} renders {len(rendered)} times: its {len(bases)} own values files, classic and ingest storage, zones, gateway; strict, per component, caches"),
        ("Kubernetes' schemas", KUBERNETES, f"{len(SCHEMA.said)} objects are valid; not known to them: {', '.join(sorted(UNKNOWN))}"),
        ("the rendered objects", chart, f"{containers} containers have HTTPS probes and the certificates as a folder; every URL to Mimir is https, nothing goes unverified, no key outside a Secret"),
        ("Mimir", "3.0.5", f"parses {len(MIMIR.said)} configurations"),
        ("nginx", version("nginx", "-v"), f"takes {len(NGINX.said)} configurations of the gateway"),
        ("mimir-tls check", "own", f"finds nothing above a note in {len(CHECK.said)} renderings"),
    ]
    for tool, of, result in rows:
        print("helm", tool, of, result, sep="\t")


main()
