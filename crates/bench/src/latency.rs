//! How long it takes from the DJ program to the phone, and back: real programs, a real browser.
//!
//! Each play is timed where it can be seen from outside: written into the history, shown by `pika
//! live` (so it is in `pika.db`), heard on a dancer's socket (so the cloud has committed it), and in
//! the document of the page. Settle time is off.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use pika_domain::TrackNames;
use pika_sources::HistoryWriter;
use pika_test_support::browser::Phone;
use pika_test_support::dancer::Dancer;
use pika_test_support::process::Program;
use pika_test_support::programs;
use pika_test_support::spot::Spot;
use pika_test_support::webdriver::Page;
use serde_json::{Value, json};
use tokio::process::Command;

/// How long it takes from the DJ program to the phone, and back.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Tracks that are played.
    #[arg(long, value_name = "N", default_value_t = 200)]
    plays: usize,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

const PATIENCE: Duration = Duration::from_mins(1);
const DANCER: &str = "client_bench00000000000000000000000000";
/// As many take turns in liking: one alone would soon have to wait a minute.
const LIKERS: usize = 10;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("no runtime")?;
    let measured = runtime.block_on(measure(arguments.plays))?;
    if arguments.json {
        println!("{}", measured.json());
    } else {
        measured.print();
    }
    Ok(())
}

/// Milliseconds of each step of each play, in the order in which they were played.
#[derive(Default)]
struct Measured {
    to_booth: Vec<f64>,
    to_socket: Vec<f64>,
    to_page: Vec<f64>,
    whole: Vec<f64>,
    like_to_booth: Vec<f64>,
}

impl Measured {
    fn rows(&self) -> [(&'static str, &[f64]); 5] {
        [
            ("history written -> pika.db and booth", &self.to_booth),
            ("booth -> committed in the cloud, at a phone's socket", &self.to_socket),
            ("socket -> document of the page", &self.to_page),
            ("history written -> document of the page", &self.whole),
            ("like sent -> shown at the booth", &self.like_to_booth),
        ]
    }

    fn print(&self) {
        println!("{} plays; milliseconds", self.whole.len());
        println!("{:>8} {:>8} {:>8}", "median", "95 %", "worst");
        for (name, times) in self.rows() {
            let [median, most, worst] = figures(times);
            println!("{median:>8.1} {most:>8.1} {worst:>8.1}  {name}");
        }
    }

    fn json(&self) -> Value {
        let row = |(name, times): &(&str, &[f64])| {
            let [median, most, worst] = figures(times);
            json!({ "what": name, "median_ms": median, "p95_ms": most, "worst_ms": worst })
        };
        json!({ "plays": self.whole.len(), "steps": self.rows().iter().map(row).collect::<Vec<_>>() })
    }
}

/// Median, 95th percentile and worst.
fn figures(times: &[f64]) -> [f64; 3] {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        sorted.get(((sorted.len() as f64 - 1.0) * share) as usize).copied().unwrap_or(f64::NAN)
    };
    [at(0.5), at(0.95), at(1.0)]
}

/// The programs of one laptop with a cloud.
struct Night {
    _cloud: Program,
    booth: Program,
    page_url: String,
    history: HistoryWriter,
    _folder: tempfile::TempDir,
}

impl Night {
    async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let virtual_dj = folder.path().join("VirtualDJ");
        std::fs::create_dir_all(virtual_dj.join("History"))?;
        let mut command = Command::new(programs::built("pika-cloud")?);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--allow-anonymous-djs", "--database"])
            .arg(format!("sqlite:{}", folder.path().join("cloud.db").display()))
            // A bench plays faster than a DJ, and all its dancers come from this machine.
            .args(["--tracks-per-minute", "6000", "--ws-connects-per-client", "1000"])
            .stderr(std::process::Stdio::null());
        let mut cloud = Program::start(command)?;
        let ready = |line: &str| Some(line.split_once("ready on ")?.1.to_owned());
        let url: String = cloud.wait_for_line(PATIENCE, ready).await?;
        let mut booth = Program::start(live(folder.path(), &virtual_dj, &url)?)?;
        let address = |line: &str| Some(field(line, "live")?.as_str()?.to_owned());
        let page_url = booth.wait_for_line(PATIENCE, address).await?;
        let history = HistoryWriter::new(&virtual_dj);
        Ok(Self { _cloud: cloud, booth, page_url, history, _folder: folder })
    }
}

