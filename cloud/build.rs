//! Puts a placeholder where the dancers' page is not built yet, so that a fresh clone compiles.

use std::{fs, path::Path};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>Pika!</title><p>The dancers' page is not built yet: run <code>npm run build -w web</code>.</p></html>\n";

fn main() {
    println!("cargo:rerun-if-changed=../web/dist");
    println!("cargo:rerun-if-changed=migrations");
    let index = Path::new("../web/dist/index.html");
    if !index.exists() {
        fs::create_dir_all("../web/dist").expect("the folder web/ can be written to");
        fs::write(index, PLACEHOLDER).expect("the folder web/dist can be written to");
    }
}
