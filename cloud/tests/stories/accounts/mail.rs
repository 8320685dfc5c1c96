//! Letters: confirming an address, and a new password. Over files and over a real SMTP dialogue.

use std::path::Path;

use pika_cloud::{CloudConfig, MailConfig, MailTransport, RunningCloud};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

use super::api::{EMAIL, PASSWORD, call, log_in, me, post, registration, start, strict};

fn with_mail(transport: MailTransport) -> CloudConfig {
    let mail = MailConfig { from: "Pika! <post@pika.example>".into(), transport };
    CloudConfig { mail: Some(mail), ..strict() }
}

async fn start_with_folder(folder: &Path) -> RunningCloud {
    pika_cloud::start(with_mail(MailTransport::Folder(folder.to_owned()))).await.unwrap()
}

/// Waits for the letter that has this number, and gives it.
pub(crate) async fn letter(folder: &Path, number: usize) -> String {
    for _ in 0..2_000 {
        let mut letters: Vec<_> = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
            .collect();
        letters.sort();
        if let Some(path) = letters.get(number) {
            return std::fs::read_to_string(path).unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no letter came");
}

/// The code in a letter: the line that is set off.
pub(crate) fn code_in(letter: &str) -> String {
    let line = letter.lines().find(|line| line.starts_with("    ")).expect(letter);
    line.trim().to_owned()
}

#[tokio::test]
async fn a_dj_confirms_the_address_with_the_code_that_was_mailed() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    let registered = post(&cloud, "/api/auth/register", &registration()).await;
    assert_eq!(registered.body["user"]["emailVerified"], false);
    assert_eq!(registered.body["sendsMail"], true);
    let letter = letter(folder.path(), 0).await;
    assert!(letter.contains(EMAIL) && letter.contains("post@pika.example"), "{letter}");
    let code = code_in(&letter);
    let path = "/api/auth/verify-email";
    let wrong = post(&cloud, path, &json!({"code": "0000-0000-0000-0000-0000"})).await;
    assert_eq!((wrong.status, &wrong.body["code"]), (400, &json!("bad_code")), "{wrong:?}");
    let typed = code.replace('-', " ").to_uppercase();
    assert_eq!(post(&cloud, path, &json!({"code": typed})).await.status, 200);
    assert_eq!(me(&cloud, &registered.token()).await.body["user"]["emailVerified"], true);
    assert_eq!(post(&cloud, path, &json!({"code": code})).await.status, 400, "it is used up");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_with_a_mailed_code_and_all_devices_log_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    letter(folder.path(), 0).await;
    let wish = post(&cloud, "/api/auth/reset-password/request", &json!({"email": EMAIL})).await;
    assert_eq!(wish.status, 200, "{wish:?}");
    let code = code_in(&letter(folder.path(), 1).await);
    let path = "/api/auth/reset-password";
    let weak = post(&cloud, path, &json!({"code": code, "newPassword": "password1"})).await;
    assert_eq!(weak.status, 400, "and the code is still good: {weak:?}");
    assert!(weak.body["fields"]["newPassword"].is_string(), "{weak:?}");
    let new = json!({"code": code, "newPassword": "sugar tuck behind the bar"});
    assert_eq!(post(&cloud, path, &new).await.status, 200);
    assert_eq!(me(&cloud, &token).await.body["code"], "token_revoked");
    assert_eq!(log_in(&cloud, PASSWORD).await.status, 401);
    assert_eq!(log_in(&cloud, "sugar tuck behind the bar").await.status, 200);
    assert_eq!(post(&cloud, path, &new).await.body["code"], "bad_code", "it is used up");
}

#[tokio::test]
async fn a_code_that_was_mailed_before_the_password_was_changed_does_not_change_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    letter(folder.path(), 0).await;
    post(&cloud, "/api/auth/reset-password/request", &json!({"email": EMAIL})).await;
    let code = code_in(&letter(folder.path(), 1).await);
    let new = "sugar tuck behind the bar";
    let change = json!({"password": PASSWORD, "newPassword": new});
    let changed = call(&cloud, "POST", "/api/auth/password", Some(&token), &change).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let late = json!({"code": code, "newPassword": "whip with an outside turn"});
    let answer = post(&cloud, "/api/auth/reset-password", &late).await;
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("bad_code")));
    assert_eq!(log_in(&cloud, new).await.status, 200);
}

