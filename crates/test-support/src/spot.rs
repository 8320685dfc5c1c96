//! Where something is in a page, in the words of a person who looks at it: the button that says
//! "Go live", the field under a label. Where words are not enough, by its `data-testid`.

use std::fmt;

/// An element of a page. It need not be there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    name: String,
    xpath: String,
}

impl Spot {
    /// The button, link or tab with this name, written on it or said to screen readers.
    pub fn button(name: &str) -> Self {
        let said = literal(name);
        let named = format!("[@aria-label={said} or .//text()[normalize-space()={said}]]");
        let xpath = format!("//*[self::button or self::a or @role='tab']{named}");
        Self { name: format!("button {name:?}"), xpath }
    }

    /// The field that this label belongs to.
    pub fn field(label: &str) -> Self {
        let said = literal(label);
        let xpath =
            format!("//*[@id=//label[normalize-space()={said}]/@for or @aria-label={said}]");
        Self { name: format!("field {label:?}"), xpath }
    }

    /// The element with this `data-testid`.
    pub fn test_id(id: &str) -> Self {
        Self { name: id.to_owned(), xpath: format!("//*[@data-testid={}]", literal(id)) }
    }

    /// The region or list with this name.
    pub fn region(label: &str) -> Self {
        let xpath = format!("//*[@aria-label={}]", literal(label));
        Self { name: format!("region {label:?}"), xpath }
    }

    pub(crate) fn xpath(&self) -> &str {
        &self.xpath
    }

    /// The element, or null, as a JavaScript expression.
    pub(crate) fn script(&self) -> String {
        let path = serde_json::Value::from(self.xpath.as_str());
        format!("document.evaluate({path}, document, null, 9, null).singleNodeValue")
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// A text in an XPath, which knows two kinds of quotes and no way to escape them.
fn literal(text: &str) -> String {
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let pieces: Vec<String> = text.split('"').map(|piece| format!("\"{piece}\"")).collect();
    format!("concat({})", pieces.join(", '\"', "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_said_as_a_person_would_say_it() {
        assert_eq!(Spot::button("Go live").to_string(), "button \"Go live\"");
        assert_eq!(Spot::test_id("title").xpath(), "//*[@data-testid=\"title\"]");
    }

    #[test]
    fn any_title_can_be_looked_for() {
        assert_eq!(literal("Don't"), "\"Don't\"");
        assert_eq!(literal("7\" mix"), "concat(\"7\", '\"', \" mix\")");
    }
}
