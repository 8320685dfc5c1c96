//! What Pika's programs log. Messages on the wire and on the keychain's bus carry secrets, so that the
//! libraries that move them stay quiet, however much the DJ wants to see.

use tracing_subscriber::EnvFilter;

/// Targets that never log more than this.
const QUIET: [&str; 3] = ["tungstenite=info", "tokio_tungstenite=info", "zbus=info"];

/// What `PIKA_LOG` asks for, else warnings.
pub fn filter() -> EnvFilter {
    let asked = EnvFilter::try_from_env("PIKA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    quietened(asked)
}

fn quietened(asked: EnvFilter) -> EnvFilter {
    QUIET.into_iter().fold(asked, |filter, directive| {
        filter.add_directive(directive.parse().expect("the directives are well formed"))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no test panics here").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn at_the_most_verbose_level_nothing_that_goes_over_the_wire_is_logged() {
        let lines = Lines::default();
        let sink = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(quietened(EnvFilter::new("trace")))
            .with_writer(move || sink.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "tungstenite::protocol", "Sending frame: sha256:0123");
            tracing::trace!(target: "tokio_tungstenite::compat", "Reading: sha256:4567");
            tracing::trace!(target: "zbus::connection", "a secret");
            tracing::trace!(target: "pika_live", "a wake-up");
        });
        let text = String::from_utf8(lines.0.lock().expect("no test panics here").clone());
        let text = text.expect("logs are text");
        assert!(text.contains("a wake-up"), "the rest is there: {text}");
        assert!(!text.contains("sha256") && !text.contains("secret"), "{text}");
    }
}
