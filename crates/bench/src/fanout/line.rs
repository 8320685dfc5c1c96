//! A phone's or a booth's end of one WebSocket, as light as it can be: the load must not be what is
//! measured.
//!
//! Text and pings only, each frame whole; the mask of what is sent is zero, which the protocol allows
//! and which leaves the text as it is (RFC 6455, section 5.3).

use std::{
    cell::RefCell,
    future::poll_fn,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
};

use anyhow::{Context as _, Result, bail, ensure};
use tokio::net::{TcpSocket, TcpStream};

const FINAL_TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const MASKED_EMPTY_PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// Ports of one loopback address that are used at most: closed ones stay taken for a minute.
const LINES_AN_ADDRESS: usize = 2_000;

thread_local! {
    /// What was just read, for every line of this thread.
    static ARRIVED: RefCell<Vec<u8>> = RefCell::new(vec![0; 256 * 1024]);
}

pub(super) struct Line {
    stream: TcpStream,
    /// The beginning of a frame whose end has not arrived.
    rest: RefCell<Vec<u8>>,
}

impl Line {
    /// Connects the `number`th line of this program, with the system's receive buffer or a small one.
    pub(super) async fn open(
        server: SocketAddr,
        number: usize,
        receive_buffer: Option<u32>,
    ) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = receive_buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let address = u32::from(Ipv4Addr::new(127, 0, 1, 1)) + (number / LINES_AN_ADDRESS) as u32;
        socket.bind(SocketAddr::from((Ipv4Addr::from(address), 0)))?;
        let stream = socket.connect(server).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let line = Self { stream, rest: RefCell::default() };
        line.write(
            format!(
                "GET /ws HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
            .as_bytes(),
        )?;
        line.upgraded().await?;
        Ok(line)
    }

    async fn upgraded(&self) -> Result<()> {
        while !self.is_upgraded()? {
            self.arrive(|bytes| self.rest.borrow_mut().extend_from_slice(bytes)).await?;
        }
        Ok(())
    }

    fn is_upgraded(&self) -> Result<bool> {
        let mut rest = self.rest.borrow_mut();
        let Some(end) = rest.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(false);
        };
        ensure!(rest.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&rest));
        rest.drain(..end + 4);
        Ok(true)
    }

    pub(super) fn send(&self, text: &str) -> Result<()> {
        let mut frame = vec![FINAL_TEXT];
        match text.len() {
            short @ 0..126 => frame.push(0x80 | short as u8),
            long => {
                // Masked, and the length follows in two bytes.
                frame.push(0xfe);
                frame.extend(u16::try_from(long).context("a message is short")?.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend_from_slice(text.as_bytes());
        self.write(&frame)
    }

    /// What a client says fits into the system's buffer, because the server reads.
    fn write(&self, bytes: &[u8]) -> Result<()> {
        // A fresh socket is not known to be writable before the first look.
        let written = match self.stream.try_write(bytes) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            written => written?,
        };
        ensure!(written == bytes.len(), "the server does not read");
        Ok(())
    }

    /// Waits for what comes next and hands over each text of it; an error once the line is closed.
    pub(super) async fn hear(&self, mut heard: impl FnMut(&[u8])) -> Result<()> {
        if !self.rest.borrow().is_empty() {
            let mut rest = self.rest.take();
            let used = self.frames(&rest, &mut heard)?;
            rest.drain(..used);
            self.rest.replace(rest);
            if used > 0 {
                return Ok(());
            }
        }
        let mut outcome = Ok(());
        self.arrive(|bytes| {
            let mut rest = self.rest.borrow_mut();
            let all = if rest.is_empty() {
                bytes
            } else {
                rest.extend_from_slice(bytes);
                &rest
            };
            match self.frames(all, &mut heard) {
                Ok(used) if rest.is_empty() => rest.extend_from_slice(&bytes[used..]),
                Ok(used) => drop(rest.drain(..used)),
                Err(error) => outcome = Err(error),
            }
        })
        .await?;
        outcome
    }

    async fn arrive(&self, mut arrived: impl FnMut(&[u8])) -> Result<()> {
        loop {
            poll_fn(|context| self.stream.poll_read_ready(context)).await?;
            let read = ARRIVED.with_borrow_mut(|buffer| {
                self.stream.try_read(buffer).inspect(|count| arrived(&buffer[..*count]))
            });
            match read {
                Ok(0) => bail!("the server closed the line"),
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Takes the whole frames at the start of `bytes`, and says how long they are together.
    fn frames(&self, bytes: &[u8], heard: &mut impl FnMut(&[u8])) -> Result<usize> {
        let mut used = 0;
        while let Some((kind, start, end)) = frame(&bytes[used..])? {
            match kind {
                FINAL_TEXT => heard(&bytes[used + start..used + end]),
                PING => self.write(&MASKED_EMPTY_PONG)?,
                other => bail!("a frame of kind {other:#x}"),
            }
            used += end;
        }
        Ok(used)
    }
}

/// Kind, start and end of the payload of the frame that `bytes` begin with, once it is whole.
fn frame(bytes: &[u8]) -> Result<Option<(u8, usize, usize)>> {
    let (start, length) = match bytes {
        [_, length @ 0..126, ..] => (2, usize::from(*length)),
        [_, 126, high, low, ..] => (4, usize::from(u16::from_be_bytes([*high, *low]))),
        [_, 126, ..] | [_] | [] => return Ok(None),
        _ => bail!("a frame that is longer than any of ours"),
    };
    let end = start + length;
    Ok((bytes.len() >= end).then_some((bytes[0], start, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_taken_once_it_is_whole() {
        let long = [vec![FINAL_TEXT, 126, 1, 0], vec![b'x'; 256]].concat();
        for end in 0..long.len() {
            assert_eq!(frame(&long[..end]).expect("ours"), None, "{end} bytes");
        }
        assert_eq!(frame(&long).expect("ours"), Some((FINAL_TEXT, 4, 260)));
        assert_eq!(frame(&[PING, 0, FINAL_TEXT]).expect("ours"), Some((PING, 2, 2)));
        assert!(frame(&[FINAL_TEXT, 0xff]).is_err(), "a server does not mask");
    }
}
