//! Whole files through the whole analysis: music of known tempo and key, every kind of WAV, and bad input.

mod bad_input;
mod band;
mod danced;
mod feel;
mod known_music;
mod memory;
mod no_song;
mod sound;
