//! The generated TypeScript is what this crate says. `PIKA_GENERATE=1` writes it instead of checking.

use std::path::Path;

fn generated(path: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("PIKA_GENERATE").is_some() {
        std::fs::write(&path, expected).expect("the generated file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{} is stale: run `cargo xtask generate`", path.display());
}

#[test]
fn the_wire_types_of_the_page_are_fresh() {
    generated("web/src/lib/protocol/messages.ts", &pika_protocol::typescript_module());
}

#[test]
fn the_wire_schema_of_the_page_is_fresh() {
    generated(
        "web/src/lib/protocol/server-message.schema.json",
        &pika_protocol::server_message_schema(),
    );
}
