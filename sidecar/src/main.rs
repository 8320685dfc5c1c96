//! Starts the sidecar: hear the parent's hello, take a port, give up every right that is not needed, serve.

use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use pika_sidecar::folders::Folders;
use pika_sidecar::hello::Hello;
use pika_sidecar::work::Work;
use pika_sidecar::{door, parent, sandbox};
use tokio::runtime;

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let hello = Hello::read(&mut io::stdin().lock())?;
    sandbox::lower_priority();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port can be opened")?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let folders = Folders::new(hello.folders);
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    // The runtime opens its own sockets when it is built, and starts threads only when it serves.
    sandbox::enter(&folders.canonical().map(Path::to_owned).collect::<Vec<_>>());
    parent::exit_with_parent()?;

    println!("PORT {port}");
    io::stdout().flush()?;
    let work = Work::new(folders, hello.threads, hello.limit);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        door::serve(listener, hello.secret, work).await
    })?;
    Ok(())
}
