//! Files to samples, as a stream of short blocks: any format, encoder delay and padding removed, broken frames passed
//! over and counted. What is done with the samples is the caller's business; nothing here grows with the track.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use symphonia::core::audio::Channels;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::{
    FORMAT_ID_AIFF, FORMAT_ID_FLAC, FORMAT_ID_ISOMP4, FORMAT_ID_WAVE,
};
use symphonia::core::formats::{FormatId, FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use crate::AnalysisError;
use crate::opus::{self, Opus};
use crate::priming::{Audible, audible_part};

/// Rates outside are a damaged header, not music.
const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=768_000;
/// A header may promise a little more than is there; below this share the file counts as cut short.
const ENOUGH: f64 = 0.6;
/// More broken frames than this in a row mean that there is nothing left to find.
const MAX_BROKEN_RUN: u32 = 2_000;
/// Louder samples are damage (a float file may hold anything) and would drown all else.
const MAX_SAMPLE: f32 = 8.0;

/// Some milliseconds of sound: one slice a channel, all of one length, every sample finite.
pub struct Block<'a> {
    pub planes: &'a [Vec<f32>],
    pub rate_hz: u32,
}

/// Hands the audible part of the file to `sink`, block by block, and returns how many frames were broken.
///
/// `stop` is asked before every block, and told the share of the file that has been decoded, 0 to 1; it stays 0 where the
/// file does not say how long it is.
pub fn decode_file(
    path: &Path,
    stop: &dyn Fn(f64) -> bool,
    sink: &mut dyn FnMut(&Block),
) -> Result<u32, AnalysisError> {
    let mut file = open(path)?;
    let audible = audible_part(&mut file);
    let mut source = contained(|| Source::new(file, path))
        .unwrap_or_else(|| Err(AnalysisError::NotAudio("its header makes no sense".to_owned())))?;
    let mut window = Window::new(audible, source.delay_frames);
    let (mut planes, mut skipped, mut run) = (Vec::new(), 0, 0);
    let mut decoded_s = 0.0;
    loop {
        if stop(source.length_s.map_or(0.0, |length_s| (decoded_s / length_s).min(1.0))) {
            return Err(AnalysisError::Stopped);
        }
        let packet = match contained(|| source.next_packet()) {
            Some(Ok(Some(packet))) => packet,
            Some(Err(Error::DecodeError(_))) if run < MAX_BROKEN_RUN => {
                (skipped, run) = (skipped + 1, run + 1);
                continue;
            }
            // A read past the end, a new logical stream or a container that makes no sense any more: what has been
            // decoded so far is the track, and the announced length decides below whether that is enough.
            Some(Ok(None) | Err(_)) | None => break,
        };
        let Some(decoded) = contained(|| source.decode(&packet, &mut planes)) else { break };
        let Some(rate_hz) = decoded else {
            (skipped, run) = (skipped + 1, run + 1);
            if run > MAX_BROKEN_RUN {
                break;
            }
            continue;
        };
        run = 0;
        decoded_s += frames(&planes) as f64 / f64::from(rate_hz);
        window.cut(&mut planes, rate_hz);
        if frames(&planes) > 0 {
            planes.iter_mut().flatten().for_each(mend);
            sink(&Block { planes: &planes, rate_hz });
        }
    }
    match source.length_s {
        _ if decoded_s == 0.0 => Err(AnalysisError::NothingDecoded),
        Some(announced_s) if source.length_is_exact && decoded_s < announced_s * ENOUGH => {
            Err(AnalysisError::Truncated { decoded_s, announced_s })
        }
        _ => Ok(skipped),
    }
}

/// What a decoder answers; none where it panicked, which some do at some damage. After that its state cannot be trusted.
fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn open(path: &Path) -> Result<File, AnalysisError> {
    let unreadable = |error: std::io::Error| AnalysisError::Unreadable(error.to_string());
    // Asked before opening: a pipe would wait for a writer that never comes.
    let meta = path.metadata().map_err(unreadable)?;
    if !meta.is_file() {
        return Err(AnalysisError::Unreadable("it is not a file".to_owned()));
    }
    if meta.len() == 0 {
        return Err(AnalysisError::NotAudio("the file is empty".to_owned()));
    }
    File::open(path).map_err(unreadable)
}

fn frames(planes: &[Vec<f32>]) -> usize {
    planes.first().map_or(0, Vec::len)
}

fn mend(sample: &mut f32) {
    *sample = if sample.is_finite() { sample.clamp(-MAX_SAMPLE, MAX_SAMPLE) } else { 0.0 };
}

enum Decoder {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(Box<Opus>),
}

