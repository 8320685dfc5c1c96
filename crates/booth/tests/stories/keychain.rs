//! A real Secret Service: gnome-keyring on a message bus of its own, which holds nothing of the person
//! who runs the tests. The story runs this very program again inside of it.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use pika_booth::view::{AccountState, DigestPlace};
use pika_booth::{BoothError, Keychain, SystemKeychain};

use crate::account_cloud::Cloud;
use crate::laptop::{Laptop, until};

const INSIDE: &str = "PIKA_TEST_INSIDE_KEYRING";
const TOKEN: &str = concat!("pk_dj_", "00000000-1111-4222-8333-444444444444");

/// Runs a story again with a keyring that is unlocked, or, `locked`, with a bus and no keyring on it.
fn inside(story: &str, with_keyring: bool) -> Result<()> {
    let home = tempfile::tempdir()?;
    let program = std::env::current_exe()?;
    let unlock = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; ";
    let script =
        format!("{}exec \"$0\" \"$1\" --exact --nocapture", if with_keyring { unlock } else { "" });
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", &script]).arg(program).arg(format!("keychain::{story}"));
    for name in ["XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"] {
        command.env(name, home.path());
    }
    command.env(INSIDE, story);
    if !with_keyring {
        // Where the bus would find a keyring to start by itself.
        command.env("XDG_DATA_DIRS", home.path());
    }
    let output = command
        .output()
        .context("dbus-run-session is not here: install the packages dbus and gnome-keyring")?;
    ensure!(
        output.status.success(),
        "inside: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn is_inside(story: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|inside| inside == story)
}

/// A cloud where nobody answers: what is kept does not depend on it.
const NOBODY: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn the_digest_is_kept_in_the_keychain_and_found_there_by_the_next_run() -> Result<()> {
    let story = "the_digest_is_kept_in_the_keychain_and_found_there_by_the_next_run";
    if !is_inside(story) {
        return inside(story, true);
    }
    let laptop = Laptop::with(Arc::new(SystemKeychain), NOBODY)?;
    let booth = laptop.open_booth().await?;
    booth.paste_token(TOKEN.to_owned()).await?;
    let account = booth.snapshot().account;
    assert_eq!((account.state, account.place), (AccountState::Unreachable, DigestPlace::Keychain));
    booth.shut_down().await;
    drop(booth);

    let kept = SystemKeychain.load(NOBODY)?.context("the keychain has it")?;
    assert!(format!("{kept:?}").find("0000").is_none(), "it is not shown in logs");
    let search = Command::new("sh")
        .args(["-c", "grep -rl pk_dj_ \"$HOME\" \"$0\" || true"])
        .arg(laptop.data_dir())
        .output()?;
    assert_eq!(String::from_utf8_lossy(&search.stdout), "", "the token itself is nowhere");

    let booth = laptop.open_booth().await?;
    until(&booth, "the login of the last run", |s| s.account.state == AccountState::Unreachable)
        .await?;
    booth.log_out().await?;
    assert!(SystemKeychain.load(NOBODY)?.is_none(), "logging out forgets it");
    Ok(())
}

#[tokio::test]
async fn without_a_keychain_the_digest_lives_for_this_run_and_the_dj_is_told() -> Result<()> {
    let story = "without_a_keychain_the_digest_lives_for_this_run_and_the_dj_is_told";
    if !is_inside(story) {
        return inside(story, false);
    }
    let laptop = Laptop::with(Arc::new(SystemKeychain), NOBODY)?;
    let booth = laptop.open_booth().await?;
    booth.paste_token(TOKEN.to_owned()).await?;
    let account = booth.snapshot().account;
    assert_eq!((account.state, account.place), (AccountState::Unreachable, DigestPlace::ThisRun));
    let refused = booth.regenerate_token(false).await;
    assert!(matches!(refused, Err(BoothError::LoginRefused(_))), "it is still there: {refused:?}");
    booth.shut_down().await;
    drop(booth);
    let booth = laptop.open_booth().await?;
    booth.check_login().await?;
    assert_eq!(booth.snapshot().account.state, AccountState::LoggedOut, "it went into no file");
    Ok(())
}

/// Runs `pika` on this laptop with `input` on its stdin.
fn pika(laptop: &Laptop, args: &[&str], input: &str) -> Result<Output> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pika"))
        .arg("--data-dir")
        .arg(laptop.data_dir())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("its stdin")?.write_all(input.as_bytes())?;
    Ok(child.wait_with_output()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_logs_in_for_the_booth_and_out_again() -> Result<()> {
    let story = "a_terminal_logs_in_for_the_booth_and_out_again";
    if !is_inside(story) {
        return inside(story, true);
    }
    let cloud = Cloud::start().await?;
    let origin = cloud.origin();
    let laptop = Laptop::with(Arc::new(SystemKeychain), "")?;
    let login = ["login", "--cloud", &origin];

    for (args, input, reason) in [
        (&login[..], TOKEN, "token"),
        (&login[..], "", "pk_dj_"),
        (&["login"][..], &cloud.token, "--cloud"),
        (&["login", "--cloud", "http://dj.example.org"][..], &cloud.token, "https"),
        (&["logout"][..], "", "--cloud"),
    ] {
        let output = pika(&laptop, args, input)?;
        let said = String::from_utf8(output.stderr)?;
        assert!(!output.status.success() && said.contains(reason), "{args:?}: {said}");
        assert!(SystemKeychain.load(&origin)?.is_none(), "{args:?} keeps nothing");
    }

    let output = pika(&laptop, &login, &format!("  {}\n", cloud.token))?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("as Mara Lind"), "{output:?}");
    let booth = laptop.open_booth().await?;
    until(&booth, "the login of the terminal", |s| s.account.state == AccountState::Valid).await?;
    booth.shut_down().await;
    drop(booth);
    let search = Command::new("sh")
        .args(["-c", "grep -rl \"$1\" \"$HOME\" \"$0\" || true"])
        .arg(laptop.data_dir())
        .arg(&cloud.token)
        .output()?;
    assert_eq!(String::from_utf8_lossy(&search.stdout), "", "the token itself is nowhere");

    let output = pika(&laptop, &["logout"], "")?;
    assert!(output.status.success(), "{output:?}");
    assert!(SystemKeychain.load(&origin)?.is_none(), "logging out forgets it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_without_a_keychain_does_not_seem_to_log_in() -> Result<()> {
    let story = "a_terminal_without_a_keychain_does_not_seem_to_log_in";
    if !is_inside(story) {
        return inside(story, false);
    }
    let cloud = Cloud::start().await?;
    let laptop = Laptop::with(Arc::new(SystemKeychain), "")?;
    let output = pika(&laptop, &["login", "--cloud", &cloud.origin()], &cloud.token)?;
    let said = String::from_utf8(output.stderr)?;
    assert!(!output.status.success() && said.contains("no keychain"), "{said}");
    Ok(())
}
