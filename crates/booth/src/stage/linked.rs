//! What the links of the sessions say: how they are, what was acknowledged, what dancers do.

use pika_domain::SessionId;
use pika_live::{LinkState, LinkStatus, LiveEvent};

use super::Stage;
use crate::account::AccountCommand;
use crate::view::{LiveState, LiveStatus};

impl Stage {
    /// The outbox of the session on air has grown.
    pub(super) async fn facts_added(&mut self) {
        if let Some(link) = self.on_air.as_ref().and_then(|session| self.links.get(session)) {
            link.link.facts_added();
        }
        self.refresh_backlog().await;
    }

    pub(super) async fn refresh_backlog(&self) {
        let Some(session) = self.board.snapshot().live.session_id else { return };
        if let Ok(backlog) = self.with_library(move |library| library.backlog(&session)).await {
            self.board.update_live(|live| {
                live.waiting = backlog.waiting;
                live.oldest_waiting_at = backlog.oldest_at;
            });
        }
    }

    pub(super) async fn live_event(&mut self, session: SessionId, event: LiveEvent) {
        let shown = self.board.snapshot().live.session_id.as_ref() == Some(&session);
        match event {
            LiveEvent::Status(status) => {
                let remote = self.links.get(&session).is_some_and(|link| link.remote.is_some());
                match status.state {
                    LinkState::Finished => {
                        self.links.remove(&session);
                    }
                    // The account finds out why. If it is busy, it is finding out something already.
                    LinkState::Refused if remote => {
                        let _ = self.account.try_send(AccountCommand::Check { reply: None });
                    }
                    _ => {}
                }
                if shown {
                    self.show_link(&status, remote);
                }
            }
            LiveEvent::Acknowledged => self.refresh_backlog().await,
            LiveEvent::Dancers(count) if shown => {
                self.board.update_live(|live| live.dancers = count);
            }
            LiveEvent::Floor(news) if shown => self.floor_news(news),
            LiveEvent::FactRefused { seq, reason } if shown => self.fact_refused(seq, reason),
            LiveEvent::Dancers(_) | LiveEvent::Floor(_) | LiveEvent::FactRefused { .. } => {}
            LiveEvent::Likes { play_id, likes } => {
                self.uncounted.insert(play_id, likes);
                self.count_waiting_likes().await;
            }
        }
    }

    fn show_link(&self, status: &LinkStatus, remote: bool) {
        let on_air = self.on_air.is_some();
        self.board.update_live(|live| {
            if status.state == LinkState::Finished {
                *live = LiveStatus {
                    dj_name: live.dj_name.clone(),
                    reach: live.reach,
                    ..LiveStatus::default()
                };
                return;
            }
            live.state = match status.state {
                _ if !on_air => LiveState::Ending,
                LinkState::Online => LiveState::Live,
                LinkState::Refused => LiveState::Refused,
                _ if live.state == LiveState::Starting => LiveState::Starting,
                _ => LiveState::Reconnecting,
            };
            live.round_trip_ms = status.round_trip.map(|time| time.as_millis() as u32);
            live.notifies = status.notifies;
            live.problem.clone_from(&status.problem);
            if let Some(name) = &status.dj_name {
                live.dj_name.clone_from(name);
            }
            if remote && status.join_url.is_some() {
                live.set_join_url(status.join_url.clone());
            }
        });
    }
}
