//! The main job without a person: from a folder of music to a like that the DJ sees. Everything in
//! it is real but the people. Leaves two pictures and a report, and fails with the name of the step
//! that did not happen.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use pika_stories::dj_program::DjProgram;
use pika_stories::laptop::Laptop;
use pika_stories::music;
use pika_test_support::browser::Phone;
use pika_test_support::spot::Spot;
use serde::Serialize;

/// The track that is played, by its file name, which is its title.
const TITLE: &str = "A New Journey";
/// From pressing play to the phone: the DJ program's own delay is most of it.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the demo measured.
#[derive(Serialize)]
struct Report {
    /// The DJ program that played.
    source: &'static str,
    tracks_scanned: u64,
    tracks_analysed: u64,
    /// From the DJ program's write to the title on the phone, settle time included.
    history_to_phone_ms: i64,
    likes_on_phone: u64,
    likes_in_booth: u64,
    /// When the demo began.
    started: Timestamp,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Usage: demo FOLDER (pictures and report are put there)");
        return ExitCode::from(2);
    };
    match demo(&folder).await {
        Ok(report) => {
            println!("{report}");
            println!("Pictures and report are in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("The demo stopped at: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(folder: &Path) -> Result<String> {
    let started = Timestamp::now();
    std::fs::create_dir_all(folder).context("making the folder for its results")?;

    let music = step("find real music", music::folder()).await?;
    let laptop = step("switch the laptop on", Laptop::new()).await?;
    let tracks_scanned = step("scan the music", laptop.scan(&music)).await?;
    let desk = step("open Pika", laptop.open_pika()).await?;
    let tracks_analysed = step("analyse every track", desk.analyse()).await?;
    ensure!(tracks_analysed > 0, "analyse every track: none could be");

    let track = music.join(TITLE).with_extension("ogg");
    let program = step("load a track in the DJ program", DjProgram::start(&laptop, &track)).await?;
    let address = step("go live", desk.go_live("Mara")).await?;
    let phone = step("open the dancers' page on a phone", Phone::open(&address)).await?;

    let title = Spot::test_id("title");
    // Both at once: the phone must be watched already when the track arrives.
    let (written, seen) = step("play the track until the phone shows it", async {
        tokio::try_join!(program.play(&laptop), phone.until_reads(&title, TITLE, PATIENCE))
    })
    .await?;
    let history_to_phone_ms = seen.at.duration_since(written).as_millis() as i64;

    let (likes_on_phone, likes_in_booth) = step("like it, and see the like in the booth", async {
        phone.press(&Spot::button(&format!("Like {TITLE}"))).await?;
        let in_booth = desk.until_liked(1).await?;
        let counted =
            "document.querySelector('[data-testid=likes][data-count=\"1\"]')?.dataset.count";
        let on_phone = phone.until("one like", counted, PATIENCE).await?;
        let on_phone = on_phone.value.as_str().and_then(|count| count.parse().ok());
        Ok((on_phone.context("the phone shows no number")?, in_booth))
    })
    .await?;
    ensure!(likes_on_phone == likes_in_booth, "phone and booth count the same likes");

    step("take the pictures", async {
        desk.window.picture(&folder.join("booth.png")).await?;
        phone.picture(&folder.join("phone.png")).await
    })
    .await?;

    let report = Report {
        source: program.name(),
        tracks_scanned,
        tracks_analysed,
        history_to_phone_ms,
        likes_on_phone,
        likes_in_booth,
        started,
    };
    let report = serde_json::to_string_pretty(&report)?;
    std::fs::write(folder.join("report.json"), format!("{report}\n"))
        .context("write the report")?;
    Ok(report)
}

/// Says what is done; a failure carries the step's name.
async fn step<T>(name: &'static str, work: impl Future<Output = Result<T>>) -> Result<T> {
    println!("  · {name}");
    work.await.context(name)
}
