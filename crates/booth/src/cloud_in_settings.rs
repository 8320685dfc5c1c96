//! The cloud of the settings, for those who run without a booth.

use std::path::Path;

use pika_library::Library;
use pika_live::CloudAddress;

use crate::error::BoothError;
use crate::settings;
use crate::view::Settings;

/// `None` where no cloud is configured.
pub fn get(data_dir: &Path) -> Result<Option<CloudAddress>, BoothError> {
    let library = Library::open(&data_dir.join("pika.db"))?;
    Ok(settings::cloud(&settings::load(&library)?)?)
}

/// The next start of Pika goes to this cloud.
pub fn set(data_dir: &Path, address: &CloudAddress) -> Result<(), BoothError> {
    let library = Library::open(&data_dir.join("pika.db"))?;
    let kept = settings::load(&library)?;
    Ok(settings::save(&library, &Settings { cloud_address: address.origin(), ..kept })?)
}
