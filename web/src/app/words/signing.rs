//! Words of who signs, but for the choice itself.

use super::section;

section! {
    /// Words of who signs.
    Signing {
        passphrase: "Passphrase", "Passphrase";
        again: "The same again", "Dieselbe noch einmal";
        differ: "The two differ.", "Die beiden sind verschieden.";
        closed: "The CA's key comes under it. Without it nobody can sign again.",
            "Der Schlüssel der CA kommt unter ihr. Ohne sie kann niemand mehr signieren.";
        certificate: "Certificate (root.crt)", "Zertifikat (root.crt)";
        certificate_why: "Where it is no root, with those above it.", "Ist es keine Wurzel, mit denen darüber.";
        key: "Key (root.key)", "Schlüssel (root.key)";
        key_passphrase: "Passphrase of the key, if it has one", "Passphrase des Schlüssels, falls er eine hat";
        passphrase_missing: "This key is under a passphrase: type it.", "Dieser Schlüssel steht unter einer Passphrase: geben Sie sie ein.";
        passphrase_wrong: "This passphrase does not open the key.", "Diese Passphrase öffnet den Schlüssel nicht.";
        opening: "Opening the key ...", "Der Schlüssel wird geöffnet ...";
        use_it: "Sign with this CA", "Mit dieser CA signieren";
        both: "choose both files first", "wählen Sie zuerst beide Dateien";
        large: "this is too large for a certificate or a key", "das ist zu groß für ein Zertifikat oder einen Schlüssel";
        signs: "Your CA signs.", "Ihre CA signiert.";
        ask: "Ask for certificates", "Zertifikate beantragen";
        ask_why: "The .zip has your keys, a request for each certificate, and a sheet for the CA's people. It is proven with a CA of one moment over the same keys that this is enough for every link.",
            "Die .zip enthält Ihre Schlüssel, je Zertifikat einen Antrag und ein Blatt für die Leute der CA. Mit einer CA für einen Augenblick über denselben Schlüsseln ist bewiesen, dass das für jede Verbindung genügt.";
        ask_next: "Give away `requests/` alone. Keep the .zip: the keys in it are what makes their answer of use.",
            "Geben Sie nur `requests/` weiter. Behalten Sie die .zip: erst die Schlüssel darin machen die Antwort brauchbar.";
        take: "Bring back what they signed", "Zurückbringen, was signiert wurde";
        take_why: "Certificates, and those of the CAs up to the root: PEM, DER, PKCS#7 or archives, in any order, under any name. In another tab than that of the requests, their .zip too. All is read in the worker.",
            "Die Zertifikate und die der CAs bis zur Wurzel: PEM, DER, PKCS#7 oder Archive, in beliebiger Folge, unter beliebigen Namen. In einem anderen Tab als dem der Anträge auch deren .zip. Gelesen wird alles im Worker.";
        choose: "Choose files", "Dateien wählen";
        clear: "Take them away", "Wieder wegnehmen";
        proving: "Matching by key, and proving ...", "Wird nach Schlüsseln zugeordnet und bewiesen ...";
        refused: "With these it would not work", "Mit diesen ginge es nicht";
        complete: "All {n} links work with their certificates", "Alle {n} Verbindungen stehen mit ihren Zertifikaten";
        ends: "The first certificate ends on {day}.", "Das erste Zertifikat endet am {day}.";
        root: "Believed root; compare its SHA-256 with what the CA's people tell you",
            "Geglaubte Wurzel; vergleichen Sie ihr SHA-256 mit dem, was die Leute der CA sagen";
        changed: "Not as it was asked for", "Nicht wie beantragt";
        unchanged: "The CA changed nothing.", "Die CA hat nichts geändert.";
        passed: "Passed over", "Übergangen";
        download: "Download the folder (.zip)", "Den Ordner herunterladen (.zip)";
        packing: "Packing", "Wird gepackt";
    }
}
