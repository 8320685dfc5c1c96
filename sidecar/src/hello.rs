//! The first line on stdin: what the parent tells the sidecar about this launch. It comes this way because arguments and
//! environment can be read by other programs.

use std::io::{BufRead, Read};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// Room for thousands of folders.
const LONGEST_LINE: u64 = 1024 * 1024;
const LIMIT_S: f64 = 60.0;
const MOST_THREADS: usize = 64;

/// What this launch is for.
#[derive(Debug)]
pub struct Hello {
    pub secret: Secret,
    /// Only files below these are read.
    pub folders: Vec<PathBuf>,
    /// Files that are analysed at once, 1 to 64.
    pub threads: usize,
    /// The processor's time that one file may take; a minute unless the parent says otherwise.
    pub limit: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    secret: String,
    folders: Vec<PathBuf>,
    threads: usize,
    limit_s: Option<f64>,
}

impl Hello {
    /// Reads one line of JSON and leaves the rest of the input alone.
    pub fn read(input: &mut impl BufRead) -> anyhow::Result<Self> {
        let mut line = String::new();
        input.take(LONGEST_LINE).read_line(&mut line).context("stdin cannot be read")?;
        if line.trim().is_empty() {
            bail!("this program is started by Pika and expects a line of JSON on stdin");
        }
        // The line holds the secret: of the error only its kind and place may be shown.
        let line: Line = serde_json::from_str(&line).map_err(|error| {
            anyhow::anyhow!("the first line on stdin is not valid (column {})", error.column())
        })?;
        if line.threads == 0 || line.threads > MOST_THREADS {
            bail!("threads must be 1 to {MOST_THREADS}, not {}", line.threads);
        }
        Ok(Self {
            secret: Secret::parse(line.secret)?,
            folders: line.folders,
            threads: line.threads,
            limit: Duration::try_from_secs_f64(line.limit_s.unwrap_or(LIMIT_S))
                .context("limit_s is not a length of time")?,
        })
    }
}

/// 32 random bytes in hexadecimal, known to the parent and to this process alone.
pub struct Secret(String);

impl Secret {
    fn parse(text: String) -> anyhow::Result<Self> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            bail!("the secret is not 64 hexadecimal digits");
        }
        Ok(Self(text))
    }

    /// Takes equally long wherever the first wrong digit is.
    pub fn is(&self, presented: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(presented).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Hello, String> {
        Hello::read(&mut line.as_bytes()).map_err(|error| error.to_string())
    }

    fn secret() -> String {
        "0123456789abcdef".repeat(4)
    }

    #[test]
    fn a_hello_is_one_line_and_the_rest_stays_unread() {
        let text =
            format!("{{\"secret\":\"{}\",\"folders\":[\"/music\"],\"threads\":2}}\nrest", secret());
        let mut input = text.as_bytes();
        let hello = Hello::read(&mut input).expect("a good hello");
        assert_eq!(hello.folders, [PathBuf::from("/music")]);
        assert_eq!((hello.threads, hello.limit), (2, Duration::from_mins(1)));
        assert_eq!(input, b"rest");
    }

    #[test]
    fn only_the_whole_secret_opens() {
        let text = format!("{{\"secret\":\"{}\",\"folders\":[],\"threads\":1}}", secret());
        let secret_of = read(&text).expect("a good hello").secret;
        assert!(secret_of.is(secret().as_bytes()));
        for wrong in ["", "0123", &secret()[1..], &secret().replace('f', "e")] {
            assert!(!secret_of.is(wrong.as_bytes()), "{wrong:?}");
        }
    }

    #[test]
    fn a_bad_hello_is_refused_without_repeating_it() {
        let secret = secret();
        let short = &secret[1..];
        for (line, reason) in [
            (String::new(), "expects a line of JSON"),
            ("\n".into(), "expects a line of JSON"),
            ("hello".into(), "not valid"),
            (
                format!("{{\"secret\":\"{secret}\",\"folders\":\"{secret}\",\"threads\":1}}"),
                "not valid",
            ),
            (
                format!("{{\"secret\":\"{secret}\",\"folders\":[],\"threads\":0}}"),
                "threads must be",
            ),
            (
                format!("{{\"secret\":\"{secret}\",\"folders\":[],\"threads\":65}}"),
                "threads must be",
            ),
            (format!("{{\"secret\":\"{short}\",\"folders\":[],\"threads\":1}}"), "64 hexadecimal"),
        ] {
            let error = read(&line).expect_err(&line);
            assert!(error.contains(reason), "{error}");
            assert!(!error.contains(short), "the secret never reaches a log");
        }
    }
}