fn live(folder: &Path, virtual_dj: &Path, url: &str) -> Result<Command> {
    let program: PathBuf = programs::built("pika")?;
    let mut command = Command::new(program);
    command
        .arg("--data-dir")
        .arg(folder.join("pika"))
        .args(["live", "--name", "Bench", "--settle-ms", "0", "--cloud", url, "--virtualdj"])
        .arg(virtual_dj)
        .arg("--mixxx")
        .arg(folder.join("none"));
    Ok(command)
}

fn field(line: &str, name: &str) -> Option<Value> {
    serde_json::from_str::<Value>(line).ok()?.get(name).cloned()
}

async fn measure(plays: usize) -> Result<Measured> {
    let mut night = Night::open().await?;
    let mut dancer = Dancer::join(&night.page_url, DANCER).await?;
    let mut likers = Vec::new();
    for number in 0..LIKERS {
        likers.push(Dancer::join(&night.page_url, &format!("client_liker{number:027}")).await?);
    }
    let phone = Phone::open(&night.page_url).await?;
    watch_titles(&phone).await?;
    let mut measured = Measured::default();
    let mut heard = Vec::new();
    for number in 0..plays {
        let title = format!("Track {number}");
        let names = TrackNames::new("Otis Marlow", title.as_str());
        let place = format!("/music/{number}.mp3");
        let written = millis();
        night.history.played(Timestamp::now(), &place, &names, Some(180.0))?;
        let named = |line: &str| (field(line, "title")?.as_str()? == title).then(millis);
        let (booth, socket) = tokio::join!(night.booth.wait_for_line(PATIENCE, named), async {
            dancer.until_plays(&title).await.map(|play| (play, millis()))
        });
        let (booth, (play, socket)) = (booth?, socket?);
        measured.to_booth.push(booth - written);
        measured.to_socket.push(socket - booth);
        heard.push((title, written, socket));
        // The page draws meanwhile, and the next track does not come in step with the last.
        tokio::time::sleep(Duration::from_millis(150 + (number as u64 * 37) % 200)).await;
        if number % 4 == 0 {
            let sent = millis();
            let liker = &mut likers[number / 4 % LIKERS];
            let counted = |line: &str| field(line, "likes").map(|_| millis());
            let (liked, counted) =
                tokio::join!(liker.like(play), night.booth.wait_for_line(PATIENCE, counted));
            liked?;
            measured.like_to_booth.push(counted? - sent);
        }
    }
    let shown = titles_seen(&phone).await?;
    for (title, written, socket) in heard {
        let Some(shown) = shown.get(&title) else { bail!("the page never showed {title}") };
        measured.to_page.push(shown - socket);
        measured.whole.push(shown - written);
    }
    Ok(measured)
}

/// The page notes when each title is first in its document, by the machine's clock.
async fn watch_titles(page: &Page) -> Result<()> {
    page.until_shown(&Spot::test_id("title")).await.ok();
    let script = "(() => { const seen = (window.pikaSeen = {}); \
        const look = () => { const title = document.querySelector('[data-testid=\"title\"]')?.innerText; \
            if (title && !(title in seen)) seen[title] = performance.timeOrigin + performance.now(); }; \
        new MutationObserver(look).observe(document, \
            { subtree: true, childList: true, characterData: true, attributes: true }); return true; })()";
    page.ask(script).await?;
    Ok(())
}

async fn titles_seen(page: &Page) -> Result<HashMap<String, f64>> {
    let seen = page.ask("window.pikaSeen").await?;
    serde_json::from_value(seen).context("the page's notes cannot be read")
}

fn millis() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    now.as_secs_f64() * 1_000.0
}
