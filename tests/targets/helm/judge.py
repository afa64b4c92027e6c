"""Renders the chart with what mimir-tls writes for it, and walks what comes of it.

    judge.py WORK    WORK/chart is the chart, without those that it depends on

Each check that holds is a line on stdout; the first fault of each kind is told
on stderr, with the values that it comes of.
"""

import concurrent.futures
import copy
import hashlib
import itertools
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

import kubernetes_validate
import yaml

WORK = pathlib.Path(sys.argv[1])
CHART = WORK / "chart"
KUBERNETES = "1.33.0"
# A chart that somebody brought is of the Mimir that it names.
RELEASE = ["--release", ".".join(os.environ["RELEASE"].split(".")[:2])] if "RELEASE" in os.environ else []
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
        made = run(
            os.environ["MIMIR_TLS"], "generate", "--platform", "helm", "--algorithm", "ed25519", "--out", self.folder, *RELEASE, *options
        )  # fmt: skip
        if made.returncode:
            sys.exit(f"generate {' '.join(options)}: {made.stderr}")
        self.helm = self.folder / "helm"
        self.plan = load((self.folder / "plan.yaml").read_text())
        cluster = self.plan["cluster"]
        self.release, self.namespace = cluster["name"], cluster["namespace"]
        self.cluster = cluster.get("fullname") or self.release
        self.certificates = self.plan["cert_dir"]
        self.objects = documents((self.helm / "secrets.yaml").read_text())
        self.secrets = {it["metadata"]["name"]: it for it in self.objects}

    def render(self, base, variant, *overlays):
        return self.render_of(base, *variant, self.helm / "values.yaml", *(self.helm / it for it in overlays), self.helm / "restart.yaml")

    def render_of(self, *values):
        flags = itertools.chain.from_iterable(("--values", it) for it in values if it)
        return run(
            "helm", "template", self.release, CHART, "--namespace", self.namespace, "--kube-version", KUBERNETES,
            "--set", f"minio.enabled=false,rollout_operator.enabled=false,fullnameOverride={self.cluster}", *flags,
        )  # fmt: skip


class Commanded(Plan):
    """The same by the command that its README prints."""

    def render(self, base, variant, *_):
        install = (self.helm / "README.md").read_text().split("\n## ")[1]
        theirs = (base, *variant)
        values = [theirs if it == "yours.yaml" else (self.folder / it,) for it in re.findall(r"--values (\S+)", install)]
        return self.render_of(*itertools.chain.from_iterable(values))


class Into(Plan):
    """Somebody's values with ours put in, which are all that is given."""

    def __init__(self, base, *options):
        super().__init__(f"into-{base.stem}", "--into", str(base), *options)
        self.merged = self.folder / "merged" / base.name

    def render(self, _, variant, *__):
        return self.render_of(self.merged, *variant, self.helm / "restart.yaml")


def values_file(name, values):
    path = WORK / f"{name}.yaml"
    path.write_text(yaml.safe_dump(values))
    return path


def zones(enabled):
    keys = ["alertmanager", "ingester", "store_gateway"]
    return values_file(f"zones-{enabled}", {key: {"zoneAwareReplication": {"enabled": enabled}} for key in keys})


# The gateway's Ingress has no type for its paths until one is said, and the
# other is told of TLS as helm/README.md says.
INGRESS = values_file(
    "ingress",
    {
        "gateway": {"ingress": {"hosts": [{"host": "mimir.example.com", "paths": [{"path": "/", "pathType": "Prefix"}]}]}},
        "ingress": {
            "annotations": {
                "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
                "nginx.ingress.kubernetes.io/proxy-ssl-verify": "on",
                "nginx.ingress.kubernetes.io/proxy-ssl-name": "mimir.mimir.svc.cluster.local",
                "nginx.ingress.kubernetes.io/proxy-ssl-secret": "mimir/mimir-tls-client",
            }
        },
    },
)

CLASSIC = CHART / "classic-architecture.yaml"
# Before version 6 the chart has one, and no examples of its own but for sizes.
ARCHITECTURES = {"ingest storage": None, "classic": CLASSIC} if CLASSIC.exists() else {"classic": None}
BASES = sorted((CHART / "ci/offline").glob("*.yaml")) or [CHART / f"{it}.yaml" for it in ["small", "large", "capped-small", "capped-large"]]
ZONES = {"zones": zones(True), "no zones": zones(False)}
GATEWAYS = {"gateway": (), "no gateway": ("gateway-off.yaml",)}


