//! Words of the second door: what people have, checked.

use super::section;

section! {
    /// Words of the second door.
    Check {
        title: "Check what you have", "Prüfen, was Sie haben";
        why: "Paste or drop Mimir's YAML, flags, manifests, Helm values, certificates or log lines. They stay in this tab: nothing is sent, and nothing is kept.",
            "YAML, Flags, Manifeste, Helm-Werte, Zertifikate oder Logzeilen von Mimir einfügen oder ablegen. Sie bleiben in diesem Tab: nichts wird gesendet, nichts behalten.";
        paste: "Text to check", "Text zum Prüfen";
        paste_hint: "or paste or type here: configuration, a certificate, lines of a log", "oder hier einfügen oder schreiben: Konfiguration, ein Zertifikat, Zeilen eines Logs";
        add: "Add a file", "Datei hinzufügen";
        choose: "Choose files", "Dateien wählen";
        files: "Your files", "Ihre Dateien";
        remove: "Remove {name}", "{name} entfernen";
        clear: "Remove all", "Alle entfernen";
        bytes: "{n} bytes", "{n} Byte";
        release: "Mimir release", "Mimir-Release";
        mode: "Deployment mode", "Betriebsart";
        mode_seen: "as the files say", "wie es die Dateien sagen";
        by_given: "as chosen", "wie gewählt";
        by_newest: "the newest; no file names another", "das neueste; keine Datei nennt ein anderes";
        by_plan: "by the plan, {at}", "laut dem Plan, {at}";
        by_image: "by an image's tag, {at}", "laut dem Tag eines Images, {at}";
        by_chart: "by the chart's version, {at}", "laut der Version des Charts, {at}";
        by_label: "by a label, {at}", "laut einem Label, {at}";
        by_dump: "by the options that it has, {at}", "laut seinen Optionen, {at}";
        by_comment: "by the first line, {at}", "laut der ersten Zeile, {at}";
        inputs: "What was read as what", "Was als was gelesen wurde";
        unread: "Looks like Mimir's and was not read: {unread}; {warnings}, {notes}",
            "Sieht nach Mimir aus und wurde nicht gelesen: {unread}; {warnings}, {notes}";
        was_read: "{file}: read as {words}", "{file}: gelesen als {words}";
        was_over: "{file}: passed over; {words}", "{file}: übergangen; {words}";
        findings: "Findings", "Befunde";
        findings_here: "{n} here", "{n} hier";
        none: "Nothing is wrong with what was read.", "An dem, was gelesen wurde, ist nichts auszusetzen.";
        nothing: "Nothing of Mimir was recognised in these files.", "In diesen Dateien wurde nichts von Mimir erkannt.";
        waiting: "Checking ...", "Wird geprüft ...";
        failed: "Nothing came of it: {why}", "Daraus wurde nichts: {why}";
        counts: "{errors}, {warnings}, {notes}", "{errors}, {warnings}, {notes}";
        errors: "{n} errors", "{n} Fehler";
        errors_one: "1 error", "1 Fehler";
        warnings: "{n} warnings", "{n} Warnungen";
        warnings_one: "1 warning", "1 Warnung";
        notes: "{n} notes", "{n} Hinweise";
        notes_one: "1 note", "1 Hinweis";
        processes: "{n} processes", "{n} Prozesse";
        processes_one: "1 process", "1 Prozess";
        materials: "{n} files of certificates and keys", "{n} Dateien mit Zertifikaten und Schlüsseln";
        materials_one: "1 file of certificates and keys", "1 Datei mit Zertifikaten und Schlüsseln";
        seen: "{processes}, {materials}, Mimir {release} ({by})",
            "{processes}, {materials}, Mimir {release} ({by})";
        links: "{accepted} links accepted, {failed} failed, {unproven} not proven",
            "{accepted} Verbindungen angenommen, {failed} gescheitert, {unproven} nicht bewiesen";
        more: "{more} more findings of the same codes are left out.", "{more} weitere Befunde mit denselben Codes sind ausgelassen.";
        error: "error", "Fehler";
        warning: "warning", "Warnung";
        note: "note", "Hinweis";
        why_label: "Why", "Warum";
        fix_label: "Fix", "Abhilfe";
        also: "Also", "Auch";
        places: "Also at", "Auch in";
        broken: "Links that fail by it", "Verbindungen, die daran scheitern";
        reference: "Reference", "Quelle";
        go: "Go to {file}, line {line}", "Zu {file}, Zeile {line}";
        at: "{file}, line {line}", "{file}, Zeile {line}";
        explained: "Known errors in the text", "Bekannte Fehler im Text";
        times: "{n} ×, first in line {line}", "{n} ×, zuerst in Zeile {line}";
        check_label: "Check", "Prüfen";
        cause_label: "Cause", "Ursache";
        on_links: "On", "Auf";
        any: "any component", "irgendeine Komponente";
        echo: "The echo of what the other side says", "Das Echo dessen, was die Gegenseite sagt";
        confirmed: "True here, by the findings", "Trifft hier zu, laut den Befunden";
        cluster: "The cluster that was seen", "Der Cluster, der zu sehen war";
        take_over: "Take it over as a plan", "Als Plan übernehmen";
        take_over_why: "The same cluster made anew, with certificates and every link proven; what is wrong here is not taken along.",
            "Derselbe Cluster, neu gemacht, mit Zertifikaten und bewiesenen Verbindungen; was hier falsch ist, kommt nicht mit.";
        room: "{name} was not taken in: it has {size} MB, and this page holds {room} MB in all. On the command line: mimir-tls check, or mimir-tls explain for logs.",
            "{name} wurde nicht genommen: es hat {size} MB, und diese Seite fasst zusammen {room} MB. Auf der Kommandozeile: mimir-tls check, oder mimir-tls explain für Logs.";
        unreadable: "{name} was not taken in: the browser could not open it", "{name} wurde nicht genommen: der Browser konnte es nicht öffnen";
        binary: "This file is no text; it is checked all the same.", "Diese Datei ist kein Text; geprüft wird sie trotzdem.";
        left_out: "{n} lines left out", "{n} Zeilen ausgelassen";
        key_line: "a line of a private key, not shown", "eine Zeile eines privaten Schlüssels, nicht gezeigt";
        text_of: "Text of {name}", "Text von {name}";
        drop: "Drop files or an archive here", "Dateien oder ein Archiv hier ablegen";
        mark: "Line {line}: {said}", "Zeile {line}: {said}";
        fix_this: "Fix this", "Beheben";
        fix_this_one: "Fix this: {code} in {file}, line {line}", "Beheben: {code} in {file}, Zeile {line}";
        fix_all: "Fix all safe ones ({n})", "Alle sicheren beheben ({n})";
        fixing: "Fixing ...", "Wird behoben ...";
        fixed: "{n} findings fixed.", "{n} Befunde behoben.";
        fixed_one: "1 finding fixed.", "1 Befund behoben.";
        fixed_later: "{n} more fixes wait for another round.", "{n} weitere warten auf eine nächste Runde.";
        fixed_none: "No fix holds beside the others.", "Keine Behebung hält neben den anderen.";
        back: "Take the fix back", "Zurücknehmen";
        taken_back: "The fix was taken back.", "Die Behebung ist zurückgenommen.";
        replaced: "What you pasted took the place of the text before; the editor's undo brings that back.",
            "Das Eingefügte hat den Text davor ersetzt; das Rückgängig des Editors bringt ihn wieder.";
        changed: "What was changed in {name}", "Was in {name} geändert wurde";
        changed_mark: "changed", "geändert";
        copy: "Copy", "Kopieren";
        copy_text: "Copy {name}", "{name} kopieren";
        download: "Download {name}", "{name} herunterladen";
        download_all: "Download the {n} changed files (.zip)", "Die {n} geänderten Dateien herunterladen (.zip)";
        held_key: "A private key is in this file, so its lines are hidden and the file is not edited here.",
            "In dieser Datei steht ein privater Schlüssel; darum sind seine Zeilen verdeckt, und sie wird hier nicht bearbeitet.";
        held_long: "This file is too long to be edited here; it is checked all the same.",
            "Diese Datei ist zu lang, um hier bearbeitet zu werden; geprüft wird sie trotzdem.";
        next: "Next finding", "Nächster Befund";
        previous: "Previous finding", "Voriger Befund";
        marked: "{n} lines marked", "{n} Zeilen markiert";
        marked_one: "1 line marked", "1 Zeile markiert";
        at_line: "Line {line}", "Zeile {line}";
        try_one: "Or look at an example:", "Oder ein Beispiel ansehen:";
        known: "{n} known errors", "{n} bekannte Fehler";
        known_one: "1 known error", "1 bekannter Fehler";
        no_link: "On a link that the lines do not name", "Auf einer Verbindung, die die Zeilen nicht nennen";
        gossip: "gossip, any member to any member", "Gossip, jeder mit jedem";
        replaces_none: "The plan at the first door is untouched; it gives way.",
            "Der Plan an der ersten Tür ist unberührt; er weicht.";
        replaces_one: "It replaces the plan at the first door, with the choice you made there; a button brings that back.",
            "Er ersetzt den Plan an der ersten Tür mit der Wahl, die Sie dort getroffen haben; ein Knopf holt ihn zurück.";
        replaces: "It replaces the plan at the first door, with the {n} choices you made there; a button brings that back.",
            "Er ersetzt den Plan an der ersten Tür mit den {n} Wahlen, die Sie dort getroffen haben; ein Knopf holt ihn zurück.";
        example_yaml: "mimir.yaml with the usual mistakes", "mimir.yaml mit den üblichen Fehlern";
        example_helm: "Helm values", "Helm-Werte";
        example_compose: "A Compose file", "Eine Compose-Datei";
        example_log: "A log full of errors", "Ein Log voller Fehler";
        left_in: "Left in the archive ({n})", "Im Archiv geblieben ({n})";
        broken_many: "{n} links", "{n} Verbindungen";
    }
}
