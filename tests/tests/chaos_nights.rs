//! Nights on which everything goes wrong: lines are cut and frozen, the cloud and Pika are killed, the
//! laptop sleeps, the library is locked. `PIKA_CHAOS_SEEDS` says how many of them are played.

use anyhow::{Context, Result};
use pika_simulate::{Chaos, Cloud, NightPlan, OwnCloud};
use pika_test_support::{postgres, programs};

/// Every one is another night; the first few have every kind of trouble between them.
const SEEDS: u64 = 2;

#[tokio::test]
async fn after_a_night_full_of_trouble_at_two_nodes_everybody_has_the_same() -> Result<()> {
    let troubles = nights(2, false).await?;
    happened(&troubles, &["cloud is killed", "node of the cloud hangs"]);
    Ok(())
}

#[tokio::test]
async fn after_a_night_full_of_trouble_at_two_nodes_on_postgres_everybody_has_the_same()
-> Result<()> {
    let troubles = nights(2, true).await?;
    happened(&troubles, &["cloud is killed", "node of the cloud hangs"]);
    Ok(())
}

#[tokio::test]
async fn after_a_night_full_of_trouble_everybody_has_the_same_plays_and_likes() -> Result<()> {
    let troubles = nights(1, false).await?;
    let kinds =
        ["cloud is killed", "Pika is killed", "laptop sleeps", "locked", "half open", "clock"];
    happened(&troubles, &kinds);
    Ok(())
}

/// Plays as many nights as are asked for, and gives what went wrong in them.
async fn nights(nodes: usize, on_postgres: bool) -> Result<Vec<String>> {
    let seeds = match std::env::var("PIKA_CHAOS_SEEDS") {
        Ok(count) => count.parse().context("PIKA_CHAOS_SEEDS is no number")?,
        Err(_) => SEEDS,
    };
    let (mut wrong, mut troubles) = (Vec::new(), Vec::new());
    for seed in 1..=seeds {
        let report =
            night(seed, nodes, on_postgres).await.with_context(|| format!("seed {seed}"))?;
        println!("seed {seed}: {report:?}");
        troubles.extend(report.troubles);
        wrong.extend(report.disagreements.iter().map(|what| format!("seed {seed}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(troubles)
}

fn happened(troubles: &[String], kinds: &[&str]) {
    for kind in kinds {
        let happened = troubles.iter().any(|trouble| trouble.contains(kind));
        assert!(happened, "a night without this shows nothing: {kind}");
    }
}

async fn night(seed: u64, nodes: usize, on_postgres: bool) -> Result<pika_simulate::Report> {
    let folder = tempfile::tempdir()?;
    let chaos = Some(Chaos::default());
    let cloud = OwnCloud::new(programs::built("pika-cloud")?, chaos).with_nodes(nodes);
    let cloud =
        if on_postgres { cloud.with_postgres(postgres::shared().database()) } else { cloud };
    let plan = NightPlan {
        tracks: 60,
        dancers: 40,
        speed: 600.0,
        seed,
        pika: programs::built("pika")?,
        cloud: Cloud::Own(cloud),
        chaos,
        folder: folder.path().join("night"),
    };
    pika_simulate::run(&plan, &mut |what| println!("seed {seed}: {what}")).await
}