def overlays(base, zone, gateway):
    """What a user with these values adds: the chart's own zones go by a file of ours."""
    has_own_zones = base and "zones:" in base.read_text()
    return (*GATEWAYS[gateway], *(("zones.yaml",) if zone == "zones" and not has_own_zones else ()))


def pods(objects):
    """Each workload with the pod that it is of."""
    for it in objects:
        if it["kind"] in ("Deployment", "StatefulSet", "DaemonSet", "Job"):
            yield it, it["spec"]["template"]


class Rendered:
    """What Helm renders, and what it was rendered of."""

    def __init__(self, plan, base, variant, overlays, what):
        self.plan, self.overlays, self.what = plan, overlays, what
        self.values = (base, *variant)
        rendered = plan.render(base, variant, *overlays)
        self.text, self.error = rendered.stdout, rendered.returncode and rendered.stderr
        self.objects = [] if self.error else documents(self.text)

    def alone(self):
        """What the chart makes of the same values without ours, which is nobody's fault here."""
        rendered = self.plan.render_of(*self.values)
        return rendered.stdout, bool(rendered.returncode)

    def fault(self, text):
        FAULTS.append(f"{self.what}: {text}")

    def all(self, *kinds):
        return [it for it in self.objects if it["kind"] in kinds]
    def effective(self):
        """The objects, without flags behind which the same flag stands again."""
        objects = copy.deepcopy(self.objects)
        for _, template in pods(objects):
            for container in template["spec"]["containers"]:
                flags = {str(argument).split("=")[0]: argument for argument in container.get("args") or []}
                container["args"] = list(flags.values())
        return objects



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
    for workload, template in pods(one.objects):
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
    is_plain_gateway = not any("gateway" in overlay for overlay in one.overlays)
    text = json.dumps(one.effective(), default=str)
    lax = re.compile(r"(?i)skip[-_.]?verify[^\n]{0,3}true|proxy_ssl_verify\s+off|unsafeSsl\W+true")
    for match in plain.finditer(text):
        host = match[1]
        is_mimirs = host.startswith("$") or host.startswith(f"{one.plan.cluster}-") or "_http-metrics" in host
        if is_mimirs and not (host == gateway and is_plain_gateway):
            one.fault(f"plaintext to {match[0]}")
    for match in lax.finditer(text):
        one.fault(f"unverified: {match[0]}")
    if "PRIVATE KEY" in one.text:
        one.fault("a key in what Helm renders, and so in its release")


def monitors(one):
    strict = one.plan.plan["policy"]["http"].startswith("Require")
    for monitor in one.all("ServiceMonitor"):
        if "app.kubernetes.io/component" not in monitor["spec"]["selector"]["matchLabels"]:
            continue  # It looks at Kubernetes itself.
        for endpoint in monitor["spec"]["endpoints"]:
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
        if it in documents(one.alone()[0]):
            return None
        return f"{it['kind']} {it['metadata'].get('name')}: {'.'.join(map(str, error.path))}: {error.message[:300]}"
    except (kubernetes_validate.SchemaNotFoundError, kubernetes_validate.InvalidSchemaError):
        UNKNOWN.add(it["kind"])
    return None


def with_certificates(one, text):
    """A configuration with the certificates where they are made."""
    owner = "certs/external" if (one.plan.folder / "certs/external").is_dir() else "certs"
    return text.replace(one.plan.certificates, str(one.plan.folder / owner))


def mimir(one, text):
    if RELEASE:
        return None  # This Mimir is of another release than the chart.
    path = WORK / f"mimir-{hashlib.sha256(text.encode()).hexdigest()[:16]}.yaml"
    path.write_text(with_certificates(one, text))
    for target in ["distributor", "ingester", "store-gateway", "compactor", "ruler"]:
        said = run(os.environ["MIMIR"], f"-config.file={path}", "-config.expand-env=true", f"-target={target}", "-modules")
        if said.returncode:
            return f"Mimir, {target}: {said.stderr or said.stdout}"
    return None


def nginx(one, text):
    own = re.sub(r"resolver \S+;", "resolver 127.0.0.1;", with_certificates(one, text)).replace("/etc/nginx/secrets", "/etc/nginx")
    path = WORK / f"nginx-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    path.write_text(own)
    said = run("nginx", "-t", "-q", "-c", path)
    return said.returncode and f"nginx: {said.stderr}"


