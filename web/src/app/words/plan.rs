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
        level: "Who must show a certificate?", "Wer muss ein Zertifikat zeigen?";
        level_open: "Open", "Offen";
        level_open_why: "Locks out nobody who speaks TLS: whoever reaches a port gets in.",
            "Sperrt niemanden aus, der TLS spricht: wer einen Port erreicht, kommt herein.";
        level_members: "Members only", "Nur Mitglieder";
        level_members_why: "gRPC locks out all but Mimir's own parts. Probes, scrapers and Grafana come by HTTP, and get in.",
            "gRPC sperrt alle aus, die kein Teil von Mimir sind. Probes, Scraper und Grafana kommen über HTTP herein.";
        level_strict: "Strict", "Streng";
        level_strict_why: "HTTP too: locks out the probes of a kubelet, and scrapers, writers and Grafana without a certificate.",
            "Auch HTTP: sperrt die Probes eines kubelet aus, und Scraper, Schreiber und Grafana ohne Zertifikat.";
        level_own: "A mixture of your own, chosen below.", "Eine eigene Mischung, unten gewählt.";
        components_of: "{n} of {of}", "{n} von {of}";
        mode_until: "{name} ({since} to {last})", "{name} ({since} bis {last})";
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
        signer: "Who signs the certificates?", "Wer signiert die Zertifikate?";
        made_ca: "A CA made here", "Eine hier erzeugte CA";
        made_ca_why: "For this cluster alone; its key comes with the folder, apart from what is copied.",
            "Für diesen Cluster allein; ihr Schlüssel kommt mit dem Ordner, getrennt von dem, was kopiert wird.";
        own_ca: "Your own CA", "Ihre eigene CA";
        own_ca_why: "Its key is read into this tab's memory, signs there, and is written nowhere.",
            "Ihr Schlüssel wird in den Speicher dieses Tabs gelesen, signiert dort und wird nirgends geschrieben.";
        closed_ca: "Put its key under a passphrase", "Ihren Schlüssel unter eine Passphrase stellen";
        others_ca: "A CA that others keep", "Eine CA, die andere führen";
        others_ca_why: "Its people get requests and no key; what they send back is matched and proven here.",
            "Ihre Leute bekommen Anträge und keinen Schlüssel; was sie zurückschicken, wird hier zugeordnet und bewiesen.";
        file: "Plan file", "Plandatei";
        file_why: "The same plan for the command line. Drop one anywhere on this page to open it.",
            "Derselbe Plan für die Kommandozeile. Legen Sie eine irgendwo auf dieser Seite ab, um sie zu öffnen.";
        download: "Download plan.yaml", "plan.yaml herunterladen";
        open: "Open a plan.yaml", "Eine plan.yaml öffnen";
        reset_all: "Reset everything", "Alles zurücksetzen";
    }
}
