//! One line on the terminal that says how far a run is.

use std::io::Write as _;

pub(super) struct Progress {
    what: String,
    done: usize,
    all: usize,
}

impl Progress {
    pub(super) fn new(what: &str, all: usize) -> Self {
        Self { what: what.to_owned(), done: 0, all }
    }

    pub(super) fn step(&mut self) {
        self.done += 1;
        eprint!("\r{}: {} of {}", self.what, self.done, self.all);
        let _ = std::io::stderr().flush();
        if self.done == self.all {
            eprintln!();
        }
    }
}
