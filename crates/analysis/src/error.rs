//! Why a file has no analysis, in sentences that a DJ can read. Nothing here knows about HTTP or windows.

/// One file could not be analysed. It fails alone; others go on.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// The content is in no audio format that can be decoded, whatever the name says.
    #[error("not an audio file that can be decoded ({0})")]
    NotAudio(String),
    /// The file cannot be opened or read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The file announces more than half as much sound again as it holds.
    #[error("the file is cut short: {decoded_s:.1} of {announced_s:.1} seconds are there")]
    Truncated {
        /// Seconds that could be decoded.
        decoded_s: f64,
        /// Seconds that the file's header promises.
        announced_s: f64,
    },
    /// A known format, but not one frame of it could be decoded.
    #[error("no sound could be decoded from the file")]
    NothingDecoded,
    /// Every sample is below −70 dB of full scale.
    #[error("the file is silent")]
    Silent,
    /// Shorter than one second.
    #[error("too short to analyse: {0:.2} seconds")]
    TooShort(f64),
    /// The caller asked to stop.
    #[error("the analysis was stopped")]
    Stopped,
}
