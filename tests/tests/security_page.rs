//! docs/security.md names tests that exist.

use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../docs/security.md");

/// What stands between backquotes in the last column: names of tests, or `cargo xtask check`.
fn named_tests() -> Vec<&'static str> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ID"));
    let shown_by = rows.filter_map(|row| row.trim_end_matches(['|', ' ']).rsplit(" | ").next());
    shown_by
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .filter(|name| !name.starts_with("cargo "))
        .collect()
}

/// Every tracked source file, as one text.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let listed = Command::new("git")
        .args(["ls-files", "-z", "*.rs", "*.ts"])
        .current_dir(&root)
        .output()
        .expect("git lists the sources");
    let files = String::from_utf8(listed.stdout).expect("names are text");
    let read = |file: &str| std::fs::read_to_string(root.join(file)).ok();
    files.split_terminator('\0').filter_map(read).collect()
}

#[test]
fn every_test_that_the_security_page_names_exists() {
    let names = named_tests();
    assert!(names.len() > 40, "the page is read: {names:?}");
    let sources = sources();
    let missing: Vec<_> = names
        .into_iter()
        .filter(|name| {
            !sources.contains(&format!("fn {name}("))
                && !sources.contains(&format!("test('{name}'"))
                && !sources.contains(&format!("it('{name}'"))
        })
        .collect();
    assert!(missing.is_empty(), "docs/security.md names tests that do not exist: {missing:#?}");
}
