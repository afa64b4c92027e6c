//! What a check takes in at most, whatever it is led to: memory and time for the
//! whole run, and nothing passed over in silence.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::place::{Place, Ran};

use super::commands::json;

/// The most memory of a run, in KiB.
const MOST: u64 = 256 << 10;

/// What waits for something that never comes would do so for ever. How long a run
/// takes is the machine's.
const FOR_EVER: Duration = Duration::from_secs(1200);

/// Runs `check` there, and returns how much memory it had at most, in KiB.
#[track_caller]
fn measured(place: &Place, arguments: &str) -> (Ran, u64) {
    let said = place.at("said.json");
    let mut child = place
        .command(arguments.split_whitespace())
        .stdout(File::create(&said).expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("a run");
    let status = format!("/proc/{}/status", child.id());
    let begun = Instant::now();
    let mut most = 0;
    let code = loop {
        // The mark of a process that has ended is gone; it never sinks before.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(mark) = mark.and_then(|it| it.split_whitespace().next()) {
            most = most.max(mark.parse().expect("a number"));
        }
        if let Some(status) = child.try_wait().expect("a child") {
            break status.code();
        }
        assert!(begun.elapsed() < FOR_EVER, "it does not end");
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(most > 1000, "no memory was seen");
    let ran = Ran {
        code,
        stdout: fs::read_to_string(said).expect("what was said"),
        stderr: String::new(),
    };
    (ran, most)
}

/// The findings of a code, at each of their places: subject and text.
fn told(report: &Value, code: &str) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().expect("findings");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told = Vec::new();
    for it in findings.iter().filter(|it| it["code"] == code) {
        let places = it["places"].as_array().into_iter().flatten();
        for at in std::iter::once(it).chain(places) {
            told.push((text(&it["subject"]), text(&at["what"])));
        }
    }
    told
}

#[track_caller]
fn fits(place: &Place, what: &str) -> Value {
    let (ran, most) = measured(place, "check have --format json");
    assert!(most <= MOST, "{what}: {} MiB", most >> 10);
    eprintln!("{what}: {} MiB", most >> 10);
    json(&ran.stdout)
}

fn have(place: &Place) -> std::path::PathBuf {
    let have = place.at("have");
    fs::create_dir(&have).expect("a folder");
    fs::write(have.join("z.flags"), "-target=ingester\n-nobody.x=1\n").expect("flags");
    have
}

#[test]
fn thirty_bombs_and_a_gigabyte_of_anything_fit() {
    let place = Place::new();
    let have = have(&place);
    let zeros = vec![b' '; 15 << 20];
    for number in 0..30 {
        let file = File::create(have.join(format!("{number}.zip"))).expect("a file");
        let mut zip = zip::ZipWriter::new(file);
        for entry in ["a.yaml", "b.bin"] {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(entry, options).expect("an entry");
            zip.write_all(&zeros).expect("an entry");
        }
        zip.finish().expect("an archive");
    }
    for number in 0..40 {
        let file = File::create(have.join(format!("{number}.bin"))).expect("a file");
        file.set_len(15 << 20).expect("a length");
    }
    let report = fits(&place, "bombs");
    // The last is read all the same, or told.
    let last = told(&report, "MT117").len() + told(&report, "MT322").len();
    assert_eq!(last, 1, "{}", report["findings"]);
}

#[test]
fn thousands_of_certificates_fit() {
    let place = Place::new();
    let ran = place.run("generate --quiet --out made");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let have = have(&place);
    let one = fs::read_to_string(place.at("made/certs/server.crt")).expect("a certificate");
    let bundle = one.repeat(999);
    for number in 0..60 {
        fs::write(have.join(format!("{number}.crt")), &bundle).expect("a bundle");
    }
    let report = fits(&place, "certificates");
    assert!(!told(&report, "MT322").is_empty(), "{}", report["findings"]);
}