def findings(one, text, name):
    """What `check` finds above a note in manifests, beside our Secrets."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=WORK))
    (folder / "rendered.yaml").write_text(text)
    (folder / "secrets.yaml").write_text((one.plan.helm / "secrets.yaml").read_text())
    report = json.loads(run(os.environ["MIMIR_TLS"], "check", "--format", "json", folder).stdout)
    return report["links"], {(it["code"], it["subject"]): it["what"] for it in report["findings"] if it["severity"] != "note"}


def check(one, text):
    links, found = findings(one, text, "check")
    CHECKED.append(len(links))
    if found:
        _, theirs = findings(one, one.alone()[0], "alone")
        found = {key: what for key, what in found.items() if key not in theirs}
    return found and f"check: {len(found)} findings: {'; '.join(f'{code} {what}' for (code, _), what in found.items())}"


# --- memcached, as its containers are told ----------------------------------


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def within(what, seconds=20):
    """Asks again and again, until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := what():
                return answer
        except OSError:
            pass
        time.sleep(0.1)
    return None


def caches_serve(one):
    """A cache of the chart and its exporter, with the arguments that are rendered: the exporter is let in, and nobody without a certificate."""
    [(_, template)] = [it for it in pods(one.objects) if it[0]["metadata"]["name"].endswith("-results-cache")]
    of = {container["name"]: container["args"] for container in template["spec"]["containers"]}
    certificates = str(one.plan.folder / "certs")
    port, metrics = free_port(), free_port()
    here = lambda arguments: [str(it).replace(one.plan.certificates, certificates) for it in arguments]
    cache = [re.sub("^-m .*", "-m 64", it) for it in here(of["memcached"]) if not it.startswith("-u ")]
    exporter = [it for it in here(of["exporter"]) if "address" not in it]
    if os.geteuid() == 0:
        cache += ["-u", "root"]
    started = [
        subprocess.Popen(["memcached", "-l", "127.0.0.1", "-p", str(port), *cache], stderr=subprocess.DEVNULL),
        subprocess.Popen([os.environ["EXPORTER"], f"--memcached.address=localhost:{port}", f"--web.listen-address=127.0.0.1:{metrics}", *exporter], stderr=subprocess.DEVNULL),
    ]
    try:
        is_up = lambda: b"memcached_up 1" in urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics").read()
        if not within(is_up):
            one.fault("the exporter does not reach its cache")
        context = ssl.create_default_context(cafile=f"{certificates}/root.crt")
        answers = []
        for own in [False, True]:
            if own:
                context.load_cert_chain(f"{certificates}/client.crt", f"{certificates}/client.key")
            try:
                with context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost") as cache:
                    cache.sendall(b"version\r\n")
                    answers.append(cache.recv(100)[:7])
            except OSError as error:
                answers.append(type(error).__name__)
        if answers[0] == b"VERSION" or answers[1] != b"VERSION":
            one.fault(f"a cache answers {answers[0]} to nobody, {answers[1]} to a client")
    finally:
        for it in started:
            it.kill()
            it.wait()


UNKNOWN = set()
CHECKED = []
# Values that the chart refuses whatever we add.
REFUSED = []
SCHEMA, MIMIR, NGINX, CHECK = Once(schema), Once(mimir), Once(nginx), Once(check)


def walk(one, with_check):
    if one.error:
        if one.alone()[1]:
            REFUSED.append(one.what)
        else:
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
        variant = (INGRESS, ARCHITECTURES[architecture], ZONES[zone])
        yield plan, base, variant, overlays(base, zone, gateway), f"{base and base.name}, {architecture}, {zone}, {gateway}"


def version(*command):
    said = run(*command)
    return re.search(r"\d+\.\d+[.\d]*", said.stdout + said.stderr)[0]