/// An open container and the decoder of its default sound track.
struct Source {
    reader: Box<dyn FormatReader>,
    decoder: Decoder,
    track_id: u32,
    /// Length by the header.
    length_s: Option<f64>,
    length_is_exact: bool,
    /// Frames before the music that the decoder does not remove by itself.
    delay_frames: usize,
}

impl Source {
    fn new(file: File, path: &Path) -> Result<Self, AnalysisError> {
        let mut hint = Hint::new();
        if let Some(extension) = path.extension().and_then(|e| e.to_str()) {
            hint.with_extension(extension);
        }
        let stream = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
        let reader = symphonia::default::get_probe()
            .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
            .map_err(|e| AnalysisError::NotAudio(e.to_string()))?;
        let track = reader
            .default_track(TrackType::Audio)
            .ok_or_else(|| AnalysisError::NotAudio("it holds no sound track".to_owned()))?;
        let Some(CodecParameters::Audio(params)) = &track.codec_params else {
            return Err(AnalysisError::NotAudio("it names no codec".to_owned()));
        };
        let decoder = make_decoder(params)?;
        let delay_frames =
            if params.codec == CODEC_ID_OPUS { track.delay.unwrap_or(0) as usize } else { 0 };
        let length_s = track.num_frames.zip(params.sample_rate);
        let length_s = length_s
            .map(|(frames, rate_hz)| frames as f64 / f64::from(rate_hz))
            .filter(|length_s| *length_s > 0.0);
        let length_is_exact = length_is_exact(reader.format_info().format);
        Ok(Self { track_id: track.id, reader, decoder, length_s, length_is_exact, delay_frames })
    }

    /// The next packet of the sound track; other tracks (cover pictures, video) are passed over.
    fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        loop {
            match self.reader.next_packet()? {
                Some(packet) if packet.track_id != self.track_id => {}
                other => return Ok(other),
            }
        }
    }

    /// Fills `planes` and returns the sample rate; absent where the packet is broken.
    fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Option<u32> {
        match &mut self.decoder {
            Decoder::Symphonia(decoder) => {
                let buffer = decoder.decode(packet).ok()?;
                buffer.copy_to_vecs_planar(planes);
                Some(buffer.spec().rate()).filter(|rate| RATES_HZ.contains(rate))
            }
            Decoder::Opus(decoder) => {
                decoder.decode(&packet.data, planes).ok()?;
                let kept = frames(planes).saturating_sub(packet.trim_end.get() as usize);
                for plane in planes.iter_mut() {
                    plane.truncate(kept);
                }
                Some(opus::RATE_HZ)
            }
        }
    }
}

fn make_decoder(params: &AudioCodecParameters) -> Result<Decoder, AnalysisError> {
    if params.codec == CODEC_ID_OPUS {
        let channels = params.channels.as_ref().map_or(2, Channels::count);
        return Opus::new(channels)
            .map(|decoder| Decoder::Opus(Box::new(decoder)))
            .map_err(|e| AnalysisError::NotAudio(e.to_string()));
    }
    symphonia::default::get_codecs()
        .make_audio_decoder(params, &AudioDecoderOptions::default())
        .map(Decoder::Symphonia)
        .map_err(|e| AnalysisError::NotAudio(e.to_string()))
}

/// MP3 and AAC streams without a container only estimate their length.
fn length_is_exact(format: FormatId) -> bool {
    [FORMAT_ID_WAVE, FORMAT_ID_AIFF, FORMAT_ID_FLAC, FORMAT_ID_ISOMP4].contains(&format)
}

/// Lets through what lies between the encoder's delay and its padding.
struct Window {
    audible: Option<Audible>,
    delay_frames: usize,
    /// Frames still to drop and still to keep; set when the rate is known.
    left: Option<(usize, Option<usize>)>,
}

impl Window {
    fn new(audible: Option<Audible>, delay_frames: usize) -> Self {
        Self { audible, delay_frames, left: None }
    }

    fn cut(&mut self, planes: &mut [Vec<f32>], rate_hz: u32) {
        let (drop, keep) = self.left.get_or_insert_with(|| {
            let in_frames = |seconds: f64| (seconds * f64::from(rate_hz)).round() as usize;
            let skip = self.audible.map_or(0, |audible| in_frames(audible.skip_s));
            (skip + self.delay_frames, self.audible.and_then(|a| a.length_s).map(in_frames))
        });
        let here = frames(planes);
        let dropped = here.min(*drop);
        *drop -= dropped;
        let kept = keep.map_or(here - dropped, |keep| keep.min(here - dropped));
        if let Some(keep) = keep {
            *keep -= kept;
        }
        for plane in planes {
            plane.truncate(dropped + kept);
            plane.drain(..dropped);
        }
    }
}
