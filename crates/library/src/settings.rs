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

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn a_damaged_setting_is_as_if_never_set() {
        let (_folder, library) = fixture::library();
        library.set_setting("settle_ms", &1_500).expect("written");
        assert_eq!(library.setting::<u32>("settle_ms").expect("read"), Some(1_500));
        assert_eq!(library.setting::<Vec<String>>("settle_ms").expect("read"), None);
        library
            .writer()
            .execute("UPDATE settings SET value = '{half'", [])
            .expect("damaged on purpose");
        assert_eq!(library.setting::<u32>("settle_ms").expect("read"), None);
        assert_eq!(library.setting::<u32>("never set").expect("read"), None);
    }
}
