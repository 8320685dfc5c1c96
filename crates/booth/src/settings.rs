//! The DJ's settings: kept in `pika.db`, checked on the way in.

use pika_library::{Library, LibraryError};
use pika_live::{AddressError, CloudAddress};

use crate::view::{Reach, Settings};

const KEY: &str = "booth";

/// What was kept; defaults where there is nothing or nothing usable. The dancers' page is never
/// opened to a network by a mere start.
pub(crate) fn load(library: &Library) -> Result<Settings, LibraryError> {
    let kept: Settings = library.setting(KEY)?.unwrap_or_default();
    Ok(bounded(&Settings { reach: Reach::ThisComputer, ..kept }))
}

pub(crate) fn save(library: &Library, settings: &Settings) -> Result<(), LibraryError> {
    library.set_setting(KEY, settings)
}

/// The cloud that is configured; `None` for none. Only an encrypted one, or one on this computer.
pub(crate) fn cloud(settings: &Settings) -> Result<Option<CloudAddress>, AddressError> {
    match settings.cloud_address.trim() {
        "" => Ok(None),
        text => CloudAddress::parse(text).map(Some),
    }
}

/// The nearest settings that are possible.
pub(crate) fn bounded(settings: &Settings) -> Settings {
    Settings {
        dj_name: settings.dj_name.trim().to_owned(),
        cloud_address: settings.cloud_address.trim().to_owned(),
        analysis_threads: settings.analysis_threads.clamp(1, 16),
        settle_ms: settings.settle_ms.min(10_000),
        ..settings.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_settings_become_the_nearest_possible_ones() {
        let wild = Settings { analysis_threads: 0, settle_ms: 99_999, ..Settings::default() };
        let tame = bounded(&wild);
        assert_eq!((tame.analysis_threads, tame.settle_ms), (1, 10_000));
    }
}
