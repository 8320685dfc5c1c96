//! One WebSocket over TCP. tungstenite reads, answers pings and closes; what is said goes past it,
//! because a [`Frame`](crate::frame::Frame) needs neither copying nor encoding for each client.

use std::{
    future::poll_fn,
    io::{self, IoSlice, Read, Write},
    pin::Pin,
    task::{Context, Poll},
};

use pika_protocol::MAX_CLIENT_MESSAGE_BYTES;
use tokio::{
    io::{AsyncRead as _, AsyncWrite as _, ReadBuf},
    net::TcpStream,
};
use tungstenite::{
    Error, Message,
    protocol::{CloseFrame, Role, WebSocketConfig, WebSocketContext},
};

/// A server holds thousands of connections that say little. Longer messages are read in parts.
const READ_BUFFER_BYTES: usize = 1024;

pub(crate) struct Socket {
    stream: TcpStream,
    protocol: WebSocketContext,
    /// Reading has failed. tungstenite must not be asked again: after a message that is too long it
    /// stands in the middle of it.
    failed: bool,
}

impl Socket {
    /// A connection that has become a WebSocket, and what has been read of it already.
    pub(crate) fn new(stream: TcpStream, read: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_message_size(Some(MAX_CLIENT_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_CLIENT_MESSAGE_BYTES));
        let protocol = WebSocketContext::from_partially_read(read, Role::Server, Some(config));
        Self { stream, protocol, failed: false }
    }

    /// The next message. May be dropped and called again; after an error there is no other.
    pub(crate) async fn receive(&mut self) -> Result<Message, Error> {
        if self.failed {
            return Err(Error::AlreadyClosed);
        }
        let received = poll_fn(|context| {
            let Self { stream, protocol, .. } = self;
            pending(protocol.read(&mut Now { stream, context }))
        })
        .await;
        self.failed = received.is_err();
        received
    }

    /// Writes whole frames, or the rest of one and whole ones, as far as the system takes them.
    pub(crate) fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        frames: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, frames)
    }

    /// Sends what the protocol itself has to say: an answer to a ping or to a close. It must not
    /// come between two parts of a frame.
    pub(crate) async fn flush(&mut self) -> Result<(), Error> {
        poll_fn(|context| {
            let Self { stream, protocol, .. } = self;
            pending(protocol.flush(&mut Now { stream, context }))
        })
        .await
    }

    /// Says that no more will come, and why.
    pub(crate) async fn close(&mut self, code: u16, reason: &'static str) -> Result<(), Error> {
        let Self { stream, protocol, .. } = self;
        let close = CloseFrame { code: code.into(), reason: reason.into() };
        poll_fn(|context| {
            // Called again while it waits, it only goes on sending.
            pending(protocol.close(&mut Now { stream, context }, Some(close.clone())))
        })
        .await
    }
}

fn pending<T>(outcome: Result<T, Error>) -> Poll<Result<T, Error>> {
    match outcome {
        Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
        outcome => Poll::Ready(outcome),
    }
}

/// The stream as tungstenite wants it: what cannot be done now would block, and the task is woken
/// once it can.
struct Now<'a, 'b> {
    stream: &'a mut TcpStream,
    context: &'a mut Context<'b>,
}

impl Now<'_, '_> {
    fn done<T>(polled: Poll<io::Result<T>>) -> io::Result<T> {
        match polled {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl Read for Now<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        Self::done(Pin::new(&mut *self.stream).poll_read(self.context, &mut buffer))?;
        Ok(buffer.filled().len())
    }
}

impl Write for Now<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::done(Pin::new(&mut *self.stream).poll_write(self.context, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
