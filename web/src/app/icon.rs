//! Small drawings of the page's own, of one line each and as large as the text
//! beside them. They say nothing by themselves: whoever cannot see them misses
//! nothing.

use yew::prelude::*;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// All is well.
    Check,
    /// Somebody is locked out.
    Warning,
    /// Something fails.
    Cross,
    /// Nobody knows yet.
    Wait,
    /// A list of steps.
    Steps,
    /// Something that is not there yet.
    Add,
    /// Two sheets.
    Copy,
    /// An arrow into a tray.
    Download,
    /// Two links of a chain.
    Link,
    /// A padlock that is closed.
    Locked,
    /// A padlock that is open.
    Unlocked,
    /// Half light, half dark.
    Theme,
}

impl Icon {
    /// Its lines, in a square of sixteen.
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M3 8.5l3.3 3.3L13 5",
            Self::Warning => "M8 2.2L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Wait => "M3.5 8h.1M8 8h.1M12.5 8h.1",
            Self::Steps => "M2.5 4h.1M2.5 8h.1M2.5 12h.1M6 4h7.5M6 8h7.5M6 12h7.5",
            Self::Add => "M8 3.5v9M3.5 8h9",
            Self::Copy => "M6 5.5h7.5v8.5H6zM3 11V2.5h7.5",
            Self::Download => "M8 2v8M4.8 7L8 10.2 11.2 7M2.5 12.5v1.5h11v-1.5",
            Self::Link => {
                "M6.8 9.2l2.4-2.4M7.4 5.2l1.7-1.7a2.4 2.4 0 0 1 3.4 3.4l-1.7 1.7M8.6 10.8l-1.7 1.7a2.4 2.4 0 0 1-3.4-3.4l1.7-1.7"
            }
            Self::Locked => "M3.5 7.5h9v6h-9zM5.3 7.5V5.2a2.7 2.7 0 0 1 5.4 0v2.3",
            Self::Unlocked => "M3.5 7.5h9v6h-9zM5.3 7.5V5.2a2.7 2.7 0 0 1 5.2-1",
            Self::Theme => "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M10 3.5v9M12 5.2v5.6",
        }
    }

    /// The drawing.
    pub fn draw(self) -> Html {
        drawn(self.path())
    }
}

/// What a component does, by its name: the lines of its drawing, in a square of
/// sixteen. Those that hand out jobs have one in common.
const COMPONENTS: [(&str, &str); 17] = [
    ("all", "M2.5 2.5h11v11h-11zM8 2.5v11M2.5 8h11"),
    (
        "read",
        "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z",
    ),
    (
        "write",
        "M3 13l.6-3 7.2-7.2 2.4 2.4L6 12.4zM9.3 4.3l2.4 2.4",
    ),
    ("backend", "M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3"),
    ("distributor", "M2 8h11.5M5 8l4.5-4.5h4M5 8l4.5 4.5h4"),
    ("ingester", "M2.5 2.5h11v11h-11zM4.5 9l2-3 2 3.5 3-4"),
    (
        "querier",
        "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14",
    ),
    ("query-frontend", "M2 3h12v10H2zM2 6.2h12M4 4.6h.1M6 4.6h.1"),
    (
        "store-gateway",
        "M2.5 4c0-1 2.5-2 5.5-2s5.5 1 5.5 2-2.5 2-5.5 2-5.5-1-5.5-2zv8c0 1 2.5 2 5.5 2s5.5-1 5.5-2V4M2.5 8c0 1 2.5 2 5.5 2s5.5-1 5.5-2",
    ),
    (
        "compactor",
        "M2.5 8h11M8 1.5v4M6 3.7l2 2 2-2M8 14.5v-4M6 12.3l2-2 2 2",
    ),
    (
        "ruler",
        "M2 10.5L10.5 2 14 5.5 5.5 14zM5.2 7.3l1.6 1.6M7.8 4.7l1.6 1.6",
    ),
    (
        "alertmanager",
        "M4 11V7a4 4 0 0 1 8 0v4l1.2 1.5H2.8zM6.8 14.3h2.4",
    ),
    (
        "overrides-exporter",
        "M2.5 5h5M11.5 5h2M9.5 3v4M2.5 11h2M8.5 11h5M6.5 9v4",
    ),
    (
        "memberlist-kv",
        "M8 2a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM3.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM12.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM7.3 4.9l-3.1 5.8M8.7 4.9l3.1 5.8M5 12h6",
    ),
    (
        "block-builder",
        "M8 1.8l5.5 3.1v6.2L8 14.2l-5.5-3.1V4.9zM2.5 4.9L8 8l5.5-3.1M8 8v6.2",
    ),
    ("usage-tracker", "M2 12a6 6 0 1 1 12 0M8 12l3-4"),
    (
        "scheduler",
        "M2.5 4v8M5.5 4v8M8.5 4v8M11 8h3.5M12.7 6.2L14.5 8l-1.8 1.8",
    ),
];

/// The lines of a component's drawing; none where it has none.
pub fn lines_of(component: &str) -> Option<&'static str> {
    let (_, family) = component.rsplit_once('-').unwrap_or_default();
    let row = |name: &str| COMPONENTS.iter().find(|(it, _)| *it == name);
    row(component)
        .or_else(|| row(family))
        .map(|(_, lines)| *lines)
}

/// A component's drawing, beside its name.
pub fn of_component(component: &str) -> Html {
    lines_of(component).map_or_else(Html::default, drawn)
}

fn drawn(lines: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={lines}/></svg>
    }
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use mimir_tls::catalog::Catalog;

    use super::lines_of;

    #[test]
    fn every_component_has_a_drawing_and_no_other_word_has() {
        for component in Catalog::builtin().all_components() {
            let name = component.name();
            assert!(lines_of(name).is_some(), "{name}");
        }
        for other in ["", "-", "kubelet", "TLS_RSA_WITH_AES_128_CBC_SHA"] {
            assert_eq!(lines_of(other), None, "{other}");
        }
    }
}