#[tokio::test]
async fn a_wish_for_a_new_password_does_not_tell_who_has_an_account() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    post(&cloud, "/api/auth/register", &registration()).await;
    let path = "/api/auth/reset-password/request";
    let known = post(&cloud, path, &json!({"email": EMAIL})).await;
    let unknown = post(&cloud, path, &json!({"email": "nobody@dance.example"})).await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    cloud.stop().await;
    let letters = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(letters, 2, "one to confirm the address and one for the password");
}

#[tokio::test]
async fn nobody_is_sent_a_fourth_letter_in_an_hour() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    let path = "/api/auth/verify-email/send";
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(call(&cloud, "POST", path, Some(&token), &Value::Null).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[tokio::test]
async fn a_code_cannot_be_guessed_at_leisure() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = start_with_folder(folder.path()).await;
    for _ in 0..5 {
        let answer = post(&cloud, "/api/auth/verify-email", &json!({"code": "guess"})).await;
        assert_eq!(answer.status, 400);
    }
    let answer = post(&cloud, "/api/auth/verify-email", &json!({"code": "guess"})).await;
    assert_eq!(answer.status, 429);
}

#[tokio::test]
async fn a_server_without_mail_says_so() {
    let cloud = start().await;
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    assert_eq!(me(&cloud, &token).await.body["sendsMail"], false);
    for (path, body) in [
        ("/api/auth/verify-email/send", Value::Null),
        ("/api/auth/reset-password/request", json!({"email": EMAIL})),
    ] {
        let answer = call(&cloud, "POST", path, Some(&token), &body).await;
        assert_eq!((answer.status, &answer.body["code"]), (404, &json!("no_mail")), "{path}");
    }
}

/// A mail server that takes one letter, and gives it.
async fn take_a_letter(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    let (mut letter, mut in_letter) = (String::new(), false);
    while let Some(line) = lines.next_line().await.unwrap() {
        let answer: &[u8] = match (in_letter, line.as_str()) {
            (true, ".") => {
                writer.write_all(b"250 taken\r\n").await.unwrap();
                return letter;
            }
            (true, _) => {
                letter += &line;
                letter.push('\n');
                continue;
            }
            (false, "DATA") => {
                in_letter = true;
                b"354 go on\r\n"
            }
            (false, "QUIT") => b"221 bye\r\n",
            (false, _) => b"250 fine\r\n",
        };
        writer.write_all(answer).await.unwrap();
    }
    panic!("the client hung up before its letter was whole");
}

#[tokio::test]
async fn letters_go_out_over_smtp() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(take_a_letter(listener));
    let cloud = pika_cloud::start(with_mail(MailTransport::Smtp { url })).await.unwrap();
    post(&cloud, "/api/auth/register", &registration()).await;
    let letter = server.await.unwrap();
    assert!(letter.contains(&format!("To: {EMAIL}")), "{letter}");
    let path = "/api/auth/verify-email";
    assert_eq!(post(&cloud, path, &json!({"code": code_in(&letter)})).await.status, 200);
}

#[tokio::test]
async fn a_mail_server_that_would_be_talked_to_in_the_clear_is_refused_at_the_start() {
    let url = "smtp://dj:secret@mail.example".to_owned();
    let error =
        pika_cloud::start(with_mail(MailTransport::Smtp { url })).await.expect_err("no TLS");
    let said = error.to_string();
    assert!(said.contains("smtps://") && !said.contains("secret"), "{said}");
}
