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
        html! {
            <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={self.path()}/></svg>
        }
    }
}
