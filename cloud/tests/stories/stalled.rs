//! Thousands of readers that stall at once.

use std::time::Duration;

use futures_util::future::join_all;
use pika_cloud::RunningCloud;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::support::{Client, SESSION, broadcast, config, dancer, play_id};

const READERS: usize = 2_000;

/// How many connect, or read, side by side.
const AT_ONCE: usize = 100;

/// Messages of 4 KB until what the system keeps for each reader is full, and its queue is, too.
const TOLD_FIRST: usize = 100;

/// Messages of 4 KB past them. Kept for every reader they would be 12 GB; even as places in a queue,
/// 60 MB.
const TOLD_PAST: usize = 1_500;

/// As many of a kind as one line may say at once, and some less.
const TOLD_A_LINE: usize = 50;

/// What the broadcast may leave behind: less than 3 KB for each reader.
const MOST_GROWTH_KIB: u64 = 6 * 1024;

/// Memory of this process, which is server and readers, without its files.
fn memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

fn long_track() -> Value {
    let long = "\u{1f57a}".repeat(495);
    json!({"title": long, "artist": long})
}

/// Tells everyone again what plays, on a fresh line whenever one has said enough.
async fn tell_again(cloud: &RunningCloud, mut booth: Client, resume: &str, times: usize) -> Client {
    // Without an id, since the same one again would be taken for a repeated message.
    let again = json!({"type": "BROADCAST_TRACK", "sessionId": SESSION, "track": long_track()});
    for _ in 0..times / TOLD_A_LINE {
        booth = Client::connect(cloud).await;
        booth.register(SESSION, Some(resume)).await;
        for _ in 0..TOLD_A_LINE {
            booth.send(again.clone()).await;
        }
        let told = booth.all_so_far().await;
        assert!(told.iter().all(|message| message["type"] != "NACK"), "{told:?}");
    }
    booth
}

#[tokio::test]
async fn two_thousand_stalled_readers_cost_no_memory_and_all_converge() {
    let files =
        Rlimit { current: getrlimit(Resource::Nofile).maximum, ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, files).unwrap();
    let mut config = config();
    // However slow the machine is, nobody here is taken for dead.
    config.heartbeat.dead_after = Duration::from_hours(1);
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let mut first = broadcast(1);
    first["track"] = long_track();
    booth.ask(first).await;
    let mut readers = Vec::new();
    for some in (0..READERS).step_by(AT_ONCE) {
        let dancers = (some..some + AT_ONCE).map(|number| format!("client_stalled_{number}"));
        readers.extend(join_all(dancers.map(async |id| dancer(&cloud, &id).await)).await);
    }

    booth = tell_again(&cloud, booth, &resume, TOLD_FIRST).await;
    let before = memory_kib();
    booth = tell_again(&cloud, booth, &resume, TOLD_PAST).await;
    let growth = memory_kib().saturating_sub(before);
    assert!(growth < MOST_GROWTH_KIB, "{growth} KiB more for {READERS} stalled readers");

    booth.ask(broadcast(2)).await;
    let newest = |told: &Value| told["type"] == "NOW_PLAYING" && told["playId"] == play_id(2);
    for some in readers.chunks_mut(AT_ONCE) {
        join_all(some.iter_mut().map(|reader| reader.until(newest))).await;
    }
}
