//! One value for each setting: a flag goes before the environment, that before the file, and the
//! file before what is built in.
//!
//! The file is TOML, its keys are the names of the flags with `_` for `-`. Its values become the
//! defaults of the flags, so that they are read and refused in the same words.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use clap::{ArgMatches, Command, parser::ValueSource};
use toml::Value;

use super::settings::SECRETS;

/// What a file sets.
#[derive(Default)]
pub(crate) struct File {
    path: PathBuf,
    values: BTreeMap<String, Vec<String>>,
}

impl File {
    pub(crate) fn read(path: &Path, command: &Command) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the settings in {} cannot be read", path.display()))?;
        Self::parse(&text, command)
            .map(|values| Self { path: path.to_owned(), values })
            .with_context(|| format!("the settings in {} cannot be used", path.display()))
    }

    fn parse(text: &str, command: &Command) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            // What stands there may be a secret: the sentence is told, the line is not.
            anyhow::anyhow!("it is not TOML: {}", error.message())
        })?;
        let mut values = BTreeMap::new();
        for (key, value) in table {
            let known = key != "config" && command.get_arguments().any(|arg| arg.get_id() == &key);
            ensure!(known, "there is no setting {key}");
            if SECRETS.contains(&key.as_str()) {
                bail!("{key} is a secret: it comes from the environment, never from a file");
            }
            let value = match value {
                Value::Array(items) => items.into_iter().map(text_of).collect::<Option<_>>(),
                single => text_of(single).map(|text| vec![text]),
            };
            let value = value.with_context(|| {
                format!("{key} is a text, a number, true or false, or a list of those")
            })?;
            if value.iter().any(|url| holds_a_password(url)) {
                bail!("{key} holds a password: that comes from the environment, never from a file");
            }
            values.insert(key, value);
        }
        Ok(values)
    }

    /// The command with what the file sets as defaults.
    pub(crate) fn under(&self, command: Command) -> Command {
        self.values.iter().fold(command, |command, (key, values)| {
            if command.get_arguments().any(|arg| arg.get_id() == key) {
                command.mut_arg(key, |arg| arg.default_values(values.clone()))
            } else {
                command
            }
        })
    }

    /// Where the value of a setting comes from.
    pub(crate) fn origin(&self, arg: &clap::Arg, matches: &ArgMatches) -> String {
        match matches.value_source(arg.get_id().as_str()) {
            Some(ValueSource::CommandLine) => format!("--{}", arg.get_long().unwrap_or_default()),
            Some(ValueSource::EnvVariable) => {
                arg.get_env().unwrap_or_default().to_string_lossy().into_owned()
            }
            Some(_) if self.values.contains_key(arg.get_id().as_str()) => {
                self.path.display().to_string()
            }
            Some(_) => "built in".to_owned(),
            None => "not set".to_owned(),
        }
    }
}

/// Everybody on a machine can read the command line of a process.
fn refuse_secrets_in_flags(matches: &ArgMatches) -> anyhow::Result<()> {
    let given = |id: &str| {
        matches.try_contains_id(id).is_ok()
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    if let Some(secret) = SECRETS.into_iter().find(|id| given(id)) {
        bail!("{secret} is a secret: it comes from the environment, never from a flag");
    }
    for id in ["database", "nats"].into_iter().filter(|id| given(id)) {
        let url = matches.try_get_one::<String>(id).ok().flatten();
        if url.is_some_and(|url| holds_a_password(url)) {
            bail!("--{id} holds a password: that comes from the environment, never from a flag");
        }
    }
    Ok(())
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(switch) => Some(switch.to_string()),
        _ => None,
    }
}

fn holds_a_password(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.password().is_some())
}

/// Reads the command line, and the file of settings that it or the environment names.
pub(crate) fn read(
    command: Command,
    arguments: &[OsString],
) -> anyhow::Result<(Command, ArgMatches, File)> {
    let matches = command.clone().get_matches_from(arguments);
    let Some((name, given)) = matches.subcommand() else {
        return Ok((command, matches, File::default()));
    };
    refuse_secrets_in_flags(given)?;
    let Ok(Some(path)) = given.try_get_one::<PathBuf>("config") else {
        return Ok((command, matches, File::default()));
    };
    // A file may hold all settings, also where a command needs only some.
    let all = command.find_subcommand("serve").expect("there is a command to serve");
    let file = File::read(path, all)?;
    let command = command.mut_subcommand(name, |chosen| file.under(chosen));
    match command.clone().try_get_matches_from(arguments) {
        Ok(matches) => Ok((command, matches, file)),
        Err(error) => bail!("the settings in {} cannot be used: {error}", path.display()),
    }
}