#[test]
fn much_configuration_fits() {
    let place = Place::new();
    let have = have(&place);
    let mut flags = String::from("-target=ingester\n");
    for number in 0..9000 {
        flags.push_str(&format!(
            "-ingester.client.tls-server-name=n{number}\n-x.y=1\n"
        ));
    }
    for number in 0..40 {
        fs::write(have.join(format!("{number}.flags")), &flags).expect("flags");
        let manifest = format!("a: [{}]\n", "{b: [c, d, e]}, ".repeat(9_000));
        fs::write(have.join(format!("{number}.yaml")), manifest).expect("YAML");
    }
    let report = fits(&place, "configuration");
    assert!(!told(&report, "MT322").is_empty());
}

#[test]
fn what_the_kernel_makes_up_as_it_is_read_has_an_end() {
    let place = Place::new();
    let have = have(&place);
    symlink("/proc/self/pagemap", have.join("a.yaml")).expect("a link");
    symlink("/proc/self/maps", have.join("b.yaml")).expect("a link");
    symlink("/dev/zero", have.join("c.yaml")).expect("a link");
    symlink("/proc/kallsyms", have.join("d.yaml")).expect("a link");
    let report = fits(&place, "files of the kernel");
    // Whether it refuses or goes on for ever: it is told, and ends.
    let unread = [told(&report, "MT321"), told(&report, "MT322")].concat();
    let unread = |name: &str| unread.iter().any(|(subject, _)| subject.ends_with(name));
    assert!(unread("a.yaml"), "{}", report["findings"]);
    let is_large = fs::read("/proc/kallsyms").is_ok_and(|it| it.len() > 1 << 20);
    assert_eq!(unread("d.yaml"), is_large, "{}", report["findings"]);
    let no_file = told(&report, "MT320");
    let what = "have/c.yaml was not looked into: it is no file and no folder";
    assert_eq!(no_file[0].1, what);
    assert_eq!(told(&report, "MT117").len(), 1);

    let (ran, most) = measured(&place, "check --format json /proc/self");
    assert!(ran.code.is_some() && most <= MOST, "{} MiB", most >> 10);
}

/// A pipe into which nobody writes, links in circles and up.
#[test]
fn pipes_loops_and_links_upwards_end() {
    let place = Place::new();
    let have = have(&place);
    let made = Command::new("mkfifo").arg(have.join("a.yaml")).status();
    assert!(made.expect("mkfifo").success());
    fs::create_dir(have.join("sub")).expect("a folder");
    symlink("..", have.join("sub/up")).expect("a link");
    symlink("/", have.join("root")).expect("a link");
    symlink("loop", have.join("loop")).expect("a link");
    symlink("sub", have.join("sub2")).expect("a link");
    fs::write(have.join("sub/n.flags"), "-target=querier\n-nobody.y=1\n").expect("flags");
    let report = fits(&place, "links");
    let codes = |code| {
        told(&report, code)
            .into_iter()
            .map(|it| it.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("MT117").len(), 2, "each once: {}", report["findings"]);
    let passed = codes("MT320").join("\n");
    assert!(
        passed.contains("a.yaml was not looked into: it is no file"),
        "{passed}"
    );
    let up = "have/root was not looked into: its link leads up to what it is itself in";
    assert!(passed.contains(up), "{passed}");
    assert_eq!(
        codes("MT321"),
        ["have/loop cannot be read: its link leads nowhere"]
    );
}

#[test]
fn a_folder_behind_a_link_is_looked_into() {
    let place = Place::new();
    let ran = place.run("generate --quiet --algorithm ed25519");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    fs::create_dir(place.at("cfg")).expect("a folder");
    symlink("../mimir-tls/certs", place.at("cfg/certs")).expect("a link");
    symlink("../mimir-tls/flags", place.at("cfg/flags")).expect("a link");
    let ran = place.run("check cfg --format json");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let report = json(&ran.stdout);
    let links = report["links"].as_array().expect("links");
    assert!(links.len() > 50, "only {} links", links.len());
    assert!(links.iter().all(|link| link["verdict"] == "accepted"));
}

#[test]
fn what_is_passed_over_is_told_and_is_no_fault() {
    let place = Place::new();
    let have = have(&place);
    fs::remove_file(have.join("z.flags")).expect("flags");
    fs::write(have.join("all.flags"), "-target=ingester\n").expect("flags");
    for name in [".git", ".env", "..data"] {
        fs::create_dir(have.join(name)).expect("a folder");
    }
    let deep = (0..40).fold(have.clone(), |path, _| path.join("d"));
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("x.yaml"), "target: nobody\n").expect("a file");
    fs::write(have.join("a.tar.xz"), b"\xfd7zXZ\0\0").expect("a file");
    let mut zip = zip::ZipWriter::new(File::create(have.join("b.zip")).expect("a file"));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("c.tar.gz", options).expect("an entry");
    zip.write_all(b"\x1f\x8b\x08\0").expect("an entry");
    zip.finish().expect("an archive");
    let ran = place.run("check have --format json");
    let report = json(&ran.stdout);
    let mut passed: Vec<String> = told(&report, "MT320").into_iter().map(|it| it.1).collect();
    passed.sort();
    let deepest = format!(
        "have{} was not looked into: it is 32 folders deep",
        "/d".repeat(33)
    );
    assert_eq!(
        passed,
        [
            "have/.env was not looked into: it is hidden (and 1 more: have/.git)",
            "have/a.tar.xz was not looked into: it is packed by xz, which is not unpacked here",
            "have/b.zip/c.tar.gz was not looked into: it is an archive in an archive",
            &deepest,
        ]
    );
    assert!(
        report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .all(|it| it["severity"] == "note"),
        "{}",
        report["findings"]
    );
}

