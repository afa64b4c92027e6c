//! Words of the verdict, and of what to do about it.

use super::section;

section! {
    /// Words of the verdict.
    Verdict {
        loading: "Loading the engine ...", "Die Maschine lädt ...";
        impossible: "This plan cannot be.", "Dieser Plan geht nicht auf.";
        impossible_at: "{field}: {why}", "{field}: {why}";
        impossible_more: "{n} more", "{n} weitere";
        seek: "Show the field", "Feld zeigen";
        instead: "Use {text}", "{text} nehmen";
        proving: "Proving the links ...", "Die Verbindungen werden geprüft ...";
        keys: "Making key {n} of {of}", "Schlüssel {n} von {of} entsteht";
        links: "Proving the links: handshake {n} of {of}", "Die Verbindungen werden geprüft: Handshake {n} von {of}";
        progress: "Progress", "Fortschritt";
        stop: "Cancel", "Abbrechen";
        stopped: "Cancelled. Nothing is proven of this plan.", "Abgebrochen. Von diesem Plan ist nichts geprüft.";
        prove: "Prove it", "Prüfen";
        unmade: "No keys, so nothing is proven.", "Keine Schlüssel, also ist nichts geprüft.";
        works: "All {n} links work", "Alle {n} Verbindungen stehen";
        works_one: "The one link works", "Die eine Verbindung steht";
        refused: "{n} links will be refused: {who}", "{n} Verbindungen werden abgewiesen: {who}";
        refused_one: "1 link will be refused: {who}", "1 Verbindung wird abgewiesen: {who}";
        fails: "{n} links fail", "{n} Verbindungen scheitern";
        fails_one: "1 link fails", "1 Verbindung scheitert";
        lets_in: "Somebody gets in whom the plan refuses", "Jemand kommt herein, den der Plan abweist";
        advise: "What to do", "Was tun?";
        details: "Details", "Einzelheiten";
        count_accepted: "Links that work", "Verbindungen, die stehen";
        count_refused: "Links refused, as the plan wants it", "Verbindungen, die der Plan abweist";
        count_failed: "Links that fail", "Verbindungen, die scheitern";
        count_strangers: "Attempts of strangers, refused", "Versuche Fremder, abgewiesen";
        count_handshakes: "Handshakes behind them", "Handshakes dahinter";
        count_took: "Time they took", "Zeit dafür";
        took: "{ms} ms", "{ms} ms";
        download: "Download", "Herunterladen";
        download_all: "Download all (.zip)", "Alles herunterladen (.zip)";
        download_requests: "Download requests (.zip)", "Anträge herunterladen (.zip)";
        packing: "Packing", "Wird gepackt";
        closing: "Encrypting the CA's key", "Schlüssel der CA wird verschlüsselt";
        copy_link: "Copy link", "Link kopieren";
        copied: "Copied", "Kopiert";
        not_copied: "Not allowed here", "Hier nicht erlaubt";
        copy: "Copy", "Kopieren";
        advice: "What to do about those who are refused", "Was mit denen tun, die abgewiesen werden";
        advice_why: "This plan locks them out on purpose. Each gets in again with what stands beside it; or choose a milder level on the left.",
            "Dieser Plan sperrt sie mit Absicht aus. Jeder kommt wieder hinein mit dem, was bei ihm steht; oder wählen Sie links eine mildere Stufe.";
        advice_links: "{n} links", "{n} Verbindungen";
        advice_link: "1 link", "1 Verbindung";
        advice_show: "Show them", "Zeigen";
        close: "Close", "Schließen";
        advice_copy: "Copy it for {who}", "Für {who} kopieren";
        advice_text: "What to write for {who}", "Was für {who} zu schreiben ist";
        install: "How to install", "Anleitung";
        install_why: "Your plan's names are in it; what is in `<>` only you know. The README in the folder says the same, and when what ends.",
            "Die Namen Ihres Plans stehen darin; was in `<>` steht, wissen nur Sie. Die README im Ordner sagt dasselbe auf Englisch, und wann was endet.";
        install_unpack: "Download all, and unpack it:", "Laden Sie alles herunter, und entpacken Sie es:";
        install_text: "What step {n} wants", "Was Schritt {n} verlangt";
        install_copy: "Copy what step {n} wants", "Kopieren, was Schritt {n} verlangt";
    }
}
