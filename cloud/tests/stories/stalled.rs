//! Thousands of readers that stall at once.

use pika_cloud::RunningCloud;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::support::{Client, SESSION, broadcast, cloud, play_id};

const READERS: usize = 2_000;

/// Of 4 KB each. Kept for every reader they would be 3 GB; even as places in a queue, 12 MB.
const TOLD: usize = 400;

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
    for told in 0..times {
        if told % TOLD_A_LINE == 0 {
            booth = Client::connect(cloud).await;
            booth.register(SESSION, Some(resume)).await;
        }
        let again = json!({"type": "BROADCAST_TRACK", "sessionId": SESSION, "track": long_track()});
        assert_eq!(booth.ask(again).await["type"], "ACK");
    }
    booth
}

#[tokio::test]
async fn two_thousand_stalled_readers_cost_no_memory_and_all_converge() {
    let files =
        Rlimit { current: getrlimit(Resource::Nofile).maximum, ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, files).unwrap();
    let cloud = cloud().await;
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let mut first = broadcast(1);
    first["track"] = long_track();
    booth.ask(first).await;
    let mut readers = Vec::new();
    for number in 0..READERS {
        let mut reader = Client::connect(&cloud).await;
        reader.subscribe(SESSION, &format!("client_stalled_{number}")).await;
        readers.push(reader);
    }

    // What the system keeps for a client fills up first, and so do the queues.
    booth = tell_again(&cloud, booth, &resume, TOLD / 2).await;
    let before = memory_kib();
    booth = tell_again(&cloud, booth, &resume, TOLD).await;
    let growth = memory_kib().saturating_sub(before);
    assert!(growth < MOST_GROWTH_KIB, "{growth} KiB more for {READERS} stalled readers");

    booth.ask(broadcast(2)).await;
    for reader in &mut readers {
        reader.until(|told| told["type"] == "NOW_PLAYING" && told["playId"] == play_id(2)).await;
    }
}
