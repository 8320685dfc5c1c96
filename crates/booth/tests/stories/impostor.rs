//! Somebody else with an address of the cloud, over TLS: a certificate that nobody vouches for.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use pika_booth::WithoutKeychain;
use pika_booth::view::AccountState;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_rustls::TlsAcceptor;

use crate::laptop::{Laptop, until};

const TOKEN: &str = concat!("pk_dj_", "3f2a8c10-5d4e-4b6f-9a7b-1c2d3e4f5a6b");
const PATIENCE: Duration = Duration::from_mins(1);

/// How each greeting of a caller ended: with what it did not like, unless it was taken in.
async fn impostor() -> Result<(SocketAddr, mpsc::UnboundedReceiver<Option<String>>)> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (sender, greetings) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let refused = acceptor.accept(stream).await.err();
            // Nobody listens any more once the story is over.
            let _ = sender.send(refused.map(|error| error.to_string()));
        }
    });
    Ok((address, greetings))
}

async fn is_refused(greetings: &mut mpsc::UnboundedReceiver<Option<String>>) -> Result<()> {
    let greeting = tokio::time::timeout(PATIENCE, greetings.recv()).await?;
    match greeting.context("it goes on listening")? {
        Some(reason) if reason.contains("alert") => Ok(()),
        other => bail!("not refused for the certificate: {other:?}"),
    }
}

#[tokio::test]
async fn a_cloud_whose_certificate_nobody_vouches_for_is_told_nothing() -> Result<()> {
    let (address, mut greetings) = impostor().await?;
    let laptop = Laptop::with(Arc::new(WithoutKeychain), &format!("https://{address}"))?;
    let booth = laptop.open_booth().await?;
    booth.paste_token(TOKEN.to_owned()).await?;
    is_refused(&mut greetings).await.context("the account's requests")?;
    assert_eq!(booth.snapshot().account.state, AccountState::Unreachable);

    booth.go_live("Mara").await?;
    let told = until(&booth, "the DJ is told", |s| s.live.problem.is_some()).await?;
    let problem = told.live.problem.context("a sentence")?;
    assert_eq!(problem, "The cloud's certificate is not valid.");
    is_refused(&mut greetings).await.context("the live session's socket")?;
    Ok(())
}
