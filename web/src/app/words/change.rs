//! Words of the third door: from what runs to what is wanted.

use super::section;
use crate::app::address::Lang;

section! {
    /// Words of the third door.
    Change {
        title: "Change a cluster that runs", "Einen laufenden Cluster ändern";
        why: "From what runs to what is wanted in the fewest phases, with no failing link at any moment, and a way back from each.",
            "Von dem, was läuft, zu dem, was gewünscht ist: in den wenigsten Phasen, ohne dass je eine Verbindung scheitert, und mit einem Weg zurück aus jeder.";
        runs: "What runs", "Was läuft";
        runs_why: "A folder that mimir-tls made, with its keys: whole, or as a .zip. It is read in the worker and stays in this tab.",
            "Ein Ordner, den mimir-tls gemacht hat, mit seinen Schlüsseln: ganz oder als .zip. Er wird im Worker gelesen und bleibt in diesem Tab.";
        choose_folder: "Choose a folder", "Ordner wählen";
        choose_archive: "Choose a .zip", ".zip wählen";
        drop: "Or drop it anywhere here.", "Oder legen Sie ihn irgendwo hier ab.";
        take: "What this tab made", "Was dieser Tab gemacht hat";
        take_why: "The files of `Make a plan`, as they are now.", "Die Dateien von `Planen`, wie sie jetzt sind.";
        taken: "The files of this tab, as they were taken", "Die Dateien dieses Tabs, wie sie übernommen wurden";
        brought: "{name}", "{name}";
        several: "{name} and {n} more files", "{name} und {n} weitere Dateien";
        reading: "Reading and proving ...", "Wird gelesen und bewiesen ...";
        not_taken: "This is no folder that can be changed: {why}", "Das ist kein Ordner, den man ändern kann: {why}";
        lost: "What ran is gone from the worker's memory; bring it again.", "Was lief, ist aus dem Speicher des Workers verschwunden; bringen Sie es noch einmal.";
        cluster: "Cluster", "Cluster";
        release: "Mimir {release}, {mode}", "Mimir {release}, {mode}";
        certificates: "Certificates", "Zertifikate";
        certificates_until: "{n}, the first ends on {day}, in {days} days", "{n}, das erste endet am {day}, in {days} Tagen";
        certificates_ended: "{n}, the first ended on {day}", "{n}, das erste endete am {day}";
        ca: "CA", "CA";
        ca_until: "{name}, until {day}", "{name}, bis {day}";
        key_here: "its key is in the folder", "ihr Schlüssel liegt im Ordner";
        key_closed: "its key is in the folder, under a passphrase", "ihr Schlüssel liegt im Ordner, unter einer Passphrase";
        key_missing: "its key is not in the folder", "ihr Schlüssel liegt nicht im Ordner";
        holds: "Every link holds as it stands", "Jede Verbindung hält, wie er ist";
        does_not_hold: "It does not hold as it stands, and so nothing is proven of a change; mend it first",
            "Er hält nicht, wie er ist, und so ist von einer Änderung nichts bewiesen; reparieren Sie ihn zuerst";
        wanted: "What is wanted", "Was gewünscht ist";
        plan: "Plan", "Plan";
        plan_same: "Its own plan", "Sein eigener Plan";
        plan_same_why: "Other certificates, the same settings.", "Andere Zertifikate, dieselben Einstellungen.";
        plan_other: "The plan of `Make a plan`", "Der Plan von `Planen`";
        plan_differs: "{n} choices are otherwise than in what runs:", "{n} Angaben sind anders als in dem, was läuft:";
        plan_differs_one: "1 choice is otherwise than in what runs:", "1 Angabe ist anders als in dem, was läuft:";
        plan_alike: "It says the same as the plan of what runs.", "Er sagt dasselbe wie der Plan dessen, was läuft.";
        plan_edit: "Edit it", "Bearbeiten";
        key_column: "Key", "Angabe";
        old_column: "Runs", "Läuft";
        new_column: "Wanted", "Gewünscht";
        nothing_said: "nothing", "nichts";
        signer: "Who signs", "Wer signiert";
        ca_same: "The CA that it has", "Die CA, die er hat";
        ca_same_why: "Nobody needs another root.", "Niemand braucht eine andere Wurzel.";
        ca_new: "A new CA, made here", "Eine neue CA, hier erzeugt";
        ca_new_why: "All certificates are made new, and every process trusts both in between.", "Alle Zertifikate werden neu, und dazwischen vertraut jeder Prozess beiden.";
        ca_own: "A CA of your own", "Eine eigene CA";
        ca_own_why: "Its key signs in the worker and goes into no file.", "Ihr Schlüssel signiert im Worker und kommt in keine Datei.";
        ca_certificate: "Certificate (.crt)", "Zertifikat (.crt)";
        ca_key: "Key (.key)", "Schlüssel (.key)";
        ca_files: "Choose both files, the CA's certificate and its key.", "Wählen Sie beide Dateien, das Zertifikat der CA und ihren Schlüssel.";
        folder_key: "The CA's key, where it lies elsewhere (.key)", "Der Schlüssel der CA, falls er woanders liegt (.key)";
        key_needed: "New certificates are needed, and the CA's key is not in the folder: choose it here, or another CA.",
            "Neue Zertifikate sind nötig, und der Schlüssel der CA liegt nicht im Ordner: wählen Sie ihn hier, oder eine andere CA.";
        passphrase: "Passphrase of the key, if it has one", "Passphrase des Schlüssels, falls er eine hat";
        passphrase_missing: "New certificates are needed, and the CA's key is under a passphrase: type it.",
            "Neue Zertifikate sind nötig, und der Schlüssel der CA steht unter einer Passphrase: geben Sie sie ein.";
        passphrase_wrong: "This passphrase does not open the key.", "Diese Passphrase öffnet den Schlüssel nicht.";
        ca_refused: "This CA cannot sign: {why}", "Diese CA kann nicht signieren: {why}";
        renew: "Make all certificates new", "Alle Zertifikate neu machen";
        renew_why: "Also those that would do as they are.", "Auch die, die bleiben könnten.";
        ask: "Plan the change", "Änderung planen";
        first_runs: "Say first what runs.", "Sagen Sie zuerst, was läuft.";
        asking: "Planning and proving ...", "Wird geplant und bewiesen ...";
        failed: "Nothing came of it: {why}", "Daraus wurde nichts: {why}";
        plan_refused: "This plan cannot be: {why}", "Dieser Plan geht nicht: {why}";
        outcome: "The change", "Die Änderung";
        empty: "Here stand the phases, once a change is planned.", "Hier stehen die Phasen, sobald eine Änderung geplant ist.";
        nothing: "Nothing changes: what runs is what is wanted. Choose another plan, another CA, or new certificates.",
            "Nichts ändert sich: was läuft, ist was gewünscht ist. Wählen Sie einen anderen Plan, eine andere CA oder neue Zertifikate.";
        phases: "{n} phases, and no link fails at any moment", "{n} Phasen, und keine Verbindung scheitert je";
        phases_one: "1 phase, and no link fails at any moment", "1 Phase, und keine Verbindung scheitert je";
        broken: "{n} links fail meanwhile, whatever the order", "{n} Verbindungen scheitern zwischendurch, in jeder Reihenfolge";
        broken_one: "1 link fails meanwhile, whatever the order", "1 Verbindung scheitert zwischendurch, in jeder Reihenfolge";
        proven_all: "{links} links held between any two processes: {pairs} pairs, {handshakes} handshakes that differ.",
            "{links} Verbindungen zwischen je zwei Prozessen geprüft: {pairs} Paare, {handshakes} verschiedene Handshakes.";
        break_where: "Phase {phase}, from step {from} to step {to}", "Phase {phase}, von Schritt {from} bis Schritt {to}";
        bridge: "What bridges it", "Was es überbrückt";
        more_breaks: "{n} more links fail alike", "{n} weitere Verbindungen scheitern ebenso";
        allow: "Make the files all the same; these links fail meanwhile", "Die Dateien trotzdem machen; diese Verbindungen scheitern zwischendurch";
        download: "Download all (.zip)", "Alles herunterladen (.zip)";
        download_why: "A folder for each phase with its keys, the sheet, and the same for programs.",
            "Je Phase ein Ordner mit seinen Schlüsseln, das Blatt, und dasselbe für Programme.";
        packing: "Packing ...", "Wird gepackt ...";
        track: "The way; arrow keys go along it", "Der Weg; Pfeiltasten gehen ihn entlang";
        before: "Before", "Davor";
        behind: "After {n}", "Nach {n}";
        at_end: "At the end", "Am Ende";
        phase: "Phase {n}", "Phase {n}";
        at_before: "Before the first phase", "Vor der ersten Phase";
        at_behind: "Behind phase {n}, before phase {next}", "Hinter Phase {n}, vor Phase {next}";
        at_last: "Behind the last phase", "Hinter der letzten Phase";
        at_before_why: "The cluster as it stands.", "Der Cluster, wie er ist.";
        at_behind_why: "Stay here as long as you like. Before you go on: every process is ready, no log has a TLS error, and `mimir-tls change --status` says `{folder}` of the folder on every machine.",
            "Hier lässt sich bleiben. Bevor es weitergeht: jeder Prozess ist bereit, kein Log hat einen TLS-Fehler, und `mimir-tls change --status` sagt `{folder}` vom Ordner auf jeder Maschine.";
        at_last_why: "The cluster as it is wanted. `{folder}` is its folder from now on.", "Der Cluster, wie er gewünscht ist. `{folder}` ist von nun an sein Ordner.";
        steps: "What to do", "Was zu tun ist";
        back: "The way back", "Der Weg zurück";
        back_breaks: "On the way back links fail.", "Auf dem Weg zurück scheitern Verbindungen.";
        proof: "What was proven", "Was bewiesen ist";
        files_step: "On the machines of {who}: exchange `{to}` for `{from}`, at once.", "Auf den Maschinen von {who}: `{to}` gegen `{from}` tauschen, auf einmal.";
        restart_step: "Restart one at a time, each ready before the next: {who}.", "Einzeln neu starten, jeder bereit vor dem nächsten: {who}.";
        restart_all_step: "Restart all of them at once: {who}.", "Alle auf einmal neu starten: {who}.";
        no_steps: "Nothing is to be done.", "Nichts ist zu tun.";
        everybody: "all processes", "allen Prozessen";
        everybody_restart: "all processes", "alle Prozesse";
        proof_holds: "{links} links hold between any two processes, whichever is before, within or behind this phase: {pairs} pairs, {handshakes} handshakes that differ.",
            "{links} Verbindungen halten zwischen je zwei Prozessen, ob vor, in oder hinter dieser Phase: {pairs} Paare, {handshakes} verschiedene Handshakes.";
        proof_broken: "Not every link holds meanwhile: see what fails above.", "Nicht jede Verbindung hält dabei: was scheitert, steht oben.";
        proof_back: "Every link holds on the way back, too.", "Auch auf dem Weg zurück hält jede Verbindung.";
        proof_half: "Copied file by file instead of at once, {n} links would fail meanwhile.", "Datei um Datei kopiert statt auf einmal, würden dabei {n} Verbindungen scheitern.";
        proof_skipped: "Left out, {n} links would fail in the next phase; the first, {link}: {why}", "Ausgelassen, würden in der nächsten Phase {n} Verbindungen scheitern; die erste, {link}: {why}";
        outside: "No part of Mimir, and in need of these certificates by the end of the phase: {who}.",
            "Kein Teil von Mimir, und bis zum Ende der Phase mit diesen Zertifikaten zu versorgen: {who}.";
        sheet: "The sheet, CHANGE.md", "Das Blatt, CHANGE.md";
        sheet_text: "Text of CHANGE.md", "Text von CHANGE.md";
        sheet_copy: "Copy CHANGE.md", "CHANGE.md kopieren";
        from_check: "Plan its change", "Seine Änderung planen";
        from_check_why: "What runs is the folder that lies here, what is wanted is its plan taken over.",
            "Was läuft, ist der Ordner, der hier liegt; gewünscht ist sein Plan, wie er übernommen wird.";
        from_check_needs: "To plan a change of it, bring a whole folder that mimir-tls made: certificates, keys, settings and `plan.yaml`.",
            "Um eine Änderung zu planen, bringen Sie einen ganzen Ordner, den mimir-tls gemacht hat: Zertifikate, Schlüssel, Einstellungen und `plan.yaml`.";
        trust_both: "trust the new CA beside the old one", "der neuen CA neben der alten vertrauen";
        trust_new: "trust the new CA alone", "nur noch der neuen CA vertrauen";
        change_ca: "change the CA", "die CA wechseln";
        show_new: "show the new certificates", "die neuen Zertifikate zeigen";
        show_both: "show certificates for both", "Zertifikate für beide zeigen";
        run_all: "run the new settings", "mit den neuen Einstellungen laufen";
        run_clients: "run the new settings of clients", "mit den neuen Einstellungen der Clients laufen";
        run_listeners: "run the new settings of listeners", "mit den neuen Einstellungen der Listener laufen";
        bridge_http: "remote_write keeps samples in its queue and sends them again, for as long as its WAL reaches (two hours by default); queries and probes fail meanwhile",
            "remote_write behält Samples in seiner Schlange und sendet sie noch einmal, solange sein WAL reicht (zwei Stunden, wenn nichts anderes gesagt ist); Abfragen und Proben scheitern zwischendurch";
        bridge_grpc: "writes are tried again by whoever sends them; queries fail until both ends are behind the phase",
            "Schreiben versucht der Absender noch einmal; Abfragen scheitern, bis beide Enden hinter der Phase sind";
        bridge_gossip: "each half gossips by itself and keeps its ring; members of the other half are taken for dead after a minute, so restart all of them within that",
            "jede Hälfte spricht für sich und behält ihren Ring; die der anderen gelten nach einer Minute als tot, darum alle innerhalb dieser Zeit neu starten";
        bridge_cache: "caches are passed by: queries are slower, and none fails", "Caches werden umgangen: Abfragen sind langsamer, keine scheitert";
        bridge_etcd: "rings are not updated meanwhile; members that were known stay known", "Ringe werden zwischendurch nicht aktualisiert; wer bekannt war, bleibt es";
        bridge_none: "nothing: whoever cannot reach it waits or fails", "nichts: wer es nicht erreicht, wartet oder scheitert";
    }
}

