//! A WebSocket frame as it goes over the wire. What a server sends carries no mask (RFC 6455, section
//! 5.1), so one frame is the same bytes for everybody, and clones share them.

use std::sync::Arc;

use pika_protocol::{ServerMessage, encode_server_message};

const FINAL_TEXT: u8 = 0x81;
const FINAL_PING: u8 = 0x89;

#[derive(Debug, Clone)]
pub(crate) struct Frame(Arc<[u8]>);

impl Frame {
    pub(crate) fn text(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 10);
        bytes.push(FINAL_TEXT);
        match text.len() {
            tiny @ 0..126 => bytes.push(tiny as u8),
            small @ 126..65_536 => {
                bytes.push(126);
                bytes.extend((small as u16).to_be_bytes());
            }
            large => {
                bytes.push(127);
                bytes.extend((large as u64).to_be_bytes());
            }
        }
        bytes.extend_from_slice(text.as_bytes());
        Self(bytes.into())
    }

    pub(crate) fn ping() -> Self {
        Self(Arc::new([FINAL_PING, 0]))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The frame of a message.
pub(crate) fn frame(message: &ServerMessage) -> Frame {
    Frame::text(&encode_server_message(message))
}

#[cfg(test)]
mod tests {
    use tungstenite::{Message, WebSocket, protocol::Role};

    use super::*;

    #[test]
    fn every_length_is_read_back_as_the_same_text() {
        for length in [0, 1, 125, 126, 127, 65_535, 65_536, 100_000] {
            let text = "x".repeat(length);
            let wire = std::io::Cursor::new(Frame::text(&text).bytes().to_vec());
            let mut client = WebSocket::from_raw_socket(wire, Role::Client, None);
            assert_eq!(client.read().expect("a frame"), Message::text(text), "{length}");
        }
        let wire = std::io::Cursor::new(Frame::ping().bytes().to_vec());
        let mut client = WebSocket::from_raw_socket(wire, Role::Client, None);
        assert!(client.read().expect("a frame").is_ping());
    }
}
