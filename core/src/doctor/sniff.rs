//! By which marks a text shows what it is, whatever it is called: forms that are
//! no YAML.

/// Whether every line of a text sets a variable. Small letters with more than a
/// word behind them are a log's.
pub(super) fn is_variables(text: &str) -> bool {
    let is_variable = |line: &str| {
        let bare = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = bare.split_once('=') else {
            return false;
        };
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_loud = !name.bytes().any(|byte| byte.is_ascii_lowercase());
        // `==` asks for a version.
        if value.starts_with('=') {
            return false;
        }
        let is_whole =
            !value.contains(' ') || value.starts_with(['"', '\'']) && value.ends_with(['"', '\'']);
        !name.is_empty() && name.bytes().all(is_of_name) && (is_loud || is_whole)
    };
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        .peekable();
    lines.peek().is_some() && lines.all(is_variable)
}

/// Whether a text is supervisord's, and has a program of its.
pub(super) fn is_supervisor(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("[program:"))
}

/// Whether a text is nginx's configuration: a directive in it passes requests on.
pub(super) fn is_nginx(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let begins = |it: &str| it.trim_start().starts_with("proxy_pass ");
        line.starts_with("upstream ") && line.ends_with('{') || line.split(['{', ';']).any(begins)
    })
}

/// Whether a text is HAProxy's configuration: a section with servers, and a mode.
pub(super) fn is_haproxy(text: &str) -> bool {
    let has = |word: &str| {
        text.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(word) && words.next().is_some()
        })
    };
    let has_section = text.lines().any(|line| {
        let begins = |it: &&str| line.strip_prefix(*it).is_some_and(|it| it.starts_with(' '));
        ["backend", "listen"].iter().any(begins)
    });
    has_section && has("server") && has("mode")
}

/// Whether a text is Caddy's configuration.
pub(super) fn is_caddy(text: &str) -> bool {
    let passes = |line: &str| line.trim_start().starts_with("reverse_proxy ");
    text.lines().any(passes) && text.contains('{')
}

/// Whether a text is Alloy's configuration: a line begins one of its components.
pub(super) fn is_alloy(text: &str) -> bool {
    const COMPONENTS: [&str; 4] = ["prometheus.", "otelcol.", "mimir.rules.", "discovery."];
    text.lines().any(|line| {
        COMPONENTS.iter().any(|it| line.starts_with(it)) && line.trim_end().ends_with('{')
    })
}

/// Whether a text is a job of Nomad: a line of it begins one.
pub(super) fn is_job(text: &str) -> bool {
    text.lines().any(|line| {
        let behind = line.trim_start().strip_prefix("job ");
        behind.is_some_and(|behind| behind.trim_end().ends_with('{'))
    })
}
