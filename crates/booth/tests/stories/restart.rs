//! What an earlier run of Pika recorded is not recorded again, and what it left open is shown.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use pika_booth::BoothError;
use pika_booth::view::{LiveState, NewAnnouncement, NewPoll, PollState};
use pika_domain::{Announcement, Fact, Poll, SessionId};
use pika_library::NewSession;

use crate::laptop::{Laptop, go_live, until};

#[tokio::test]
async fn a_play_that_began_in_the_future_is_not_recorded_again_after_a_restart() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    go_live(&booth).await?;
    // The clock is set back by a minute and a half right after the program wrote this.
    laptop.play(Timestamp::now() + SignedDuration::from_secs(90), "Ahead")?;
    until(&booth, "the play", |s| s.plays.len() == 1).await?;
    booth.shut_down().await;
    drop(booth);

    let booth = laptop.open_booth().await?;
    laptop.play(Timestamp::now(), "Next")?;
    let night =
        until(&booth, "the next play", |s| s.plays.iter().any(|p| p.title == "Next")).await?;
    let titles: Vec<_> = night.plays.iter().map(|play| play.title.as_str()).collect();
    assert_eq!(titles, ["Next", "Ahead"]);
    Ok(())
}

#[tokio::test]
async fn a_session_whose_cloud_does_not_start_is_live_as_soon_as_it_does() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    go_live(&booth).await?;
    booth.shut_down().await;
    drop(booth);
    let (database, aside) =
        (laptop.data_dir().join("cloud.db"), laptop.data_dir().join("aside.db"));
    std::fs::rename(&database, &aside)?;
    std::fs::create_dir(&database)?;

    let booth = laptop.open_booth().await?;
    let told = booth.snapshot().live;
    assert!(told.problem.is_some(), "the DJ is told: {told:?}");
    laptop.play(Timestamp::now(), "Meanwhile")?;
    until(&booth, "the play is kept", |s| s.live.waiting == 1).await?;
    std::fs::remove_dir(&database)?;
    std::fs::rename(&aside, &database)?;
    let live =
        until(&booth, "it is live", |s| s.live.state == LiveState::Live && s.live.waiting == 0);
    let live = live.await?.live;
    assert_eq!(live.problem, None);
    assert!(live.join_url.is_some(), "dancers find it");
    Ok(())
}

fn poll() -> NewPoll {
    let options = ["Blues", "Soul"].map(str::to_owned).into();
    NewPoll { question: "What next?".into(), options, duration_s: None }
}

fn announcement() -> NewAnnouncement {
    NewAnnouncement { message: "Strictly at ten".into(), duration_s: None, push: false }
}

#[tokio::test]
async fn what_the_floor_was_asked_and_told_is_shown_after_a_restart() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    go_live(&booth).await?;
    booth.start_poll(poll()).await?;
    booth.send_announcement(announcement()).await?;
    until(&booth, "the cloud has both", |s| s.live.waiting == 0).await?;
    booth.shut_down().await;
    drop(booth);

    let booth = laptop.open_booth().await?;
    let night = until(&booth, "both", |s| {
        let runs = s.live.poll.as_ref().is_some_and(|poll| poll.state == PollState::Running);
        runs && s.live.announcement.is_some()
    });
    let live = night.await?.live;
    assert_eq!(live.poll.context("a poll")?.question, "What next?");
    assert_eq!(live.announcement.context("an announcement")?.message, "Strictly at ten");
    Ok(())
}

#[tokio::test]
async fn what_the_cloud_has_not_heard_is_shown_after_a_restart() -> Result<()> {
    let laptop = Laptop::new()?;
    let session = SessionId::new("pika_restart_story")?;
    let begun = NewSession {
        id: session.clone(),
        dj_name: "Mara".into(),
        started_at: Timestamp::now(),
        // Nobody answers there.
        cloud: Some("http://127.0.0.1:9".into()),
        first_play: None,
    };
    let library = laptop.library()?;
    library.start_session(&begun)?;
    let at = Timestamp::now();
    let NewPoll { question, options, duration_s } = poll();
    let asked = Poll { question, options, duration_s };
    for fact in [
        Fact::PollStart { at, poll: asked.clone() },
        Fact::PollCancel { at },
        Fact::PollStart { at, poll: asked },
        Fact::Announcement {
            at,
            announcement: Announcement {
                message: "Strictly at ten".into(),
                duration_s: None,
                push: false,
            },
        },
    ] {
        library.record_fact(&session, &fact)?;
    }
    let booth = laptop.open_booth().await?;
    let live = booth.snapshot().live;
    let poll = live.poll.context("a poll")?;
    assert_eq!((poll.seq, poll.state), (3, PollState::Waiting), "the one that was not cancelled");
    assert_eq!(live.announcement.context("an announcement")?.message, "Strictly at ten");
    assert!(matches!(booth.start_poll(self::poll()).await, Err(BoothError::PollRunning)));
    Ok(())
}
