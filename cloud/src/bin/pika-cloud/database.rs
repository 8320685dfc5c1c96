//! Where everything is kept: an address without a password, and the password beside it.

use clap::Args;
use url::Url;

/// What stands in examples. A server that runs with it is open to whoever has read them.
const PLACEHOLDERS: [&str; 11] = [
    "",
    "changeme",
    "change-me",
    "change_me",
    "example",
    "password",
    "pika",
    "placeholder",
    "postgres",
    "secret",
    "your-password",
];

#[derive(Args)]
pub(crate) struct Database {
    /// Where everything is kept: sqlite:PATH, which is created where it is missing, or
    /// postgres://USER@HOST/NAME with its password in POSTGRES_PASSWORD.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database: Option<String>,

    /// Password of the PostgreSQL user.
    #[arg(long, env = "POSTGRES_PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    postgres_password: Option<String>,
}

impl Database {
    /// The whole address, with the password if there is one.
    pub(crate) fn url(&self) -> String {
        let address = self.database.clone().unwrap_or_default();
        match (self.postgres(), &self.postgres_password) {
            (Some(mut url), Some(password)) if url.password().is_none() => {
                // Fails only where there is no host, and then so does connecting.
                let _ = url.set_password(Some(password));
                url.into()
            }
            _ => address,
        }
    }

    /// What is wrong, a sentence for each.
    pub(crate) fn problems(&self, in_production: bool) -> Vec<String> {
        let Some(address) = self.database.as_deref().filter(|address| !address.is_empty()) else {
            return vec![
                "DATABASE_URL is missing: say where everything is kept, for example \
                 sqlite:/var/lib/pika/cloud.db"
                    .to_owned(),
            ];
        };
        if is_placeholder(address) {
            return vec!["DATABASE_URL is still the placeholder of an example".to_owned()];
        }
        if address.starts_with("sqlite:") {
            return Vec::new();
        }
        let Some(url) = self.postgres() else {
            return vec!["DATABASE_URL is neither sqlite:PATH nor postgres://…".to_owned()];
        };
        let password = url.password().or(self.postgres_password.as_deref());
        match password {
            _ if !in_production || is_a_socket(&url) => Vec::new(),
            None => vec!["POSTGRES_PASSWORD is missing".to_owned()],
            Some(password) if is_placeholder(password) => {
                vec!["POSTGRES_PASSWORD is still the placeholder of an example".to_owned()]
            }
            Some(_) => Vec::new(),
        }
    }

    fn postgres(&self) -> Option<Url> {
        let url = Url::parse(self.database.as_deref()?).ok()?;
        matches!(url.scheme(), "postgres" | "postgresql").then_some(url)
    }
}

/// Whether it is reached through a socket of this machine, which knows who connects.
fn is_a_socket(url: &Url) -> bool {
    url.query_pairs().any(|(name, host)| name == "host" && host.starts_with('/'))
}

fn is_placeholder(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    PLACEHOLDERS.contains(&value.as_str()) || value.contains(['<', '>'])
}
