//! What is measured: each scene starts a server, gives it work, and says what the work cost.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use tokio::time::sleep;

use super::{
    booth::{Booth, SESSION, play_id},
    crowd::Crowd,
    subject::{Kind, Subject},
    table::{Measured, Row},
};

const JOINING: usize = 5_000;
const UPDATES: usize = 40;
const MANY: usize = 10_000;
const MANY_TRACKS: usize = 20;
const LIKED_BY: usize = 1_000;
const LIKES: usize = 205;
/// Between two likes, so that all of them take about a second.
const LIKES_APART: Duration = Duration::from_millis(5);
const PAST_BYTES: usize = 20 * 1024 * 1024;
/// Together with what surrounds it, a message of about 4 KB.
const LONG_WORDS: usize = 480;

/// What the system and the server do after the last message: hanging up, forgetting.
const SETTLING: Duration = Duration::from_millis(300);

/// 5,000 phones join, hear of tracks, all drop, and return.
pub(super) async fn evening(kind: Kind, measured: &mut Measured) -> Result<()> {
    let server = Subject::start(kind)?;
    let mut booth = Booth::open(server.address).await?;
    booth.play("").await?;
    let mut crowd = Crowd::new(server.address);

    let (memory, cpu, started) = (server.memory_kib()?, server.cpu_s()?, Instant::now());
    crowd.join(JOINING).await?;
    crowd.until_have(1, JOINING).await?;
    let joined_s = started.elapsed().as_secs_f64();
    if kind == Kind::Cloud {
        crowd.until_listeners(JOINING).await?;
    }
    measured.add(kind, Row::JoinCpu, server.cpu_s()? - cpu);
    measured.add(kind, Row::JoinWall, joined_s);
    let heard = crowd.heard.clone();
    let counts = heard.counts.get() as f64;
    measured.add(kind, Row::JoinMessages, heard.messages.get() as f64 - counts);
    measured.add(kind, Row::JoinCounts, counts);
    sleep(SETTLING).await;
    measured.add(kind, Row::PhoneMemory, (server.memory_kib()? - memory) / JOINING as f64);

    let cpu = server.cpu_s()?;
    for _ in 0..UPDATES {
        booth.play("").await?;
        crowd.until_have(booth.track, JOINING).await?;
    }
    let delivered = (UPDATES * JOINING) as f64;
    measured.add(kind, Row::Update, (server.cpu_s()? - cpu) * 1e6 / delivered);
    ensure!(heard.missed.get() == 0, "{} tracks were missed", heard.missed.get());

    let (cpu, started) = (server.cpu_s()?, Instant::now());
    let dropped = crowd.drop_all();
    crowd.join(dropped).await?;
    crowd.until_have(booth.track, dropped).await?;
    measured.add(kind, Row::StormWall, started.elapsed().as_secs_f64());
    sleep(SETTLING).await;
    measured.add(kind, Row::StormCpu, server.cpu_s()? - cpu);
    Ok(())
}

/// 10,000 phones on one node, and none misses a track.
pub(super) async fn crowded(kind: Kind, measured: &mut Measured) -> Result<()> {
    let server = Subject::start(kind)?;
    let mut booth = Booth::open(server.address).await?;
    booth.play("").await?;
    let mut crowd = Crowd::new(server.address);
    crowd.join(MANY).await?;
    crowd.until_have(1, MANY).await?;
    let cpu = server.cpu_s()?;
    for _ in 0..MANY_TRACKS {
        booth.play("").await?;
        crowd.until_have(booth.track, MANY).await?;
    }
    let delivered = (MANY_TRACKS * MANY) as f64;
    measured.add(kind, Row::ManyUpdate, (server.cpu_s()? - cpu) * 1e6 / delivered);
    measured.add(kind, Row::ManyMissed, crowd.heard.missed.get() as f64);
    Ok(())
}

/// Likes of many phones, each told to the booth once it is committed.
pub(super) async fn likes(kind: Kind, measured: &mut Measured) -> Result<()> {
    let server = Subject::start(kind)?;
    let mut booth = Booth::open(server.address).await?;
    booth.play("").await?;
    let mut crowd = Crowd::new(server.address);
    crowd.join(LIKED_BY).await?;
    sleep(2 * SETTLING).await;

    let cpu = server.cpu_s()?;
    let mut given = Vec::new();
    for phone in 0..LIKES {
        let like = format!(
            r#"{{"type":"SEND_LIKE","sessionId":"{SESSION}","playId":"{}","clientId":"client_{phone:026}","messageId":"like-{phone}"}}"#,
            play_id(1)
        );
        given.push(Instant::now());
        crowd.say(phone, &like)?;
        sleep(LIKES_APART).await;
    }
    booth.until_likes(LIKES).await?;
    sleep(2 * SETTLING).await;
    measured.add(kind, Row::LikesCpu, server.cpu_s()? - cpu);
    let heard = booth.likes();
    ensure!(heard.len() == LIKES, "{LIKES} likes were given and {} heard", heard.len());
    let mut latencies: Vec<f64> = given
        .iter()
        .zip(heard)
        .map(|(given, heard)| heard.saturating_duration_since(*given).as_secs_f64() * 1e3)
        .collect();
    latencies.sort_by(f64::total_cmp);
    measured.add(kind, Row::LikeMedian, latencies[LIKES / 2]);
    measured.add(kind, Row::LikeWorst, latencies[LIKES - 1]);
    if kind == Kind::Floor {
        measured.add(kind, Row::Disk, disk_ms()?);
    }
    Ok(())
}

/// What this disk needs to keep 4 KiB for certain, as each commit does: median in milliseconds.
fn disk_ms() -> Result<f64> {
    let mut file = tempfile::tempfile()?;
    let mut times = Vec::new();
    for _ in 0..51 {
        file.write_all(&[1; 4096])?;
        let started = Instant::now();
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// Phones that do not read while 20 MiB are broadcast past them, and then read again.
pub(super) async fn stalled(kind: Kind, count: usize, measured: &mut Measured) -> Result<()> {
    let server = Subject::start(kind)?;
    let mut booth = Booth::open(server.address).await?;
    let words = "x".repeat(LONG_WORDS);
    let words = format!("{words} \u{1f57a}");
    let times = PAST_BYTES / (2 * words.len() + 250);
    booth.play(&words).await?;
    // Once past nobody: what the process itself comes to need for this much work is no reader's.
    for _ in 0..times {
        booth.repeat(&words).await?;
    }
    let mut crowd = Crowd::new(server.address);
    crowd.join_and_stall(count).await?;
    sleep(SETTLING).await;

    let (memory, unsent) = (server.memory_kib()?, server.unsent_kib()?);
    for _ in 0..times {
        booth.repeat(&words).await?;
    }
    let own = server.memory_kib()? - memory;
    let kept = server.unsent_kib()? - unsent;
    booth.play("").await?;
    crowd.read_again();
    crowd.until_have(booth.track, count).await?;
    let (own_row, kept_row) = if count == 1 {
        (Row::StalledOneOwn, Row::StalledOneKept)
    } else {
        (Row::StalledManyOwn, Row::StalledManyKept)
    };
    measured.add(kind, own_row, own / count as f64);
    measured.add(kind, kept_row, kept / count as f64);
    Ok(())
}
