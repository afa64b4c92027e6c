//! Words of the right column: files and keys.

use super::section;

section! {
    /// Words of the files and keys.
    Files {
        title: "Files", "Dateien";
        kinds: "Kinds of files", "Arten von Dateien";
        flags: "Flags", "Flags";
        yaml: "YAML", "YAML";
        certificates: "Certificates", "Zertifikate";
        rest: "Plan and proof", "Plan und Beweis";
        folder: "Folder", "Ordner";
        download_all: "Download all (.zip)", "Alles herunterladen (.zip)";
        packing: "Packing", "Wird gepackt";
        download: "Download", "Herunterladen";
        copy: "Copy", "Kopieren";
        copied: "{path} copied", "{path} kopiert";
        not_copied: "The browser did not let me copy; select the text instead", "Der Browser erlaubt das Kopieren nicht; bitte den Text markieren";
        failed: "That did not work: {why}", "Das ging nicht: {why}";
        changed: "changed lines: {count}", "geänderte Zeilen: {count}";
        changed_mark: "changed", "geändert";
        was_changed: "changed by the last choice", "durch die letzte Wahl geändert";
        is_new: "new", "neu";
        stale: "Files of the last good plan", "Dateien des letzten gültigen Plans";
        for_node: "Files of {id}", "Dateien von {id}";
        none: "There is no such file in this plan.", "Diese Datei gibt es in diesem Plan nicht.";
        waiting: "Certificates and keys are being made.", "Zertifikate und Schlüssel werden erzeugt.";
        keys: "Keys", "Schlüssel";
        keys_why: "Made in this tab. They leave it only by your hand.", "In diesem Tab erzeugt. Sie verlassen ihn nur durch Ihre Hand.";
        masked: "{bytes} bytes, not shown", "{bytes} Byte, nicht gezeigt";
        show: "Show", "Zeigen";
        hide: "Hide", "Verbergen";
        show_key: "Show {path}", "{path} zeigen";
        hide_key: "Hide {path}", "{path} verbergen";
        copy_key: "Copy {path}", "{path} kopieren";
        wipe: "Wipe all keys", "Alle Schlüssel löschen";
        wiped: "All keys are gone", "Alle Schlüssel sind gelöscht";
        regenerate: "Make new keys", "Neue Schlüssel erzeugen";
        text_of: "Text of {path}", "Text von {path}";
    }
}
