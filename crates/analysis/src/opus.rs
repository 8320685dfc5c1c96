//! Opus packets to samples (RFC 6716). Containers, pre-skip and end trimming are the caller's business.

use opus_decoder::{OpusDecoder, OpusError};

/// Opus always decodes to this rate here.
pub(crate) const RATE_HZ: u32 = 48_000;

/// Mono or stereo Opus. More channels would need the multistream mapping, which DJ files do not use.
pub(crate) struct Opus {
    decoder: OpusDecoder,
    channels: usize,
    interleaved: Vec<f32>,
}

impl Opus {
    pub(crate) fn new(channels: usize) -> Result<Self, OpusError> {
        let decoder = OpusDecoder::new(RATE_HZ, channels)?;
        let interleaved = vec![0.0; OpusDecoder::MAX_FRAME_SIZE_48K * channels];
        Ok(Self { decoder, channels, interleaved })
    }

    /// Decodes one packet into one vector a channel.
    pub(crate) fn decode(
        &mut self,
        packet: &[u8],
        planes: &mut Vec<Vec<f32>>,
    ) -> Result<(), OpusError> {
        planes.resize(self.channels, Vec::new());
        planes.iter_mut().for_each(Vec::clear);
        let frames = self.decoder.decode_float(packet, &mut self.interleaved, false)?;
        for frame in self.interleaved[..frames * self.channels].chunks_exact(self.channels) {
            for (plane, sample) in planes.iter_mut().zip(frame) {
                plane.push(*sample);
            }
        }
        Ok(())
    }
}
