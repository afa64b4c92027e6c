//! Words of the middle: the graph and its links.

use super::section;

section! {
    /// Words of the graph and its links.
    Cluster {
        title: "Cluster", "Cluster";
        write: "write", "Schreiben";
        read: "read", "Lesen";
        rules: "rules and alerts", "Regeln, Alarme";
        apart: "on their own", "für sich";
        only: "Show only", "Nur zeigen";
        other: "other protocols", "andere Protokolle";
        graph: "Who dials whom; arrow keys go from node to node, Enter selects, Escape shows all", "Wer wen anwählt; Pfeiltasten gehen von Knoten zu Knoten, Eingabe wählt, Escape zeigt alles";
        member: "{id}: {stands}, member of Mimir, {replicas}", "{id}: {stands}, Teil von Mimir, {replicas}";
        outsider: "{id}: {stands}, outside Mimir", "{id}: {stands}, außerhalb von Mimir";
        one_process: "one process", "ein Prozess";
        processes: "{count} processes", "{count} Prozesse";
        accepted: "accepted", "angenommen";
        same: "not touched", "unberührt";
        old: "as before", "wie zuvor";
        between: "in between", "dazwischen";
        either: "old or new", "alt oder neu";
        new: "as wanted", "wie gewünscht";
        unproven: "not proven yet", "ungeprüft";
        proving: "being proven", "wird geprüft";
        refused: "refused by policy", "von der Richtlinie abgewiesen";
        failed: "failed", "gescheitert";
        refused_short: "refused", "abgewiesen";
        no_links: "no links", "unverbunden";
        gossip: "gossip: every member with every other", "Gossip: jeder mit jedem";
        gossip_short: "gossip", "Gossip";
        every: "every member", "alle Teile";
        members_each: "members", "Teile";
        all: "Whole cluster", "Ganzer Cluster";
        links: "Links", "Verbindungen";
        links_of: "Links of {id}", "Verbindungen von {id}";
        count: "{count} links", "{count} Verbindungen";
        one: "1 link", "1 Verbindung";
        verdict: "Verdict", "Urteil";
        who: "Who dials whom", "Wer wen anwählt";
        over: "Over", "Über";
        protocol: "Protocol", "Protokoll";
        address: "Dials", "Wählt";
        back: "All links of this edge", "Alle Verbindungen dieser Kante";
        by_ip: "by address", "über die Adresse";
        by_name: "by name", "über den Namen";
        any_address: "any address", "jede Adresse";
        client: "Client", "Client";
        server: "Server", "Server";
        shows: "Shows", "Zeigt vor";
        nothing: "no certificate", "kein Zertifikat";
        checks: "Checks", "Prüft";
        checks_server: "the server's certificate, for {name}", "das Zertifikat des Servers, auf {name}";
        checks_none: "nothing", "nichts";
        checks_client: "the client's certificate, against the CA", "das Zertifikat des Clients, gegen die CA";
        asks: "what it was shown; asks for {policy}", "was gezeigt wird; verlangt {policy}";
        sends: "Asks for (SNI)", "Fragt nach (SNI)";
        says: "Says", "Sagt";
        content: "content", "zufrieden";
        logs: "What Mimir logs", "Was Mimir protokolliert";
        logs_client: "client", "Client";
        logs_server: "server", "Server";
        fix: "What fixes it", "Was abhilft";
        handshakes: "Handshakes", "Handshakes";
        offered: "Offered", "Angeboten";
        outcome: "Outcome", "Ergebnis";
        suite: "Cipher suite", "Chiffre";
        plaintext: "plaintext", "Klartext";
        tls: "TLS", "TLS";
        no_tls: "refused", "abgewiesen";
        by_rule: "by rule, nothing to exchange", "nach Regel, ohne Austausch";
        waiting: "The handshake of this link is being made.", "Der Handshake dieser Verbindung läuft.";
        gone: "This plan has no such link.", "Diesen Plan verbindet nichts derart.";
    }
}
