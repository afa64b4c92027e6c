//! Words of the right column: files and keys.

use super::section;

section! {
    /// Words of the files and keys.
    Files {
        title: "Files", "Dateien";
        kinds: "Kinds of files", "Arten von Dateien";
        certificates: "Certificates", "Zertifikate";
        rest: "Plan and proof", "Plan und Beweis";
        folder: "Files", "Dateien";
        owner: "Folder", "Ordner";
        shared: "of all", "für alle";
        download: "Download", "Herunterladen";
        copy: "Copy", "Kopieren";
        copied: "{path} copied", "{path} kopiert";
        not_copied: "The browser did not let me copy; select the text instead", "Der Browser erlaubt das Kopieren nicht; bitte den Text markieren";
        failed: "That did not work: {why}", "Das ging nicht: {why}";
        copy_file: "Copy {path}", "{path} kopieren";
        download_file: "Download {path}", "{path} herunterladen";
        last_choice: "Lines since the last choice:", "Zeilen seit der letzten Wahl:";
        changed: "{count} changed", "{count} geändert";
        added: "{count} new", "{count} neu";
        gone: "{count} gone", "{count} fort";
        many_gone: "lines that were here: {count}", "Zeilen, die hier standen: {count}";
        changed_mark: "changed", "geändert";
        new_file: "Since the last choice: a new file", "Seit der letzten Wahl: eine neue Datei";
        whole: "whole cluster", "ganzer Cluster";
        is_new: "new", "neu";
        for_node: "Files of {id}", "Dateien von {id}";
        outside: "{id} reads none of these files: it is no part of Mimir.",
            "{id} liest keine dieser Dateien: kein Teil von Mimir.";
        more: "More forms", "Weitere Formen";
        more_why: "What is ticked gets a tab, and goes into the .zip.", "Was angekreuzt ist, bekommt einen Tab und kommt ins .zip.";
        absent: "not in the folder", "nicht im Ordner";
        not_chosen: "Tick it above, and its files are here and in the .zip.", "Kreuzen Sie es oben an, dann sind seine Dateien hier und im .zip.";
        none: "There is no such file in this plan.", "Diese Datei gibt es in diesem Plan nicht.";
        waiting: "Certificates and keys are being made.", "Zertifikate und Schlüssel werden erzeugt.";
        pem: "The file itself (PEM)", "Die Datei selbst (PEM)";
        key_fits: "`{key}` is its key", "`{key}` ist sein Schlüssel";
        issuer: "Signed by", "Signiert von";
        self_issued: "itself: a root", "sich selbst: eine Wurzel";
        usage: "Good for", "Gut für";
        ca_usage: "a CA: ", "eine CA: ";
        any_usage: "anything", "alles";
        key: "Key", "Schlüssel";
        sha256: "SHA-256", "SHA-256";
        copy_sha256: "Copy the fingerprint", "Fingerabdruck kopieren";
        names: "Names, and why each is there", "Namen, und warum jeder da ist";
        today: "today", "heute";
        renewal: "renew by {day}, in {n} days", "erneuern bis {day}, in {n} Tagen";
        ends: "ends {day}, in {n} days", "endet {day}, in {n} Tagen";
        ended: "ended {day}", "endete {day}";
        keys: "Keys", "Schlüssel";
        keys_why: "Made in this tab. They leave it only by your hand.", "In diesem Tab erzeugt. Sie verlassen ihn nur durch Ihre Hand.";
        bytes: "{bytes} bytes", "{bytes} Byte";
        masked: "{bytes} bytes, not shown", "{bytes} Byte, nicht gezeigt";
        show: "Show", "Zeigen";
        hide: "Hide", "Verbergen";
        show_key: "Show {path}", "{path} zeigen";
        hide_key: "Hide {path}", "{path} verbergen";
        copy_key: "Copy {path}", "{path} kopieren";
        wipe: "Wipe all keys", "Alle Schlüssel löschen";
        wiped: "The keys are gone, and the certificates with them.",
            "Die Schlüssel sind fort, und mit ihnen die Zertifikate.";
        stopped: "Making certificates and keys was cancelled.",
            "Das Erzeugen von Zertifikaten und Schlüsseln wurde abgebrochen.";
        until_good: "Certificates and keys are made once the plan is fixed.",
            "Zertifikate und Schlüssel entstehen, sobald der Plan stimmt.";
        no_worker: "The part of this page that makes keys is not running.",
            "Der Teil dieser Seite, der Schlüssel erzeugt, läuft nicht.";
        regenerate: "Make new keys", "Neue Schlüssel erzeugen";
        text_of: "Text of {path}", "Text von {path}";
    }
}
