//! Settings: one JSON value for each key. What they mean is their owner's business.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Library, LibraryError};

impl Library {
    /// The value of a setting. One that was never set, or that cannot be read as a `T`, is `None`:
    /// a damaged setting falls back to its default.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, LibraryError> {
        let json: Option<String> = self.read(|transaction| {
            Ok(transaction
                .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?)
        })?;
        Ok(json.and_then(|json| {
            serde_json::from_str(&json)
                .inspect_err(|error| tracing::warn!(key, %error, "unreadable setting"))
                .ok()
        }))
    }

    pub fn set_setting(&self, key: &str, value: &impl Serialize) -> Result<(), LibraryError> {
        let json = serde_json::to_string(value)?;
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO settings (key, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
                params![key, json],
            )?;
            Ok(())
        })
    }
}
