//! A whole night, from going live to the last look at all lists.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pika_domain::SessionId;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::{mpsc, watch};

use crate::cloud::{Cloud, RunningCloud};
use crate::dancers::Floor;
use crate::laptop::{Core, DjProgram, Laptop};
use crate::line::Line;
use crate::lists::Lists;
use crate::phone::Temper;
use crate::set_list::{Song, made_up};
use crate::tab::Venue;
use crate::trouble::{self, Who};

/// How long everybody may take to come to the same lists after the last track.
const SETTLES_WITHIN: Duration = Duration::from_secs(90);
/// How often the lists are looked at meanwhile.
const LOOK: Duration = Duration::from_millis(250);
/// The DJ asks something at every so many tracks, and counts the votes two tracks later.
const POLL_EVERY: usize = 5;
const POLL_LASTS: usize = 2;
/// What the cloud lets one dancer like a minute, less a few.
const LIKES_A_MINUTE: f64 = 8.0;

/// What kind of night it is.
#[derive(Debug, Clone)]
pub struct NightPlan {
    pub tracks: usize,
    pub dancers: usize,
    /// How many times faster than a real night, above 0.
    pub speed: f64,
    pub seed: u64,
    /// The program `pika`.
    pub pika: PathBuf,
    pub cloud: Cloud,
    /// Whether things go wrong; only with a cloud of our own.
    pub chaos: Option<Chaos>,
    /// Where the laptop and the cloud keep their files.
    pub folder: PathBuf,
}

/// How a night with trouble is run.
#[derive(Debug, Clone, Copy)]
pub struct Chaos {
    /// How long Pika and the phones wait before they take a line for dead.
    pub patience: Duration,
}

impl Default for Chaos {
    fn default() -> Self {
        Self { patience: Duration::from_secs(2) }
    }
}

/// How a night went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub plays: usize,
    pub phones: usize,
    pub likes: u32,
    /// Words on the tempo that hold in the end, and votes in polls.
    pub votes: u32,
    /// Polls that the cloud took.
    pub polls: usize,
    /// What went wrong, in the order in which it did.
    pub troubles: Vec<String>,
    /// From the last track until all lists were the same.
    pub settled_after: Duration,
    /// Everything that is not as it should be, in a sentence each; empty after a good night.
    pub disagreements: Vec<String>,
}

/// What trouble can get at, besides the laptop: a cloud of our own, and the lines to it.
pub(crate) struct House {
    pub(crate) cloud: RunningCloud,
    booth_line: Line,
    dancers_line: Line,
}

impl House {
    async fn open(plan: &NightPlan, how: crate::OwnCloud) -> Result<Self> {
        let cloud = RunningCloud::start(how, plan.folder.join("cloud.db")).await?;
        let booth_line = Line::to(cloud.addresses()).await?;
        let dancers_line = Line::to(cloud.addresses()).await?;
        Ok(Self { cloud, booth_line, dancers_line })
    }

    pub(crate) fn lines(&self, who: Who) -> impl Iterator<Item = &Line> {
        let booth = (who != Who::Dancers).then_some(&self.booth_line);
        let dancers = (who != Who::Booth).then_some(&self.dancers_line);
        booth.into_iter().chain(dancers)
    }
}