#[test]
fn what_may_not_be_opened_is_told_so() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let have = have(&place);
    fs::write(have.join("a.yaml"), "target: all\n").expect("a file");
    fs::set_permissions(have.join("a.yaml"), fs::Permissions::from_mode(0o0)).expect("a mode");
    if File::open(have.join("a.yaml")).is_ok() {
        return; // Whoever is root may open everything.
    }
    let said = place.run("check have").stdout;
    assert!(
        said.contains("a.yaml cannot be read: permission denied"),
        "{said}"
    );
    assert!(said.contains("may open it"), "{said}");
}

/// More blocks than are read of one file are our bound, and no fault of Go's.
#[test]
fn the_bound_of_a_bundle_is_our_own() {
    let place = Place::new();
    assert_eq!(
        place
            .run("generate --quiet --out made --algorithm ed25519")
            .code,
        Some(0)
    );
    let have = have(&place);
    let one = fs::read_to_string(place.at("made/certs/root.crt")).expect("a certificate");
    fs::write(have.join("all.crt"), one.repeat(1001)).expect("a bundle");
    let report = json(&place.run("check have --format json").stdout);
    assert_eq!(told(&report, "MT311"), []);
    let what = "the rest of have/all.crt was not read: it has more than 1000 blocks";
    assert_eq!(told(&report, "MT322")[0].1, what);
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: mimir}\nspec:\n  template:\n    spec:\n      \
                          containers:\n        - {name: mimir, image: \"grafana/mimir:2.17.0\", args: [\"-target=all\"]}\n";

/// A place with those files in `have`.
fn holding(files: &[(String, String)]) -> Place {
    let path = |(name, _): &(String, String)| format!("have/{name}");
    let paths: Vec<String> = files.iter().map(path).collect();
    let texts = files.iter().map(|(_, text)| text.as_str());
    let files: Vec<_> = paths.iter().map(String::as_str).zip(texts).collect();
    super::said::place(&files)
}

fn kustomization(resources: &str, argument: &str) -> String {
    format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{resources}]\npatches:\n  \
         - target: {{kind: Deployment, name: mimir}}\n    patch: |-\n      - op: add\n        \
         path: /spec/template/spec/containers/0/args/-\n        value: {argument}\n"
    )
}

/// Bases that are named ten times each, sixteen deep, would be gone to without end.
#[test]
fn kustomizations_that_name_each_other_many_times_end() {
    let level = |depth: usize| {
        let resources = match depth {
            16 => "mimir.yaml".to_owned(),
            _ => [format!("../k{}", depth + 1).as_str(); 10].join(", "),
        };
        let text = kustomization(&resources, "-log.level=warn");
        (format!("k{depth}/kustomization.yaml"), text)
    };
    let mut files: Vec<_> = (0..=16).map(level).collect();
    files.push(("k16/mimir.yaml".to_owned(), DEPLOYMENT.to_owned()));
    fits(&holding(&files), "kustomizations");
}

