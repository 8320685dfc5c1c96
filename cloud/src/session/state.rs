//! What is known of a session: its facts, its plays and their likes. Pure: no clock, no socket.
//!
//! Facts come in any order and more than once. The history is in the order of their numbers; what
//! is shown is the one with the highest number.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pika_domain::{PlayId, SessionId, TrackNames};
use pika_protocol::{MAX_RECENT_PLAYS, PlayView, ServerMessage, SessionView, WireTime, WireTrack};

use super::{polls::Polls, tempo::Tempo};
use crate::{
    secret::Dancer,
    store::{Announcement, End, EndedBy, FactKind, Play, SavedFact, SavedSession, SessionRecord},
};

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) record: SessionRecord,
    /// How many commits are in it.
    pub(super) version: u64,
    /// Every number up to this one is committed.
    contiguous: u64,
    /// Committed numbers after a gap.
    beyond: BTreeSet<u64>,
    plays: BTreeMap<u64, Played>,
    numbers: HashMap<PlayId, u64>,
    highest: u64,
    /// The highest number of a fact that says what plays.
    music: u64,
    playing: Option<u64>,
    /// The number of the fact that ended the session.
    end: Option<u64>,
    pub(super) polls: Polls,
    pub(super) announcement: Option<Announcement>,
    /// The votes on what plays.
    pub(super) tempo: Tempo,
}

#[derive(Debug)]
pub(super) struct Played {
    pub(super) play: Play,
    pub(super) likes: HashSet<Dancer>,
}

impl State {
    pub(crate) fn new(record: SessionRecord) -> Self {
        Self {
            record,
            version: 0,
            contiguous: 0,
            beyond: BTreeSet::new(),
            plays: BTreeMap::new(),
            numbers: HashMap::new(),
            highest: 0,
            music: 0,
            playing: None,
            end: None,
            polls: Polls::default(),
            announcement: None,
            tempo: Tempo::default(),
        }
    }

    pub(crate) fn restored(saved: SavedSession) -> Self {
        let mut state = Self { version: saved.version, ..Self::new(saved.record) };
        for (seq, fact) in saved.facts {
            match fact {
                SavedFact::Play(play) => state.add_play(seq, *play),
                SavedFact::End => {
                    state.add_music(seq, None);
                    state.end = Some(seq);
                }
                SavedFact::Stop => state.add_music(seq, None),
                SavedFact::Other => state.add(seq),
            }
        }
        for (play, dancer) in saved.likes {
            state.like(play, dancer);
        }
        for (play, dancer, vote, at) in saved.tempo {
            if state.is_shown(play) {
                state.tempo.vote(dancer, vote, at);
            }
        }
        state.polls = Polls::restored(saved.polls);
        state.announcement = saved.announcement;
        state
    }

    /// Takes in a fact that is committed, as far as it is about the music. A play that is not `new`
    /// had been reported before.
    pub(super) fn commit(&mut self, seq: u64, fact: &FactKind, new: bool) {
        match fact {
            FactKind::Play(play) if new => self.add_play(seq, (**play).clone()),
            FactKind::End { at } => {
                self.add_music(seq, None);
                self.end = Some(seq);
                self.record.ended = Some(End { by: EndedBy::Dj, at: *at });
            }
            FactKind::Play(_) | FactKind::Stop { .. } => self.add_music(seq, None),
            _ => self.add(seq),
        }
    }

    fn add_play(&mut self, seq: u64, play: Play) {
        self.numbers.insert(play.id, seq);
        self.plays.insert(seq, Played { play, likes: HashSet::new() });
        self.add_music(seq, Some(seq));
    }

    fn add_music(&mut self, seq: u64, playing: Option<u64>) {
        self.add(seq);
        if seq > self.music {
            self.music = seq;
            self.playing = playing;
            self.tempo = Tempo::default();
        }
    }

    fn add(&mut self, seq: u64) {
        self.highest = self.highest.max(seq);
        self.beyond.insert(seq);
        while self.beyond.remove(&(self.contiguous + 1)) {
            self.contiguous += 1;
        }
        // A number below the contiguous ones is a repeat.
        self.beyond = self.beyond.split_off(&(self.contiguous + 1));
    }

    pub(super) fn id(&self) -> &SessionId {
        &self.record.id
    }

    /// Every number up to this one is committed.
    pub(super) fn last_seq(&self) -> u64 {
        self.contiguous
    }

    pub(super) fn highest(&self) -> u64 {
        self.highest
    }

