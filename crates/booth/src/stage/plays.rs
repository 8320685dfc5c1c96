//! From a DJ program's entry to a play in `pika.db` and on the window.

use jiff::{SignedDuration, Timestamp};
use pika_domain::{Candidate, Fact, PlayFact, PlayId, SessionId, TrackId, TrackNames};
use pika_library::{Library, LibraryError, NewPlay, PlayRow, TrackDetail};
use uuid::Uuid;

use super::Stage;
use crate::analysis::QueueCommand;
use crate::error::BoothError;
use crate::view::NowPlaying;

/// Makes the play of a candidate, for a session if one is on air.
pub(super) type Resolve =
    fn(&Library, &Candidate, Option<SessionId>) -> Result<NewPlay, LibraryError>;

/// Without a session, plays of this long are shown.
const RECENT: SignedDuration = SignedDuration::from_hours(6);

/// How far in the future a start may be and still be taken for one; the sources let no more through.
const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(2);

impl Stage {
    /// Records what started, oldest first; what cannot be recorded now stays for the next try.
    pub(super) async fn record_waiting_plays(&mut self) {
        while let Some(candidate) = self.unrecorded.front().cloned() {
            let session_id = self.on_air.clone();
            let (title, resolve) = (candidate.names.title.clone(), self.resolve);
            let recorded = self
                .with_library(move |library| {
                    let play = resolve(library, &candidate, session_id)?;
                    if let Some(known) = recorded_before(library, &play, &candidate)? {
                        return Ok((known, play.track_id));
                    }
                    library.record_play(&play)?;
                    Ok((play.fact.play_id, play.track_id))
                })
                .await;
            match recorded {
                Ok((play_id, track_id)) => {
                    self.unrecorded.pop_front();
                    self.facts_added().await;
                    self.analyse_on_play(track_id).await;
                    self.show_now_playing(play_id).await;
                }
                // It would break off again, and hold up all that comes after it.
                Err(BoothError::Stumbled) => {
                    self.unrecorded.pop_front();
                    self.complain(&BoothError::PlayLost(title));
                }
                Err(error) => {
                    self.complain(&error);
                    return;
                }
            }
        }
    }

    /// Writes down the totals of likes that came; what cannot be written now stays for the next try.
    pub(super) async fn count_waiting_likes(&mut self) {
        let waiting = self.uncounted.clone();
        let counted = self
            .with_library(move |library| {
                let mut changed = false;
                for (play, likes) in waiting {
                    changed |= match library.set_play_likes(play, likes) {
                        // The cloud may know plays that this library does not have.
                        Err(LibraryError::UnknownPlay(_)) => false,
                        other => other?,
                    };
                }
                Ok(changed)
            })
            .await;
        match counted {
            Ok(changed) => {
                self.uncounted.clear();
                if changed {
                    self.refresh_plays().await;
                }
            }
            Err(error) => self.complain(&error),
        }
    }

    /// A track that plays and was never analysed goes before all others.
    async fn analyse_on_play(&self, track: Option<TrackId>) {
        let Some(track) = track else { return };
        let detail = self.with_library(move |library| library.track_detail(track)).await;
        let is_new = matches!(detail, Ok(Some(detail)) if detail.waveform.is_empty() && detail.problem.is_none());
        if is_new {
            // A queue that is full has enough to do; waiting for it could be waiting for ourselves.
            let _ = self.queue.try_send(QueueCommand::First(track));
        }
    }

    /// Shows the newest play, if it is this one.
    async fn show_now_playing(&mut self, play_id: PlayId) {
        self.refresh_plays().await;
        let snapshot = self.board.snapshot();
        let Some(row) = snapshot.plays.iter().find(|row| row.id == play_id) else { return };
        let track = self.detail_of(row.track_id).await;
        let now_playing = now_playing(row, snapshot.plays.len() as u32, track.as_ref());
        self.board.set_now_playing(Some(now_playing));
    }

    /// More is known of a track, from its analysis or by the DJ's hand. The play that the room hears
    /// takes that up, and so do earlier ones that were without a tempo: the cloud is owed the news.
    pub(super) async fn track_changed(&mut self, track: TrackId) {
        let snapshot = self.board.snapshot();
        let playing = snapshot.now_playing.filter(|playing| playing.track_id == Some(track));
        let now = playing.as_ref().map(|playing| playing.play_id);
        let waits = |row: &&PlayRow| {
            row.track_id == Some(track) && (row.bpm.is_none() || Some(row.id) == now)
        };
        let waiting: Vec<_> = snapshot.plays.iter().filter(waits).cloned().collect();
        if waiting.is_empty() {
            return;
        }
        let Some(detail) = self.detail_of(Some(track)).await else { return };
        for row in waiting {
            let names = TrackNames::new(row.artist, row.title);
            let fact = known_of(&detail, row.id, row.started_at, names);
            let corrected =
                self.with_library(move |library| library.correct_play(&fact, Timestamp::now()));
            match corrected.await {
                Ok(true) => self.facts_added().await,
                Ok(false) => {}
                Err(error) => self.complain(&error),
            }
        }
        self.refresh_plays().await;
        let Some(playing) = playing else { return };
        let playing = self
            .board
            .snapshot()
            .now_playing
            .filter(|now| now.play_id == playing.play_id)
            .unwrap_or(playing);
        self.board.set_now_playing(Some(NowPlaying {
            bpm: detail.row.bpm,
            band: detail.row.band,
            key: detail.row.key,
            energy: detail.row.energy,
            duration_s: detail.row.duration_s.or(playing.duration_s),
            waveform: detail.waveform,
            ..playing
        }));
    }

