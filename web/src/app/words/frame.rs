//! Words of the frame: header, padlock, verdict, messages.

use super::section;

section! {
    /// Words of the frame.
    Frame {
        about: "TLS for Grafana Mimir, every link proven by a handshake",
            "TLS für Grafana Mimir, jede Verbindung durch einen Handshake bewiesen";
        skip: "Go to the plan", "Zum Plan";
        language: "Language", "Sprache";
        theme: "Colours", "Farben";
        theme_system: "System", "System";
        theme_light: "Light", "Hell";
        theme_dark: "Dark", "Dunkel";
        lock_open: "Loading: not locked yet", "Lädt: noch nicht verriegelt";
        lock_closed: "Locked: every connection is forbidden", "Verriegelt: jede Verbindung ist verboten";
        lock_without_tabs: "Locked: connections are forbidden, new tabs are not",
            "Verriegelt: Verbindungen sind verboten, neue Tabs nicht";
        lock_without_navigation: "Locked: connections are forbidden, leaving is not",
            "Verriegelt: Verbindungen sind verboten, Weggehen nicht";
        doors: "Doors", "Türen";
        door_plan: "Make a plan", "Planen";
        door_check: "Check what you have", "Prüfen";
        door_change: "Change", "Ändern";
        panes: "Views", "Ansichten";
        pane_plan: "Plan", "Plan";
        pane_cluster: "Cluster", "Cluster";
        pane_files: "Files", "Dateien";
        footer: "Source, licence, documentation, offline file, how to verify this page",
            "Quelltext, Lizenz, Dokumentation, Offline-Datei, wie man diese Seite prüft";
        source: "Source", "Quelltext";
        source_at: "the repository of mimir-tls, tag `v{version}`", "das Repository von mimir-tls, Tag `v{version}`";
        licence: "Licence", "Lizenz";
        documentation: "Documentation", "Dokumentation";
        documentation_at: "the README in the source, `mimir-tls help` on the command line; how far to trust this page: the padlock above",
            "die README im Quelltext, `mimir-tls help` auf der Kommandozeile; wie weit man dieser Seite trauen darf: das Schloss oben";
        offline: "This page in one file", "Diese Seite in einer Datei";
        offline_here: "this is it", "das ist sie";
        copy_it: "Copy: {what}", "Kopieren: {what}";
        verify: "How to verify it", "Wie man sie prüft";
        verify_sums: "A file that you downloaded: `SHA256SUMS` stands in the release's notes, apart from the host of this page.",
            "Eine heruntergeladene Datei: `SHA256SUMS` steht in den Notizen zum Release, getrennt vom Host dieser Seite.";
        verify_sums_text: "The sums, compared", "Die Summen, verglichen";
        verify_build: "What this host serves: build it from the same tag, byte for byte, and compare its `manifest.sha256`.",
            "Was dieser Host ausliefert: bauen Sie es aus demselben Tag, Byte für Byte, und vergleichen Sie seine `manifest.sha256`.";
        verify_build_text: "The page, built and compared", "Die Seite, gebaut und verglichen";
        messages: "Messages", "Meldungen";
        dismiss: "Dismiss", "Schließen";
        address_future: "This link was made by a newer mimir-tls. What could be read of it is shown; reload the page for the newest version.",
            "Dieser Link stammt von einem neueren mimir-tls. Gezeigt wird, was davon lesbar war; laden Sie die Seite neu für die neueste Fassung.";
        address_foreign: "This link holds no plan that this page can read. The default plan is shown.",
            "Dieser Link enthält keinen Plan, den diese Seite lesen kann. Gezeigt wird der Plan der Voreinstellungen.";
        address_long: "This link is too long to be a plan. The default plan is shown.",
            "Dieser Link ist zu lang für einen Plan. Gezeigt wird der Plan der Voreinstellungen.";
        address_parts: "This link could not be read whole. Left out: {keys}.",
            "Dieser Link war nicht ganz lesbar. Weggelassen: {keys}.";
        restarted: "The worker stopped and was started again. Its keys are gone; new ones were made.",
            "Der Worker ist stehen geblieben und wurde neu gestartet. Seine Schlüssel sind fort; neue wurden erzeugt.";
        taken_over: "What you checked is the plan now.", "Was geprüft wurde, ist jetzt der Plan.";
        put_back: "Put the plan before back", "Den Plan davor zurückholen";
        plan_read: "{name} was read.", "{name} wurde gelesen.";
        file_refused: "The file was not read: {why}", "Die Datei wurde nicht gelesen: {why}";
        file_large: "it has {size} MB, and a plan has a few KB",
            "sie hat {size} MB, und ein Plan hat wenige KB";
        file_crowded: "it says {n} things, more than this page can show; the command line takes it",
            "sie sagt {n} Dinge, mehr als diese Seite zeigen kann; die Kommandozeile nimmt sie";
        file_unreadable: "the browser could not open it", "der Browser konnte sie nicht öffnen";
        ca_brought: "Your CA signs from now on. Its key stays in this tab's memory.",
            "Ab jetzt signiert Ihre CA. Ihr Schlüssel bleibt im Speicher dieses Tabs.";
        ca_forgotten: "Your CA is forgotten; the page's own signs again.",
            "Ihre CA ist vergessen; es signiert wieder die der Seite.";
        no_passphrase: "The passphrase for the CA's key is missing: type it twice alike, or untick the box.",
            "Die Passphrase für den Schlüssel der CA fehlt: geben Sie sie zweimal gleich ein, oder nehmen Sie das Häkchen weg.";
        regenerated: "New keys and certificates were made.", "Neue Schlüssel und Zertifikate wurden erzeugt.";
        wiped: "Every key is wiped from memory.", "Alle Schlüssel sind aus dem Speicher gelöscht.";
        worker_refused: "Nothing could be made: {why}", "Nichts konnte erzeugt werden: {why}";
        ask_title: "Make new keys?", "Neue Schlüssel erzeugen?";
        ask_text: "The keys and certificates that are here now are gone then. Download them first if you want to keep them.",
            "Die jetzigen Schlüssel und Zertifikate sind dann fort. Laden Sie sie vorher herunter, wenn Sie sie behalten wollen.";
        ask_yes: "Make new keys", "Neue Schlüssel erzeugen";
        ask_no: "Keep these", "Diese behalten";
    }
}
