//! A network between two programs of this machine, and its weather: cut, gone, frozen or slow.
//!
//! Bytes that a frozen line has taken come out when it thaws, also those of a connection that one
//! side has given up meanwhile: that is what a network does, and what programs must live with.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the line does to what goes through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weather {
    /// Nobody can be reached, and whoever was connected is not any more.
    pub(crate) down: bool,
    /// Nothing moves, and nobody is told.
    pub(crate) frozen: bool,
    /// Everything takes this much longer.
    pub(crate) delay: Duration,
    /// How often all connections were cut.
    cuts: u64,
}

const FAIR: Weather = Weather { down: false, frozen: false, delay: Duration::ZERO, cuts: 0 };

/// Listens on a port of its own and passes on to another.
pub(crate) struct Line {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    task: JoinHandle<()>,
}

impl Line {
    /// To one of the `targets` after the other, and never to one that is not there.
    pub(crate) async fn to(targets: Vec<SocketAddr>) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port for a line")?;
        let address = listener.local_addr().context("the line's port is not known")?;
        let (weather, watched) = watch::channel(FAIR);
        let task = tokio::spawn(async move {
            let mut targets = targets;
            while let Ok((near, _)) = listener.accept().await {
                let weather = watched.clone();
                if !weather.borrow().down {
                    tokio::spawn(connection(near, targets.clone(), weather));
                    targets.rotate_left(1);
                }
            }
        });
        Ok(Self { address, weather, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }

    /// Ends every connection that there is just now.
    pub(crate) fn cut(&self) {
        self.change(|weather| weather.cuts += 1);
    }

    pub(crate) fn clear_up(&self) {
        self.change(|weather| *weather = Weather { cuts: weather.cuts, ..FAIR });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(
    near: TcpStream,
    targets: Vec<SocketAddr>,
    mut weather: watch::Receiver<Weather>,
) {
    let cuts = weather.borrow().cuts;
    let Ok(far) = TcpStream::connect(&*targets).await else { return };
    for stream in [&near, &far] {
        // Where it cannot be set, messages are only a little later.
        let _ = stream.set_nodelay(true);
    }
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let both = async {
        tokio::join!(
            pass_on(near_in, far_out, weather.clone()),
            pass_on(far_in, near_out, weather.clone())
        )
    };
    let mut watched = weather.clone();
    tokio::select! {
        _ = both => {}
        // Dropping the streams closes both ends.
        _ = watched.wait_for(|now| now.down || now.cuts != cuts) => {}
    }
    // A line that went away in this moment has cut this connection too.
    let _ = weather.borrow_and_update();
}

async fn pass_on(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
) {
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let Ok(read) = from.read(&mut bytes).await else { return };
        let delay = match weather.wait_for(|now| !now.frozen).await {
            Ok(now) => now.delay,
            Err(_) => return,
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if read == 0 {
            // The far side may have gone already.
            let _ = to.shutdown().await;
            return;
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        address
    }

    async fn answer(stream: &mut TcpStream) -> Option<[u8; 2]> {
        let mut bytes = [0; 2];
        stream.read_exact(&mut bytes).await.ok().map(|_| bytes)
    }

    #[tokio::test]
    async fn a_frozen_line_holds_what_it_has_taken_until_it_thaws() {
        let line = Line::to(vec![echo().await]).await.expect("a line");
        let mut stream = TcpStream::connect(line.address()).await.expect("a connection");
        stream.write_all(b"ab").await.expect("it takes bytes");
        assert_eq!(answer(&mut stream).await, Some(*b"ab"));
        line.change(|weather| weather.frozen = true);
        stream.write_all(b"cd").await.expect("it takes bytes still");
        let held = tokio::time::timeout(Duration::from_millis(100), answer(&mut stream)).await;
        assert!(held.is_err(), "nothing comes through ice");
        line.clear_up();
        assert_eq!(answer(&mut stream).await, Some(*b"cd"));
    }

    #[tokio::test]
    async fn a_cut_ends_what_is_connected_and_lets_others_come() {
        let line = Line::to(vec![echo().await]).await.expect("a line");
        let mut stream = TcpStream::connect(line.address()).await.expect("a connection");
        stream.write_all(b"ab").await.expect("it takes bytes");
        assert_eq!(answer(&mut stream).await, Some(*b"ab"));
        line.cut();
        assert_eq!(answer(&mut stream).await, None, "it was cut");
        let mut stream = TcpStream::connect(line.address()).await.expect("a connection");
        stream.write_all(b"ef").await.expect("it takes bytes");
        assert_eq!(answer(&mut stream).await, Some(*b"ef"));
        line.change(|weather| weather.down = true);
        assert_eq!(answer(&mut stream).await, None, "it went down");
    }
}
