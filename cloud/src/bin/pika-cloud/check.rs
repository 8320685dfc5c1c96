//! `pika-cloud check`: every setting, where it came from, and what is wrong.

use std::fmt::Write as _;

use clap::{ArgMatches, Command};

use super::{
    layers::File,
    settings::{Settings, shown},
};

/// A line for each setting.
pub(crate) fn table(command: &Command, matches: &ArgMatches, file: &File) -> String {
    let mut lines = String::new();
    for arg in command.get_arguments().filter(|arg| arg.get_env().is_some()) {
        let id = arg.get_id().as_str();
        let values = matches.get_raw(id).unwrap_or_default();
        let values: Vec<_> = values.map(|value| value.to_string_lossy()).collect();
        let value = if values.is_empty() { "-".to_owned() } else { shown(id, values.join(",")) };
        let origin = file.origin(arg, matches);
        writeln!(lines, "{id:24} {value:36} {origin}").expect("a string takes everything");
    }
    lines
}

/// Prints all settings and what is wrong with them; whether nothing is.
pub(crate) fn report(
    settings: &Settings,
    command: &Command,
    matches: &ArgMatches,
    file: &File,
) -> bool {
    print!("{}", table(command, matches, file));
    let problems = settings.problems();
    for problem in &problems {
        println!("wrong: {problem}");
    }
    if problems.is_empty() {
        println!("nothing is wrong; the database and the mail server were not asked");
    }
    problems.is_empty()
}
