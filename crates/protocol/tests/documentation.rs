//! docs/protocol.md tells the truth: each example is decoded, and each message has one.

use std::collections::BTreeSet;

use pika_protocol::{decode_client_frame, decode_server_message, typescript_module};

const PAGE: &str = include_str!("../../../docs/protocol.md");

/// The examples of one side: what stands in its fenced blocks.
fn examples(side: &str) -> Vec<&'static str> {
    let fence = format!("```json {side}\n");
    PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

fn kind(example: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(example).expect(example);
    value["type"].as_str().expect("a message has a type").to_owned()
}

/// The types of the messages in one generated TypeScript union.
fn kinds_of(union: &str) -> BTreeSet<String> {
    let module = typescript_module();
    let declaration = module
        .split(&format!("export type {union} = "))
        .nth(1)
        .and_then(|rest| rest.split("\n\nexport ").next())
        .expect("the union is generated");
    let marked = declaration.split("\"type\": \"").skip(1);
    marked.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_client_message_has_an_example_that_decodes() {
    let examples = examples("client");
    for example in &examples {
        decode_client_frame(example).expect(example);
    }
    assert_eq!(examples.into_iter().map(kind).collect::<BTreeSet<_>>(), kinds_of("ClientMessage"));
}

#[test]
fn every_server_message_has_an_example_that_decodes() {
    let examples = examples("server");
    for example in &examples {
        assert!(decode_server_message(example).is_some(), "{example}");
    }
    assert_eq!(examples.into_iter().map(kind).collect::<BTreeSet<_>>(), kinds_of("ServerMessage"));
}
