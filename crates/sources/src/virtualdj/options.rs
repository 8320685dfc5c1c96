//! What VirtualDJ's own options mean for the dancers, from its `settings.xml`.
//!
//! VirtualDJ holds a song back for `historyDelay` seconds before it enters the history, 45 by
//! default. That is a setting, not a fault, and the DJ can change it once told.

use std::path::Path;

use super::text::Encoding;

const DEFAULT_DELAY_S: u32 = 45;
/// Short enough for dancers, long enough that a song that was only tried out does not count.
const ADVISED_DELAY_S: u32 = 5;
const LATE_FROM_S: u32 = 11;

/// `delay_s` is absent where there is no `settings.xml` to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) writes_history: bool,
    delay_s: Option<u32>,
}

impl Options {
    pub(super) fn read(home: &Path) -> Self {
        std::fs::read(home.join("settings.xml"))
            .map_or(Self { writes_history: true, delay_s: None }, |bytes| {
                Self::parse(&Encoding::of(&bytes).decode(&bytes))
            })
    }

    fn parse(settings: &str) -> Self {
        let writes_history = option(settings, "writeHistory")
            .is_none_or(|value| !["no", "off", "false", "0"].contains(&value.trim()));
        let delay_s = option(settings, "historyDelay").and_then(leading_number);
        Self { writes_history, delay_s: Some(delay_s.unwrap_or(DEFAULT_DELAY_S)) }
    }

    /// One sentence or two for the DJ.
    pub(super) fn sentence(&self, history: &Path) -> String {
        let watching = format!("Watching {}.", history.display());
        match self.delay_s {
            _ if !self.writes_history => {
                "VirtualDJ does not write its history; set writeHistory to yes in its options."
                    .into()
            }
            Some(delay_s) if delay_s >= LATE_FROM_S => format!(
                "{watching} Dancers will see songs {delay_s} s late; set historyDelay to \
                 {ADVISED_DELAY_S} in VirtualDJ's options."
            ),
            _ => watching,
        }
    }
}

/// The value of an option, written as an element or as an attribute.
fn option<'a>(settings: &'a str, name: &str) -> Option<&'a str> {
    let between = |open: &str, close: &str| {
        let (_, after) = settings.split_once(open)?;
        after.split_once(close).map(|(value, _)| value)
    };
    between(&format!("<{name}>"), "<")
        .or_else(|| between(&format!(" {name}=\""), "\""))
        .or_else(|| between(&format!("\"{name}\" value=\""), "\""))
}

fn leading_number(value: &str) -> Option<u32> {
    let value = value.trim();
    let end = value.find(|character: char| !character.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(settings: &str) -> String {
        Options::parse(settings).sentence(Path::new("/vdj/History"))
    }

    #[test]
    fn the_delay_is_told_together_with_its_remedy() {
        let late = "Watching /vdj/History. Dancers will see songs 45 s late; set historyDelay to 5 in \
                    VirtualDJ's options.";
        for settings in [
            "<settings><historyDelay>45</historyDelay></settings>",
            "<settings historyDelay=\"45s\" />",
            "<option name=\"historyDelay\" value=\"45\"/>",
            "<settings></settings>",
            "<settings><historyDelay>",
        ] {
            assert_eq!(sentence(settings), late, "{settings}");
        }
    }

    #[test]
    fn a_short_delay_is_not_worth_a_word() {
        let settings = "<settings><historyDelay>5</historyDelay></settings>";
        assert_eq!(sentence(settings), "Watching /vdj/History.");
    }

    #[test]
    fn a_history_that_is_switched_off_is_told_above_all() {
        for off in ["no", "off", "0", "false"] {
            let settings = format!("<settings><writeHistory>{off}</writeHistory></settings>");
            assert!(sentence(&settings).contains("set writeHistory to yes"), "{settings}");
            assert!(!Options::parse(&settings).writes_history, "{settings}");
        }
    }

    #[test]
    fn without_settings_nothing_is_claimed_about_the_delay() {
        let home = tempfile::tempdir().expect("a folder");
        let options = Options::read(home.path());
        assert_eq!(options, Options { writes_history: true, delay_s: None });
        assert_eq!(options.sentence(Path::new("/vdj/History")), "Watching /vdj/History.");
    }
}