    pub(super) fn end(&self) -> Option<u64> {
        self.end
    }

    /// How many numbers wait behind a gap.
    pub(super) fn beyond_gap(&self) -> usize {
        self.beyond.len()
    }

    pub(super) fn has(&self, seq: u64) -> bool {
        seq <= self.contiguous || self.beyond.contains(&seq)
    }

    pub(super) fn play_at(&self, seq: u64) -> Option<&Play> {
        self.plays.get(&seq).map(|played| &played.play)
    }

    pub(super) fn played(&self, play: PlayId) -> Option<&Played> {
        self.plays.get(self.numbers.get(&play)?)
    }

    /// The newest play of a track by its names.
    pub(super) fn newest_of(&self, key: &str) -> Option<&Played> {
        self.plays.values().rev().find(|played| played.play.track.names().key() == key)
    }

    /// The newest play of a track that this dancer likes.
    pub(super) fn newest_liked(&self, key: &str, dancer: Dancer) -> Option<&Played> {
        let mut newest_first = self.plays.values().rev();
        newest_first
            .find(|played| played.likes.contains(&dancer) && played.play.track.names().key() == key)
    }

    pub(super) fn playing(&self) -> Option<&Played> {
        self.plays.get(&self.playing?)
    }

    /// Whether this play is the one that plays.
    pub(super) fn is_shown(&self, play: PlayId) -> bool {
        self.playing().is_some_and(|played| played.play.id == play)
    }

    pub(super) fn is_playing(&self, names: &TrackNames) -> bool {
        self.playing().is_some_and(|played| played.play.track.names().key() == names.key())
    }

    pub(super) fn like(&mut self, play: PlayId, dancer: Dancer) {
        if let Some(played) = self.played_mut(play) {
            played.likes.insert(dancer);
        }
    }

    pub(super) fn unlike(&mut self, play: PlayId, dancer: Dancer) {
        if let Some(played) = self.played_mut(play) {
            played.likes.remove(&dancer);
        }
    }

    /// More became known of a track; whether that play is known.
    pub(super) fn correct(&mut self, play: PlayId, track: &WireTrack) -> bool {
        let played = self.played_mut(play);
        let known = played.is_some();
        if let Some(played) = played {
            played.play.track = track.clone();
        }
        known
    }

    fn played_mut(&mut self, play: PlayId) -> Option<&mut Played> {
        self.plays.get_mut(self.numbers.get(&play)?)
    }

    /// All plays, oldest first.
    pub(super) fn plays(&self) -> impl Iterator<Item = &Played> {
        self.plays.values()
    }

    pub(crate) fn view(&self) -> SessionView {
        SessionView {
            session_id: self.id().clone(),
            dj_name: self.record.dj_name.clone(),
            current_track: self.playing().map(|played| played.play.track.clone()),
            started_at: Some(WireTime(self.record.started_at)),
        }
    }

    /// What plays; `TRACK_STOPPED` where nothing does.
    pub(super) fn now_playing(&self) -> ServerMessage {
        let Some(Played { play, likes }) = self.playing() else {
            return ServerMessage::TrackStopped { session_id: self.id().clone() };
        };
        ServerMessage::NowPlaying {
            session_id: self.id().clone(),
            dj_name: self.record.dj_name.clone(),
            track: play.track.clone(),
            play_id: play.id,
            started_at: WireTime(play.played_at),
            duration_ms: play.duration_ms,
            likes: likes.len() as u32,
        }
    }

    /// Whether this dancer likes any of the newest plays.
    pub(super) fn likes_recent(&self, dancer: Dancer) -> bool {
        self.past().any(|played| played.likes.contains(&dancer))
    }

    fn past(&self) -> impl Iterator<Item = &Played> {
        let past = self.plays.iter().rev().filter(|(seq, _)| Some(**seq) != self.playing);
        past.map(|(_, played)| played).take(MAX_RECENT_PLAYS)
    }

    /// The newest plays without the one that is playing, as this dancer sees them.
    pub(super) fn recent_plays(&self, dancer: Option<Dancer>) -> ServerMessage {
        ServerMessage::RecentPlays {
            session_id: self.id().clone(),
            plays: self
                .past()
                .map(|played| PlayView {
                    play_id: played.play.id,
                    track: played.play.track.clone(),
                    started_at: WireTime(played.play.played_at),
                    likes: played.likes.len() as u32,
                    liked: dancer.is_some_and(|dancer| played.likes.contains(&dancer)),
                })
                .collect(),
        }
    }
}
