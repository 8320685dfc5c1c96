//! Values that carry their bounds: once decoded they are known to be good.

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A text of `MIN` to `MAX` characters, trimmed before it is measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Trims and measures; `None` where the length is out of bounds. A NUL, which damaged tags of files
    /// have and not every database takes, is left out.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.replace('\0', "");
        let trimmed = text.trim();
        (MIN..=MAX).contains(&trimmed.chars().count()).then(|| Self(trimmed.to_owned()))
    }

    /// Trims and, where the text is too long, cuts it; `None` only where it is too short.
    pub fn cut(text: &str) -> Option<Self> {
        let cut: String = text.trim().chars().take(MAX).collect();
        Self::new(&cut)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::new(&text)
            .ok_or_else(|| D::Error::custom(format!("a text of {MIN} to {MAX} characters")))
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MIN}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": MIN, "maxLength": MAX })
    }
}

/// A finite number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Bounded<const MIN: u32, const MAX: u32>(f64);

/// 0 to 100.
pub type Percent = Bounded<0, 100>;

impl<const MIN: u32, const MAX: u32> Bounded<MIN, MAX> {
    pub fn new(value: f64) -> Option<Self> {
        (f64::from(MIN)..=f64::from(MAX)).contains(&value).then_some(Self(value))
    }

    pub fn value(self) -> f64 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Bounded<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?)
            .ok_or_else(|| D::Error::custom(format!("a number from {MIN} to {MAX}")))
    }
}

impl<const MIN: u32, const MAX: u32> JsonSchema for Bounded<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Number{MIN}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": MIN, "maximum": MAX })
    }
}

/// A whole number from `MIN` to `MAX`; a fraction is refused, not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Whole<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Whole<MIN, MAX> {
    pub fn new(value: u32) -> Option<Self> {
        (MIN..=MAX).contains(&value).then_some(Self(value))
    }

    pub fn value(self) -> u32 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)?)
            .ok_or_else(|| D::Error::custom(format!("a whole number from {MIN} to {MAX}")))
    }
}

impl<const MIN: u32, const MAX: u32> JsonSchema for Whole<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Whole{MIN}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

/// A list of `MIN` to `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    pub fn new(items: Vec<T>) -> Option<Self> {
        (MIN..=MAX).contains(&items.len()).then_some(Self(items))
    }

    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de>
    for List<T, MIN, MAX>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?)
            .ok_or_else(|| D::Error::custom(format!("a list of {MIN} to {MAX} items")))
    }
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for List<T, MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}List{MIN}To{MAX}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array", "minItems": MIN, "maxItems": MAX,
            "items": generator.subschema_for::<T>(),
        })
    }
}

/// A moment, written as ISO 8601 in UTC with exactly milliseconds and `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WireTime(pub Timestamp);

impl std::fmt::Display for WireTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::deserialize(deserializer).map(Self)
    }
}

impl JsonSchema for WireTime {
    fn schema_name() -> Cow<'static, str> {
        "WireTime".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 20, "maxLength": 30 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_measured_after_trimming_and_in_characters() {
        type Name = Text<1, 3>;
        assert_eq!(Name::new("  äöü ").map(Name::into_string), Some("äöü".into()));
        assert_eq!(Name::new("   "), None, "blank is too short");
        assert_eq!(Name::new("abcd"), None, "too long");
        assert_eq!(Name::new("a\0\0b\0 ").map(Name::into_string), Some("ab".into()));
        assert_eq!(Name::cut(" abcd").map(Name::into_string), Some("abc".into()));
    }

    #[test]
    fn numbers_outside_or_not_numbers_are_refused() {
        for bad in ["-1", "100.1", "null", "\"5\"", "1e999"] {
            assert!(serde_json::from_str::<Percent>(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Percent>("42.5").map(Percent::value).ok(), Some(42.5));
    }

    #[test]
    fn lists_have_bounds_and_whole_numbers_have_no_fraction() {
        type Two = List<Whole<1, 9>, 2, 3>;
        for bad in ["[1]", "[1,2,3,4]", "[1,10]", "[1,2.5]", "[1,-2]", "{}"] {
            assert!(serde_json::from_str::<Two>(bad).is_err(), "{bad}");
        }
        let two: Two = serde_json::from_str("[1,9]").expect("within bounds");
        assert_eq!(serde_json::to_string(&two).ok().as_deref(), Some("[1,9]"));
    }

    #[test]
    fn times_are_written_with_milliseconds_and_z() {
        let time = WireTime("2026-01-02T03:04:05.6789Z".parse().expect("a time"));
        assert_eq!(time.to_string(), "2026-01-02T03:04:05.678Z");
        let whole = WireTime("2026-01-02T03:04:05Z".parse().expect("a time"));
        assert_eq!(whole.to_string(), "2026-01-02T03:04:05.000Z");
    }
}