/// What the engine says in these words, in the page's language: the name of a phase,
/// whose parts stand between commas, or a bridge. What the page does not know stays.
pub fn said(lang: Lang, text: &str) -> String {
    if lang == Lang::En {
        return text.to_owned();
    }
    let (en, de) = (&Change::EN, &Change::DE);
    let known = [
        (en.trust_both, de.trust_both),
        (en.trust_new, de.trust_new),
        (en.change_ca, de.change_ca),
        (en.show_new, de.show_new),
        (en.show_both, de.show_both),
        (en.run_all, de.run_all),
        (en.run_clients, de.run_clients),
        (en.run_listeners, de.run_listeners),
        (en.bridge_http, de.bridge_http),
        (en.bridge_grpc, de.bridge_grpc),
        (en.bridge_gossip, de.bridge_gossip),
        (en.bridge_cache, de.bridge_cache),
        (en.bridge_etcd, de.bridge_etcd),
        (en.bridge_none, de.bridge_none),
    ];
    let found = |text: &str| known.iter().find(|(en, _)| *en == text).map(|(_, de)| *de);
    match found(text) {
        Some(whole) => whole.to_owned(),
        None => {
            let parts = text.split(", ").map(|part| found(part).unwrap_or(part));
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_says_is_said_in_german_part_by_part() {
        let name = "trust the new CA alone, run the new settings";
        assert_eq!(said(Lang::En, name), name);
        let german = "nur noch der neuen CA vertrauen, mit den neuen Einstellungen laufen";
        assert_eq!(said(Lang::De, name), german);
        assert!(said(Lang::De, Change::EN.bridge_http).starts_with("remote_write behält"));
        assert_eq!(said(Lang::De, "something new"), "something new");
    }
}