def main():
    default = Plan("default")
    strict = Plan("strict", "--http-auth", "RequireAndVerifyClientCert", "--min-version", "VersionTLS13")
    others = [
        strict,
        Plan("per-component", "--profile", "per-component"),
        Plan("single", "--profile", "single"),
        Plan("named", "--cluster", "prod", "--fullname", "metrics", "--namespace", "observability", "--domain", "example.internal"),
        Plan("caches", "--surface", "memcached" if RELEASE else "memcached,object-storage,kafka=broker.example:9093"),
    ]
    tls = Plan("gateway-tls", "--dns", "mimir-gateway.mimir.svc")
    caches = values_file("caches", {key: {"enabled": True} for key in ["chunks-cache", "index-cache", "metadata-cache", "results-cache"]})
    everything = values_file("everything", {"continuous_test": {"enabled": True}, "metaMonitoring": {"serviceMonitor": {"enabled": True}, "grafanaAgent": {"enabled": True}}})

    work = [(*it, "no gateway" not in it[-1]) for base in BASES for it in combinations(default, base)]
    [keda, nginx_gateway] = [
        next((it for it in BASES if it.stem == name), BASES[0]) for name in ["keda-autoscaling-values", "gateway-nginx-values"]
    ]
    for plan in others:
        for plan, base, variant, more, what in list(combinations(plan, keda))[::3]:
            work.append((plan, base, (*variant, caches, everything), more, f"plan {plan.name}, {what}", True))
    for base in [everything, nginx_gateway, keda]:
        work.append((tls, base, (INGRESS, caches), ("gateway-tls.yaml", "zones.yaml"), f"plan gateway-tls, {base.name}", True))

    # By what is printed, and by a copy of somebody's values.
    commanded = Commanded("commanded")
    lists = values_file(
        "lists",
        {
            "global": {"extraVolumes": [{"name": "corp-ca", "emptyDir": {}}], "extraVolumeMounts": [{"name": "corp-ca", "mountPath": "/corp"}]},
            "metaMonitoring": {"serviceMonitor": {"enabled": True, "relabelings": [{"targetLabel": "team", "replacement": "metrics"}]}},
        },
    )
    for base in [None, lists, *BASES]:
        work.append((commanded, base, (INGRESS,), (), f"as printed, {base and base.name}", True))
    for base in [values_file("nothing", {}), lists, *BASES]:
        work.append((Into(base), base, (INGRESS,), (), f"into {base.name}", True))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        rendered = list(pool.map(lambda it: Rendered(*it[:5]), work))
    containers = sum(walk(one, it[5]) for one, it in zip(rendered, work))
    [cached, *_] = [one for one in rendered if one.plan.name == "caches" and not one.error] or [None]
    if cached:
        caches_serve(cached)
    for plan in [default, tls, *others]:
        no_key_but_in_secrets(plan)
    [joined] = [one for one in rendered if one.what == "into lists.yaml"]
    for theirs in ["corp-ca", "targetLabel: team"]:
        if joined.text.count(theirs) < 2:
            joined.fault(f"{theirs} of theirs is gone")

    if FAULTS:
        for fault in sorted(set(FAULTS))[:40]:
            print(fault, file=sys.stderr)
        sys.exit(f"{len(FAULTS)} faults in {len(rendered)} renderings")
    if len(REFUSED) > 2 or containers < 10 * len(rendered) or not CHECKED or not all(CHECKED):
        sys.exit(f"too little was seen: {containers} containers, links {CHECKED}")

    chart = load((CHART / "Chart.yaml").read_text())["version"]
    rows = [
        ("Helm", version("helm", "version", "--template", "{{.Version}}"), f"mimir-distributed {chart} renders {len(rendered) - len(REFUSED)} times: its {len(BASES)} own values files, {' and '.join(sorted(ARCHITECTURES))}, zones, gateway; strict, per component, caches; by the command of the README, and by a copy of each"),
        ("Kubernetes' schemas", KUBERNETES, f"{len(SCHEMA.said)} objects are valid; not known to them: {', '.join(sorted(UNKNOWN))}"),
        ("the rendered objects", chart, f"{containers} containers have HTTPS probes and the certificates as a folder; every URL to Mimir is https, nothing goes unverified, no key outside a Secret"),
        *([] if RELEASE else [("Mimir", "3.0.5", f"parses {len(MIMIR.said)} configurations")]),
        ("nginx", version("nginx", "-v"), f"takes {len(NGINX.said)} configurations of the gateway"),
        ("memcached", version("memcached", "-V"), "serves with the arguments of the chart's caches, whoever has a certificate; memcached_exporter with its own is let in"),
        ("mimir-tls check", "own", f"finds nothing above a note in {len(CHECK.said)} renderings"),
    ]
    for tool, of, result in rows:
        print("helm", tool, of, result, sep="\t")


main()
