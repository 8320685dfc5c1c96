//! Bodies of requests: JSON objects of a known shape, or a problem that names what is wrong.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::problem::Problem;

/// Largest body, in bytes.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// A decoded body. No body is the same as an empty object.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                Problem::too_large()
            } else {
                Problem::invalid("The body could not be read")
            }
        })?;
        decode(&bytes).map(Self)
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = bytes.trim_ascii();
    // A list would be taken for the members of the object in their order.
    if !text.is_empty() && !text.starts_with(b"{") {
        return Err(Problem::invalid("The body is not a JSON object"));
    }
    let text = if text.is_empty() { b"{}" } else { text };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let decoded = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        if error.inner().classify() == Category::Data {
            // What serde says of it repeats the value, which may be a password.
            Problem::invalid_field(
                error.path().to_string(),
                "A member of the body has a wrong type",
            )
        } else {
            Problem::invalid("The body is not JSON")
        }
    })?;
    deserializer.end().map_err(|_| Problem::invalid("The body is not JSON"))?;
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Shape {
        name: Option<String>,
    }

    fn decoded(text: &str) -> Option<Shape> {
        decode(text.as_bytes()).ok()
    }

    #[test]
    fn only_an_object_of_the_right_shape_is_decoded() {
        assert_eq!(
            decoded(r#" {"name":"Alba","more":1} "#),
            Some(Shape { name: Some("Alba".into()) })
        );
        assert_eq!(decoded(""), Some(Shape { name: None }));
        assert_eq!(decoded(r#"{"name":null}"#), Some(Shape { name: None }));
        let deep = "[".repeat(10_000);
        for bad in [
            r#"["Alba"]"#,
            "null",
            "7",
            r#"{"name":7}"#,
            r#"{"name":["x"]}"#,
            r#"{"name":{}}"#,
            "{",
            r#"{"name":"a"} x"#,
            r#"{"name":"a","name":"b"}"#,
            "\u{feff}{}",
            &deep,
        ] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
        assert_eq!(decode::<Shape>(b"{\"name\":\"\xff\"}").ok(), None, "not UTF-8");
    }
}
