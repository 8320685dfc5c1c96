//! Whole files through the whole analysis: music of known tempo and key, every kind of WAV, and bad input.

mod bad_input;
mod known_music;
mod sound;
