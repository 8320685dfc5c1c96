//! Polls, announcements and tempo votes, from the window's commands to a dancer's socket and back.

use anyhow::{Context, Result};
use pika_booth::BoothError;
use pika_booth::view::{NewAnnouncement, NewPoll, PollState, Settings, TempoVotes};
use pika_protocol::{ClientMessage, ServerMessage, TempoWish};
use pika_test_support::dancer::Dancer;

use crate::laptop::{Laptop, go_live, until};

const DANCER: &str = "client_00112233445566778899aabbccddeeff";

fn tempo_poll() -> NewPoll {
    NewPoll {
        question: "How fast should the next set be?".into(),
        options: ["Slower", "Like this", "Faster"].map(str::to_owned).into(),
        duration_s: None,
    }
}

#[tokio::test]
async fn a_poll_is_asked_voted_in_and_counted() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let refused = booth.start_poll(tempo_poll()).await;
    assert!(matches!(refused, Err(BoothError::NotLive)), "off air there is nobody to ask");
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    booth.start_poll(tempo_poll()).await?;
    assert!(matches!(booth.start_poll(tempo_poll()).await, Err(BoothError::PollRunning)));
    let poll_id = dancer
        .until("the poll", |message| match message {
            ServerMessage::PollStarted { poll_id, .. } => Some(*poll_id),
            _ => None,
        })
        .await?;
    until(&booth, "the poll runs", |s| {
        s.live.poll.as_ref().is_some_and(|poll| poll.state == PollState::Running)
    })
    .await?;
    dancer.ask(ClientMessage::VoteOnPoll { session_id: None, poll_id, option_index: 2 }).await?;
    until(&booth, "the vote", |s| {
        s.live.poll.as_ref().is_some_and(|poll| poll.options[2].votes == 1)
    })
    .await?;
    booth.end_poll().await?;
    let over = until(&booth, "the result", |s| {
        s.live.poll.as_ref().is_some_and(|poll| poll.state == PollState::Over)
    })
    .await?;
    assert_eq!(over.live.poll.context("its result stays")?.winner, Some(2));
    booth.dismiss_poll().await?;
    assert_eq!(booth.snapshot().live.poll, None);
    Ok(())
}

#[tokio::test]
async fn a_cancelled_poll_leaves_nothing_behind() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    booth.start_poll(tempo_poll()).await?;
    booth.cancel_poll().await?;
    dancer
        .until("the end of the poll", |message| match message {
            ServerMessage::PollEnded { winner_index: -1, .. } => Some(()),
            _ => None,
        })
        .await?;
    let snapshot = until(&booth, "all is told", |s| s.live.waiting == 0).await?;
    assert_eq!(snapshot.live.poll, None);
    booth.start_poll(tempo_poll()).await?;
    until(&booth, "another one runs", |s| {
        s.live.poll.as_ref().is_some_and(|poll| poll.state == PollState::Running)
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn an_announcement_is_told_and_taken_back() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    let message = "Jack & Jill in ten minutes".to_owned();
    booth
        .send_announcement(NewAnnouncement {
            message: message.clone(),
            duration_s: Some(600),
            push: false,
        })
        .await?;
    let told = dancer
        .until("the announcement", |heard| match heard {
            ServerMessage::AnnouncementReceived { message, ends_at, .. } => {
                Some((message.clone(), ends_at.is_some()))
            }
            _ => None,
        })
        .await?;
    assert_eq!(told, (message.clone(), true));
    let shown = booth.snapshot().live.announcement.context("the window shows it")?;
    assert_eq!(shown.message, message);
    assert!(
        !booth.snapshot().live.notifies,
        "the cloud inside the desktop reaches no push service"
    );
    booth.cancel_announcement().await?;
    dancer
        .until("its end", |heard| {
            matches!(heard, ServerMessage::AnnouncementCancelled { .. }).then_some(())
        })
        .await?;
    assert_eq!(booth.snapshot().live.announcement, None);
    Ok(())
}

#[tokio::test]
async fn tempo_votes_reach_the_booth_and_dancers_only_where_the_dj_shares_them() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    laptop.play(jiff::Timestamp::now(), "Stay Late")?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    dancer.until_plays("Stay Late").await?;
    let wish = |preference| ClientMessage::SendTempoRequest {
        session_id: None,
        play_id: None,
        order: None,
        preference,
    };
    dancer.ask(wish(TempoWish::Faster)).await?;
    let votes = TempoVotes { slower: 0, perfect: 0, faster: 1 };
    until(&booth, "the vote", |s| s.live.tempo_votes == votes).await?;

    let shared = Settings { share_tempo_votes: true, ..booth.snapshot().settings };
    booth.change_settings(shared).await?;
    dancer.ask(wish(TempoWish::Slower)).await?;
    dancer
        .until("the totals", |message| match message {
            ServerMessage::TempoFeedback { slower: 1, faster: 0, .. } => Some(()),
            _ => None,
        })
        .await?;
    Ok(())
}
