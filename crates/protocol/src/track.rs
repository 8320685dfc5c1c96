//! A track as the wire knows it: names, and a few figures where they are known.

use pika_domain::{Fingerprint, PlayFact, TrackNames};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Bounded, Percent, Text};

/// Member order is the order in which Pika 0.3 clients expect them; what is unknown is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[ts(optional_fields)]
pub struct WireTrack {
    #[ts(type = "string")]
    pub title: Text<1, 500>,
    #[ts(type = "string")]
    pub artist: Text<1, 500>,
    /// Danced tempo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub bpm: Option<Bounded<40, 300>>,
    /// Musical name, for example `A minor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub key: Option<Text<1, 10>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub energy: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub danceability: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub brightness: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub acousticness: Option<Percent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub groove: Option<Percent>,
}

/// Shown where a track has no artist: the wire has no empty names.
const UNKNOWN_ARTIST: &str = "Unknown artist";
const UNTITLED: &str = "Untitled";

impl WireTrack {
    /// Names alone. Over-long names are cut, empty ones replaced: a track is never kept from
    /// dancers because of its tags.
    pub fn from_names(names: &TrackNames) -> Self {
        let text = |text: &str, fallback: &str| {
            Text::cut(text).or_else(|| Text::cut(fallback)).expect("the fallback is within bounds")
        };
        Self {
            title: text(&names.title, UNTITLED),
            artist: text(&names.artist, UNKNOWN_ARTIST),
            bpm: None,
            key: None,
            energy: None,
            danceability: None,
            brightness: None,
            acousticness: None,
            groove: None,
        }
    }

    /// A play as it is sent; a figure that the wire cannot carry is left out.
    pub fn from_play(play: &PlayFact) -> Self {
        let percent = |figure: fn(&Fingerprint) -> f32| {
            play.fingerprint.as_ref().and_then(|found| Percent::new(f64::from(figure(found))))
        };
        Self {
            bpm: play.danced.and_then(|bpm| Bounded::new(bpm.value())),
            key: play.key.and_then(|key| Text::new(&key.to_string())),
            energy: percent(|f| f.energy),
            danceability: percent(|f| f.danceability),
            brightness: percent(|f| f.brightness),
            acousticness: percent(|f| f.acousticness),
            groove: percent(|f| f.groove),
            ..Self::from_names(&play.names)
        }
    }

    pub fn names(&self) -> TrackNames {
        TrackNames::new(self.artist.as_str(), self.title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_become_names_that_the_wire_can_carry() {
        let track = WireTrack::from_names(&TrackNames::new("", "x".repeat(600)));
        assert_eq!(track.artist.as_str(), UNKNOWN_ARTIST);
        assert_eq!(track.title.as_str().len(), 500);
    }

    #[test]
    fn unknown_figures_are_absent_not_null() {
        let track = WireTrack::from_names(&TrackNames::new("Otis Marlow", "Stormy Corner Blues"));
        assert_eq!(
            serde_json::to_string(&track).expect("JSON"),
            r#"{"title":"Stormy Corner Blues","artist":"Otis Marlow"}"#
        );
    }
}
