//! `pika login` and `pika logout`: the DJ's account for a booth without a window. What is kept is the
//! token's digest, in the system's keychain, where the desktop finds it, too.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use pika_booth::view::AccountState;
use pika_booth::{CloudAddress, Keychain, SystemKeychain, cloud_in_settings, keep_login};

/// More than the longest token, and as much as is read of whatever stdin holds.
const LONGEST_INPUT: u64 = 4_096;

#[derive(Args)]
#[command(after_help = "For example: pika login --cloud https://pika.example.org < token.txt. \
    The token itself is kept nowhere. From then on `pika live` goes live on that cloud.")]
pub(crate) struct LoginArgs {
    /// The cloud that the account is at (https://…); without it, the one of the settings.
    #[arg(long, value_name = "URL")]
    cloud: Option<String>,
}

#[derive(Args)]
#[command(
    after_help = "The token goes on to be good elsewhere: revoke it on the cloud's page, or \
    replace it in the window's settings."
)]
pub(crate) struct LogoutArgs {
    /// The cloud to forget the login of; without it, the one of the settings.
    #[arg(long, value_name = "URL")]
    cloud: Option<String>,
}

#[tokio::main]
pub(crate) async fn log_in(args: LoginArgs, data_dir: &Path) -> anyhow::Result<ExitCode> {
    let address = address(args.cloud, data_dir)?;
    let mut token = String::new();
    std::io::stdin()
        .take(LONGEST_INPUT)
        .read_to_string(&mut token)
        .context("no token can be read from stdin")?;
    let status = keep_login(Arc::new(SystemKeychain), address.clone(), &token).await?;
    cloud_in_settings::set(data_dir, &address)?;
    if let (AccountState::Valid, Some(name)) = (status.state, status.dj_name) {
        println!("logged in at {} as {name}", address.host());
    } else {
        println!("kept for {}", address.host());
        eprintln!("pika: {}", status.problem.unwrap_or_default());
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn log_out(args: LogoutArgs, data_dir: &Path) -> anyhow::Result<ExitCode> {
    let address = address(args.cloud, data_dir)?;
    SystemKeychain.forget(&address.origin())?;
    println!("logged out at {}", address.host());
    Ok(ExitCode::SUCCESS)
}

fn address(given: Option<String>, data_dir: &Path) -> anyhow::Result<CloudAddress> {
    match given {
        Some(url) => Ok(CloudAddress::parse(&url)?),
        None => cloud_in_settings::get(data_dir)?.context("which cloud? say --cloud https://…"),
    }
}
