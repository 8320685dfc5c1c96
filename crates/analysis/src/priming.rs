//! The part of an MP4 audio track that is meant to be heard, from its edit list (ISO/IEC 14496-12, 8.6.6).
//!
//! AAC encoders put 1024 or 2112 samples of priming before the music. The decoder does not remove them, and a beat
//! grid would be late by that much. Other containers carry this in their packets and need nothing from here.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Seconds to leave out at the start, and how many follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Audible {
    pub(crate) skip_s: f64,
    /// Absent where the list does not say.
    pub(crate) length_s: Option<f64>,
}

/// A whole `moov` box larger than this is not read.
const MAX_MOOV_BYTES: u64 = 64 << 20;

/// The audible part of the first sound track that has an edit list; absent where there is none or it cannot be read.
pub(crate) fn audible_part(file: &mut File) -> Option<Audible> {
    let moov = read_moov(file)?;
    let movie_scale = f64::from(timescale(child(&moov, *b"mvhd")?)?);
    children(&moov).filter(|(kind, _)| kind == b"trak").find_map(|(_, trak)| {
        let mdia = child(trak, *b"mdia")?;
        if child(mdia, *b"hdlr")?.get(8..12)? != b"soun" {
            return None;
        }
        let media_scale = f64::from(timescale(child(mdia, *b"mdhd")?)?);
        let (length, start) = first_edit(child(child(trak, *b"edts")?, *b"elst")?)?;
        Some(Audible {
            skip_s: start as f64 / media_scale,
            length_s: (length > 0).then(|| length as f64 / movie_scale),
        })
    })
}

fn read_moov(file: &mut File) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(0)).ok()?;
    loop {
        let mut header = [0; 16];
        file.read_exact(&mut header[..8]).ok()?;
        let mut size = u64::from(be32(&header)?);
        let mut body = size.checked_sub(8);
        if size == 1 {
            file.read_exact(&mut header[8..]).ok()?;
            size = u64::from_be_bytes(header[8..16].try_into().ok()?);
            body = size.checked_sub(16);
        }
        let body = body?;
        if &header[4..8] == b"moov" {
            let mut moov = Vec::new();
            file.take(body.min(MAX_MOOV_BYTES)).read_to_end(&mut moov).ok()?;
            return Some(moov);
        }
        file.seek(SeekFrom::Current(i64::try_from(body).ok()?)).ok()?;
    }
}

/// The boxes directly inside `data`; ends at the first that does not fit.
fn children(mut data: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let size = be32(data)? as usize;
        let (whole, rest) = (data.get(..size)?, data.get(size..)?);
        data = rest;
        Some((whole.get(4..8)?, whole.get(8..)?))
    })
}

fn child(data: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    children(data).find(|(found, _)| *found == kind).map(|(_, body)| body)
}

/// Units per second from an `mvhd` or `mdhd` box; version 1 has wider dates before it.
fn timescale(header: &[u8]) -> Option<u32> {
    let at = if *header.first()? == 1 { 20 } else { 12 };
    be32(header.get(at..)?).filter(|scale| *scale > 0)
}

/// Length and media start of the first edit that shows media rather than a gap.
fn first_edit(list: &[u8]) -> Option<(u64, u64)> {
    let wide = *list.first()? == 1;
    let count = be32(list.get(4..)?)? as usize;
    let entry_bytes = if wide { 20 } else { 12 };
    list.get(8..)?.chunks_exact(entry_bytes).take(count).find_map(|entry| {
        if wide {
            let length = u64::from_be_bytes(entry[..8].try_into().ok()?);
            let start = i64::from_be_bytes(entry[8..16].try_into().ok()?);
            Some((length, u64::try_from(start).ok()?))
        } else {
            let start = be32(&entry[4..])?.cast_signed();
            Some((u64::from(be32(entry)?), u64::try_from(start).ok()?))
        }
    })
}

fn be32(data: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(..4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("small");
        [&size.to_be_bytes()[..], &kind, body].concat()
    }

    fn header(scale: u32) -> Vec<u8> {
        [&[0; 12][..], &scale.to_be_bytes(), &[0; 4]].concat()
    }

    fn movie(media_start: i32) -> Vec<u8> {
        let edits = [
            &[0; 4][..],
            &1_u32.to_be_bytes(),
            &2000_u32.to_be_bytes(),
            &media_start.to_be_bytes(),
            &[0; 4],
        ];
        let handler = [&[0; 8][..], b"soun"].concat();
        let mdia = [boxed(*b"mdhd", &header(44_100)), boxed(*b"hdlr", &handler)].concat();
        let trak =
            [boxed(*b"edts", &boxed(*b"elst", &edits.concat())), boxed(*b"mdia", &mdia)].concat();
        let moov = [boxed(*b"mvhd", &header(1000)), boxed(*b"trak", &trak)].concat();
        [boxed(*b"ftyp", b"M4A "), boxed(*b"moov", &moov)].concat()
    }

    fn audible_of(bytes: &[u8]) -> Option<Audible> {
        let mut file = tempfile::tempfile().expect("a temporary file");
        std::io::Write::write_all(&mut file, bytes).expect("written");
        audible_part(&mut file)
    }

    #[test]
    fn the_encoders_priming_is_read_from_the_edit_list() {
        let audible = audible_of(&movie(2112)).expect("an edit list");
        assert!((audible.skip_s - 2112.0 / 44_100.0).abs() < 1e-9);
        assert_eq!(audible.length_s, Some(2.0));
    }

    #[test]
    fn a_gap_a_cut_or_garbage_is_no_edit_list() {
        assert_eq!(audible_of(&movie(-1)), None);
        assert_eq!(audible_of(b"not an mp4 at all, only text"), None);
        let whole = movie(1024);
        for length in 0..whole.len() {
            audible_of(&whole[..length]);
        }
    }
}