    pub(super) async fn clear_now_playing(&mut self) -> Result<(), BoothError> {
        if let Some(session) = self.on_air.clone() {
            self.with_library(move |library| {
                let stop = Fact::Stop { at: Timestamp::now() };
                library.record_fact(&session, &stop)
            })
            .await?;
            self.facts_added().await;
        }
        self.board.set_now_playing(None);
        Ok(())
    }

    /// Reads the night's plays again and shows them with their likes.
    pub(super) async fn refresh_plays(&mut self) {
        let session = self.on_air.clone();
        let plays = self
            .with_library(move |library| match session {
                Some(session) => library.plays_of(&session),
                None => library.plays_since(Timestamp::now() - RECENT),
            })
            .await;
        match plays {
            Ok(plays) => {
                let likes = plays.iter().fold(0_u32, |sum, play| sum.saturating_add(play.likes));
                if let Some(playing) = self.board.snapshot().now_playing
                    && let Some(row) = plays.iter().find(|row| row.id == playing.play_id)
                {
                    let number = number_of(&plays, playing.play_id).unwrap_or(playing.number);
                    self.board.set_now_playing(Some(NowPlaying {
                        likes: row.likes,
                        number,
                        ..playing
                    }));
                }
                if self.on_air.is_some() {
                    self.board.update_live(|live| live.likes = likes);
                }
                self.board.set_plays(plays);
            }
            Err(error) => self.complain(&error),
        }
    }

    async fn detail_of(&self, track: Option<TrackId>) -> Option<TrackDetail> {
        let track = track?;
        self.with_library(move |library| library.track_detail(track)).await.ok().flatten()
    }
}

/// Position in the night, from 1; `plays` has the newest first.
fn number_of(plays: &[PlayRow], play: PlayId) -> Option<u32> {
    plays.iter().rev().position(|row| row.id == play).map(|index| index as u32 + 1)
}

fn now_playing(row: &PlayRow, number: u32, track: Option<&TrackDetail>) -> NowPlaying {
    NowPlaying {
        play_id: row.id,
        track_id: row.track_id,
        number,
        title: row.title.clone(),
        artist: row.artist.clone(),
        bpm: row.bpm,
        band: row.band,
        key: row.key.clone(),
        energy: row.energy,
        started_at: row.started_at,
        duration_s: row.duration_s,
        likes: row.likes,
        waveform: track.map(|track| track.waveform.clone()).unwrap_or_default(),
    }
}

/// The play of an earlier run of Pika that is this very entry: after a restart, the sources report the
/// track that still plays once more.
fn recorded_before(
    library: &Library,
    play: &NewPlay,
    candidate: &Candidate,
) -> Result<Option<PlayId>, LibraryError> {
    let Some(started_at) = candidate.started_at else { return Ok(None) };
    let key = play.fact.names.key();
    let same = |row: &&PlayRow| {
        let ahead = started_at.duration_since(row.started_at);
        // By a clock that was set back it began in the future, and was recorded as beginning in that
        // moment; the programs themselves tell times to the second.
        let put_right = row.started_at.subsec_nanosecond() != 0
            && (SignedDuration::ZERO..=CLOCK_AHEAD).contains(&ahead);
        TrackNames::new(row.artist.as_str(), row.title.as_str()).key() == key
            && (row.started_at.as_second() == started_at.as_second() || put_right)
    };
    let since = started_at.checked_sub(CLOCK_AHEAD + SignedDuration::from_secs(1));
    let since = since.unwrap_or(Timestamp::MIN);
    Ok(library.plays_since(since)?.iter().find(same).map(|row| row.id))
}

/// The play for a candidate: with the library's figures if the track is in it, else with what the
/// program says.
pub(super) fn resolve(
    library: &Library,
    candidate: &Candidate,
    session_id: Option<SessionId>,
) -> Result<NewPlay, LibraryError> {
    let track_id =
        library.find_track(candidate.path.as_deref(), &candidate.names, candidate.duration_s)?;
    let track = match track_id {
        Some(id) => library.track_detail(id)?,
        None => None,
    };
    let now = Timestamp::now();
    let names = match &track {
        Some(track) => TrackNames::new(track.row.artist.clone(), track.row.title.clone()),
        None => candidate.names.clone(),
    };
    let play_id = PlayId(Uuid::now_v7());
    let played_at = candidate.started_at.map_or(now, |started| started.min(now));
    let mut fact = match &track {
        Some(track) => known_of(track, play_id, played_at, names),
        None => PlayFact {
            play_id,
            played_at,
            names,
            danced: None,
            key: None,
            fingerprint: None,
            duration_s: None,
        },
    };
    fact.duration_s = fact.duration_s.or(candidate.duration_s);
    Ok(NewPlay { fact, track_id, source: candidate.source, session_id })
}

/// A play with what the library knows of its track.
fn known_of(
    track: &TrackDetail,
    play_id: PlayId,
    played_at: Timestamp,
    names: TrackNames,
) -> PlayFact {
    let row = &track.row;
    PlayFact {
        play_id,
        played_at,
        names,
        danced: row.bpm,
        key: row.key.as_ref().and_then(|key| key.name.parse().ok()),
        fingerprint: track.fingerprint,
        duration_s: row.duration_s,
    }
}
