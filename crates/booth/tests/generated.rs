//! The generated TypeScript is what this crate says. `PIKA_GENERATE=1` writes it instead of checking.

use std::path::Path;

#[test]
fn the_types_of_the_window_are_fresh() {
    let expected = pika_booth::typescript::typescript_module();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/backend/types.ts");
    if std::env::var_os("PIKA_GENERATE").is_some() {
        std::fs::write(&path, &expected).expect("the generated file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{} is stale: run `cargo xtask generate`", path.display());
}