/// Plays the night, says what happens, and compares all lists in the end.
///
/// # Errors
/// A program cannot be started or ended, or a file cannot be read. What went wrong with the night
/// itself is in the report.
pub async fn run(plan: &NightPlan, say: &mut (dyn FnMut(&str) + Send)) -> Result<Report> {
    std::fs::create_dir_all(&plan.folder)
        .with_context(|| format!("{} cannot be made", plan.folder.display()))?;
    let mut house = match &plan.cloud {
        Cloud::Own(how) => Some(House::open(plan, how.clone()).await?),
        Cloud::Elsewhere(_) => None,
    };
    let (booth_address, dancers_url) = addresses(plan, house.as_ref())?;
    let core = Core {
        program: plan.pika.clone(),
        cloud: booth_address,
        dj_name: "Simulated DJ".to_owned(),
        settle: Duration::from_secs(1).div_f64(plan.speed),
        patience: plan.chaos.map(|chaos| chaos.patience),
    };
    let mut laptop = Laptop::new(&plan.folder, core)?;
    let session = laptop.go_live().await?;
    say(&format!("live: session {session}"));

    let songs = made_up(plan.tracks, &mut StdRng::seed_from_u64(plan.seed));
    let floor = Floor::open(
        plan.dancers,
        plan.seed,
        temper(&songs, plan.speed),
        Venue {
            url: dancers_url,
            session: session.clone(),
            patience: plan.chaos.map_or(Duration::from_secs(10), |chaos| chaos.patience),
            nap: Duration::from_mins(5).div_f64(plan.speed),
        },
    );

    let (awake, is_awake) = watch::channel(true);
    let (begins, mut begun) = mpsc::unbounded_channel();
    let mut asked = Vec::new();
    let written: Vec<String> = songs.iter().map(|song| song.names.title.clone()).collect();
    let mut dj = tokio::spawn(play_all(laptop.dj_program(), songs, plan.speed, is_awake, begins));
    let mut troubles = Vec::new();
    if let (Some(chaos), Some(house)) = (plan.chaos, &mut house) {
        let mut rng = StdRng::seed_from_u64(!plan.seed);
        let mut left = Vec::new();
        while !dj.is_finished() {
            tokio::time::sleep((chaos.patience / 2).mul_f64(rand::Rng::random(&mut rng))).await;
            if left.is_empty() {
                left = trouble::round(chaos.patience, laptop.clock().can_be_set(), &mut rng);
                if house.cloud.bus().is_some() {
                    trouble::add_of_nodes(&mut left, chaos.patience, &mut rng);
                }
            }
            let Some(trouble) = left.pop() else { continue };
            say(&trouble.to_string());
            trouble
                .strike(&mut laptop, house, &awake)
                .await
                .with_context(|| trouble.to_string())?;
            troubles.push(trouble.to_string());
            while let Ok(number) = begun.try_recv() {
                ask_the_floor(&mut laptop, number, &mut asked).await;
            }
        }
    }
    while let Some(number) = begun.recv().await {
        ask_the_floor(&mut laptop, number, &mut asked).await;
    }
    (&mut dj).await.context("the DJ program fell over")??;
    say("the last track plays");

    let scene = Scene { laptop, house, floor, session, written, asked };
    scene.finish(troubles, say).await
}

/// The night after its last track.
struct Scene {
    laptop: Laptop,
    house: Option<House>,
    floor: Floor,
    session: SessionId,
    written: Vec<String>,
    /// What the DJ asked, in this order. One that came while Pika was down was not asked.
    asked: Vec<String>,
}

