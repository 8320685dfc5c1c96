//! Letters to DJs. Over SMTP, or, where people develop, as files in a folder.

use std::path::PathBuf;

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use uuid::Uuid;

use crate::config::{MailConfig, MailTransport};

/// Why a letter was not sent, or why none can be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("the sender of e-mails is no e-mail address")]
    Sender,
    #[error("the address of the mail server is not usable: {0}")]
    Server(&'static str),
    #[error("a letter could not be written")]
    Letter,
    /// What a server says of a letter repeats whose it is, so only its code is told.
    #[error("the mail server did not take a letter (code {0})")]
    Refused(String),
    #[error("the mail server could not be talked to")]
    Unreachable,
    #[error("a letter could not be put into its folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// Takes letters to where they are read.
#[async_trait]
pub(crate) trait Mailer: std::fmt::Debug + Send + Sync {
    async fn send(&self, letter: Message) -> Result<(), MailError>;
}

/// Writes letters.
#[derive(Debug)]
pub(crate) struct Post {
    from: Mailbox,
    mailer: Box<dyn Mailer>,
}

impl Post {
    pub(crate) fn new(config: &MailConfig) -> Result<Self, MailError> {
        let from = config.from.parse().map_err(|_| MailError::Sender)?;
        let mailer: Box<dyn Mailer> = match &config.transport {
            MailTransport::Smtp { url } => Box::new(Smtp::new(url)?),
            MailTransport::Folder(folder) => Box::new(Folder(folder.clone())),
        };
        Ok(Self { from, mailer })
    }

    /// Sends a letter in plain text.
    pub(crate) async fn send(
        &self,
        to: &str,
        subject: &str,
        text: String,
    ) -> Result<(), MailError> {
        let to = to.parse().map_err(|_| MailError::Letter)?;
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| MailError::Letter)?;
        self.mailer.send(letter).await
    }
}

#[derive(Debug)]
struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    /// `smtps://user:password@host`, or `smtp://…?tls=required`; without TLS only on this machine.
    fn new(url: &str) -> Result<Self, MailError> {
        let here = ["smtp://127.0.0.1:", "smtp://localhost:", "smtp://[::1]:"];
        let safe = url.starts_with("smtps://")
            || (url.starts_with("smtp://") && url.contains("tls=required"))
            || here.iter().any(|here| url.starts_with(here));
        if !safe {
            return Err(MailError::Server("begin it with smtps://, or add ?tls=required"));
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| MailError::Server("it is no smtp:// address"))?;
        Ok(Self(transport.build()))
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, letter: Message) -> Result<(), MailError> {
        self.0.send(letter).await.map_err(|error| match error.status() {
            Some(code) => MailError::Refused(code.to_string()),
            None => MailError::Unreachable,
        })?;
        Ok(())
    }
}

#[derive(Debug)]
struct Folder(PathBuf);

#[async_trait]
impl Mailer for Folder {
    async fn send(&self, letter: Message) -> Result<(), MailError> {
        tokio::fs::create_dir_all(&self.0).await?;
        // Written whole before it has the name of a letter.
        let path = self.0.join(format!("{}.part", Uuid::now_v7()));
        tokio::fs::write(&path, letter.formatted()).await?;
        tokio::fs::rename(&path, path.with_extension("eml")).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
        net::TcpListener,
    };

    use super::*;

    #[tokio::test]
    async fn what_a_mail_server_says_of_a_recipient_is_not_repeated() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (reader, mut writer) = stream.split();
            writer.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: &[u8] = if line.starts_with("RCPT") {
                    b"550 otis@dance.example is not known here\r\n"
                } else {
                    b"250 fine\r\n"
                };
                writer.write_all(answer).await.unwrap();
            }
        });
        let from = "post@pika.example".to_owned();
        let post = Post::new(&MailConfig { from, transport: MailTransport::Smtp { url } }).unwrap();
        let sent = post.send("otis@dance.example", "Hello", "you".to_owned()).await;
        let said = sent.expect_err("it was refused").to_string();
        assert!(said.contains("550") && !said.contains("otis"), "{said}");
        drop(post);
        server.abort();
    }

    #[test]
    fn a_mail_server_elsewhere_is_talked_to_over_tls_only() {
        for good in [
            "smtps://dj:secret@mail.example",
            "smtp://mail.example:587?tls=required",
            "smtp://127.0.0.1:25",
        ] {
            assert!(Smtp::new(good).is_ok(), "{good}");
        }
        for bad in ["smtp://mail.example", "smtp://mail.example?tls=opportunistic", "http://x", ""]
        {
            assert!(Smtp::new(bad).is_err(), "{bad}");
        }
    }
}