/// A manifest that many overlays change is read as often, as far as there is room.
#[test]
fn a_manifest_in_more_overlays_than_there_is_room_for_is_told() {
    let comment = format!("# {}\n", "x".repeat(97)).repeat(9_000);
    let overlay = |number: usize| {
        let port = format!("-server.http-listen-port={}", 8000 + number);
        let text = kustomization("../base/mimir.yaml", &port);
        (format!("o{number}/kustomization.yaml"), text)
    };
    let mut files: Vec<_> = (0..40).map(overlay).collect();
    files.push((
        "base/mimir.yaml".to_owned(),
        format!("{DEPLOYMENT}{comment}"),
    ));
    let report = fits(&holding(&files), "overlays");
    let told = told(&report, "MT322");
    let is_it = |(subject, _): &(String, String)| subject.ends_with("mimir.yaml");
    assert!(told.iter().any(is_it), "{told:?}");
}

/// Patches without number that all stand in one text, or name one file.
#[test]
fn patches_without_number_end() {
    let operation = "- {op: add, path: /spec/template/spec/containers/0/args/-, value: -a}";
    let inline =
        format!("- {{target: {{kind: Deployment}}, patch: '{operation}'}}\n").repeat(7_000);
    let partial = "- {path: p.yaml}\n".repeat(20_000);
    let of = |patches: &str| {
        format!(
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [mimir.yaml]\npatches:\n{patches}"
        )
    };
    let comment = format!("# {}\n", "x".repeat(97)).repeat(9_000);
    let files = [
        ("a/kustomization.yaml", of(&inline)),
        ("a/mimir.yaml", DEPLOYMENT.to_owned()),
        ("b/kustomization.yaml", of(&partial)),
        ("b/mimir.yaml", DEPLOYMENT.to_owned()),
        ("b/p.yaml", format!("{DEPLOYMENT}{comment}")),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text));
    let report = fits(&holding(&files), "patches");
    assert!(!told(&report, "MT322").is_empty(), "{}", report["findings"]);
}

/// What `kubectl get` prints of a whole cluster is longer than a configuration, and
/// of a pipe nobody knows the name.
#[test]
fn a_long_list_is_read_item_by_item() {
    let place = Place::new();
    let filler = "x".repeat(1000);
    let container = r#"{"name": "querier", "image": "grafana/mimir:2.17.2", "args": ["-target=querier", "-querier.frontend-client.tls-enabled", "-querier.frontend-client.tls-cert-path=/x"]}"#;
    let yaml = |filler: &str| {
        let other = format!(
            "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: c}}\n  data:\n    a: {filler}\n"
        );
        format!(
            "apiVersion: v1\nitems:\n{}- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {{name: querier}}\n  spec:\n    template:\n      spec:\n        containers:\n        - {container}\nkind: List\n",
            other.repeat(1200)
        )
    };
    let json = format!(
        "{{\n \"kind\": \"List\",\n \"items\": [\n{}  {{\n   \"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {{\"name\": \"querier\"}},\n   \"spec\": {{\"template\": {{\"spec\": {{\"containers\": [{container}]}}}}}}\n  }}\n ]\n}}\n",
        format!("  {{\n   \"kind\": \"Secret\",\n   \"data\": {{\"a\": \"{filler}\"}}\n  }},\n")
            .repeat(1200)
    );
    for (text, line) in [(yaml(&filler), 6010), (json, 4806)] {
        let ran = place.run_with_input("check --format json -", text.as_bytes());
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        let found = findings.iter().find(|it| it["code"] == "MT105");
        assert_eq!(found.expect("a finding")["place"]["line"], line);
    }
    // What is in no such form, or is longer, is told.
    for text in [
        yaml(&filler).replace("items:", "things:"),
        yaml(&filler.repeat(9)),
        yaml(&filler.repeat(15)),
    ] {
        let text = text.replace("-target", "-tls -target");
        let ran = place.run_with_input("check --format json -", text.as_bytes());
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let unread = [told(&report, "MT605"), told(&report, "MT322")].concat();
        assert_eq!(unread.len(), 1, "{}", report["findings"]);
    }
}