impl Scene {
    async fn finish(
        mut self,
        troubles: Vec<String>,
        say: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Report> {
        let begun = Instant::now();
        let mut disagreements = self.until_settled().await?;
        let settled_after = begun.elapsed();
        if disagreements.is_empty() {
            say("everybody looks at a fresh page");
            disagreements = self.look_afresh().await?;
        }
        self.laptop.end().await?;
        disagreements.extend(self.floor.refusals());
        let lists = self.lists(false).await?;
        disagreements.extend(lists.disagreements());
        let owed = self.laptop.owed(&self.session)?;
        if owed > 0 {
            disagreements.push(format!("the laptop owes the cloud {owed} facts after the end"));
        }
        Ok(Report {
            plays: self.written.len(),
            phones: self.floor.phones(),
            likes: self.floor.likes().values().sum(),
            votes: self.floor.votes().values().sum(),
            polls: lists.crowd.map_or(0, |crowd| crowd.polls.len()),
            troubles,
            settled_after,
            disagreements,
        })
    }

    /// Waits until everybody has the same; gives what they do not agree on in the end.
    async fn until_settled(&self) -> Result<Vec<String>> {
        let begun = Instant::now();
        loop {
            let mut found = self.lists(true).await?.disagreements();
            let unsettled = self.floor.unsettled();
            if unsettled > 0 {
                found.push(format!(
                    "{unsettled} phones have likes or votes that nobody has confirmed"
                ));
            }
            let owed = self.laptop.owed(&self.session)?;
            if owed > 0 {
                found.push(format!("the laptop owes the cloud {owed} facts"));
            }
            if found.is_empty() || begun.elapsed() > SETTLES_WITHIN {
                return Ok(found);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Loads every page anew, and compares what it is told with what its dancer did.
    async fn look_afresh(&self) -> Result<Vec<String>> {
        let before = self.floor.built();
        self.floor.reload();
        let begun = Instant::now();
        while self.floor.built().iter().zip(&before).any(|(now, before)| now <= before) {
            if begun.elapsed() > SETTLES_WITHIN {
                return Ok(vec!["not every page came back after it was loaded anew".to_owned()]);
            }
            tokio::time::sleep(LOOK).await;
        }
        // A node that has just started may have missed what another one committed meanwhile; within
        // two looks at the database it knows, and tells its pages.
        loop {
            let mut found = self.lists(true).await?.disagreements();
            found.extend(self.floor.wrong_hearts());
            if found.is_empty() || begun.elapsed() > SETTLES_WITHIN {
                return Ok(found);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn lists(&self, with_pages: bool) -> Result<Lists> {
        let (cloud, crowd) = match &self.house {
            Some(House { cloud: RunningCloud { database, .. }, .. }) => {
                let plays = database.plays(&self.session).await?;
                (Some(plays), Some(database.crowd(&self.session).await?))
            }
            None => (None, None),
        };
        Ok(Lists {
            written: self.written.clone(),
            laptop: self.laptop.plays(&self.session)?,
            cloud,
            crowd,
            given: self.floor.likes(),
            votes: self.floor.votes(),
            asked: self.asked.clone(),
            pages: if with_pages { self.floor.views().collect() } else { Vec::new() },
        })
    }
}

/// Where the laptop, and the phones, find the cloud.
fn addresses(plan: &NightPlan, house: Option<&House>) -> Result<(String, String)> {
    Ok(match (&plan.cloud, house) {
        (Cloud::Elsewhere(url), _) => {
            let mut socket = url.clone();
            let scheme = if url.scheme() == "http" { "ws" } else { "wss" };
            socket.set_scheme(scheme).ok().context("the address is no web address")?;
            socket.set_path("/ws");
            (url.to_string(), socket.to_string())
        }
        (Cloud::Own(_), Some(house)) => {
            let (booth, dancers) = (house.booth_line.address(), house.dancers_line.address());
            (format!("http://{booth}"), format!("ws://{dancers}/ws"))
        }
        (Cloud::Own(_), None) => anyhow::bail!("there is no cloud"),
    })
}

/// Dancers like as much as the cloud takes from each, but no more than every third track.
fn temper(songs: &[Song], speed: f64) -> Temper {
    let total: Duration = songs.iter().map(|song| song.length).sum();
    let minutes = (total.as_secs_f64() / speed / 60.0).max(1.0);
    let likes = LIKES_A_MINUTE * minutes / songs.len().max(1) as f64;
    Temper {
        likes: likes.min(0.35),
        takes_back: 0.2,
        minds_tempo: likes.min(0.35),
        answers: 0.6,
        sleeps: 0.05,
        hesitates: Duration::from_mins(4).div_f64(speed),
    }
}

/// What the DJ types when track number `number` has begun.
async fn ask_the_floor(laptop: &mut Laptop, number: usize, asked: &mut Vec<String>) {
    if number.is_multiple_of(POLL_EVERY) {
        let question = format!("After track {number}?");
        laptop.type_line(&format!("poll {question} | Blues | Soul | Contemporary")).await;
        asked.push(question);
    } else if number % POLL_EVERY == POLL_LASTS {
        laptop.type_line("end").await;
    }
}

/// The DJ program: writes a song into its history when it begins.
async fn play_all(
    program: DjProgram,
    songs: Vec<Song>,
    speed: f64,
    mut awake: watch::Receiver<bool>,
    begins: mpsc::UnboundedSender<usize>,
) -> Result<()> {
    for (number, song) in songs.iter().enumerate() {
        awake.wait_for(|awake| *awake).await.context("the laptop is gone")?;
        program.play(song)?;
        // Whoever asks the floor may have gone.
        let _ = begins.send(number);
        tokio::time::sleep(song.length.div_f64(speed)).await;
    }
    Ok(())
}
