//! Words of the left column, beside those of its fields.

use super::section;

section! {
    /// Words of the plan.
    Plan {
        title: "Plan", "Plan";
        changed: "changed", "geändert";
        reset: "Reset", "Zurücksetzen";
        reset_field: "Reset {field}", "{field} zurücksetzen";
        changed_count: "{n} changed", "{n} geändert";
        errors: "This does not fit together", "Das passt nicht zusammen";
        unset: "Go's own", "Gos eigene";
        untypable_secret: "a certificate or a key is no part of a plan; it was not kept",
            "ein Zertifikat oder Schlüssel gehört nicht in einen Plan; es wurde nicht behalten";
        untypable_long: "this is too long for a field of a plan", "das ist zu lang für ein Feld eines Plans";
        untypable_control: "a field of a plan is one line of text", "ein Feld eines Plans ist eine Zeile Text";
        refused_no_words: "nothing can be made of this plan", "aus diesem Plan lässt sich nichts machen";
        strict_breaks: "What is refused now, and what fixes it", "Was jetzt abgewiesen wird, und was dagegen hilft";
        fold_names: "Names and places", "Namen und Orte";
        fold_certificates: "Certificates", "Zertifikate";
        fold_policy: "Who must show what", "Wer was vorzeigen muss";
        fold_members: "Each component", "Jede Komponente";
        surface_address: "Address of {name}", "Adresse von {name}";
        surface_more: "Each one singly", "Jede einzeln";
        keys: "Keys", "Schlüssel";
        keys_why: "Made in this tab by the browser's randomness, and nowhere kept: closing the tab wipes them.",
            "Entstehen in diesem Tab aus dem Zufall des Browsers und werden nirgends behalten: wer den Tab schließt, löscht sie.";
        regenerate: "Make new keys", "Neue Schlüssel erzeugen";
        wipe: "Wipe keys", "Schlüssel löschen";
        own_ca: "Your own CA", "Ihre eigene CA";
        own_ca_why: "Its key is read into this tab's memory, signs there, and is written nowhere.",
            "Ihr Schlüssel wird in den Speicher dieses Tabs gelesen, signiert dort und wird nirgends geschrieben.";
        ca_certificate: "Certificate (root.crt)", "Zertifikat (root.crt)";
        ca_key: "Key (root.key)", "Schlüssel (root.key)";
        ca_use: "Sign with this CA", "Mit dieser CA signieren";
        ca_both: "choose both files first", "wählen Sie zuerst beide Dateien";
        ca_large: "this is too large for a certificate or a key", "das ist zu groß für ein Zertifikat oder einen Schlüssel";
        ca_signs: "Your CA signs.", "Ihre CA signiert.";
        ca_forget: "Forget it", "Vergessen";
        file: "Plan file", "Plandatei";
        file_why: "The same plan for the command line. Drop one anywhere on this page to open it.",
            "Derselbe Plan für die Kommandozeile. Legen Sie eine irgendwo auf dieser Seite ab, um sie zu öffnen.";
        download: "Download plan.yaml", "plan.yaml herunterladen";
        open: "Open a plan.yaml", "Eine plan.yaml öffnen";
        reset_all: "Reset everything", "Alles zurücksetzen";
    }
}
