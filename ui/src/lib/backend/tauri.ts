// The door to the Rust core: commands by invoke, one event, and the logbook's reads by SQL on a
// connection that can only read. The only file that imports `@tauri-apps/*`.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import Database from '@tauri-apps/plugin-sql';
import type { Backend, LogbookPlay, LogbookSession } from './backend';
import type { BoothEvent } from './types';

/** Twice a week for five years; older nights are for an export, not for this list. */
const MOST_SESSIONS = 500;

// The core opens the database before the window; `load` would open one, and is not allowed.
const logbook = () => Database.get('sqlite:pika.db');

export const tauriBackend: Backend = {
  getSnapshot: () => invoke('get_snapshot'),
  listen: (handle) => listen<BoothEvent>('booth', (event) => handle(event.payload)),

  listTracks: (query) => invoke('list_tracks', { query }),
  getTrack: (id) => invoke('get_track', { id }),
  setDancedBpm: (id, bpm) => invoke('set_danced_bpm', { id, bpm }),
  setKey: (id, key) => invoke('set_key', { id, key }),

  chooseMusicFolder: () => invoke('choose_music_folder'),
  removeMusicFolder: (id) => invoke('remove_music_folder', { id }),
  startScan: () => invoke('start_scan'),
  cancelScan: () => invoke('cancel_scan'),

  startAnalysis: () => invoke('start_analysis'),
  analyseTrack: (id) => invoke('analyse_track', { id }),
  cancelTrackAnalysis: (id) => invoke('cancel_track_analysis', { id }),
  pauseAnalysis: () => invoke('pause_analysis'),
  resumeAnalysis: () => invoke('resume_analysis'),
  stopAnalysis: () => invoke('stop_analysis'),

  goLive: (djName) => invoke('go_live', { djName }),
  endSession: () => invoke('end_session'),
  clearNowPlaying: () => invoke('clear_now_playing'),
  changeSettings: (settings) => invoke('change_settings', { settings }),

  pasteToken: (token) => invoke('paste_token', { token }),
  logIn: (email, password) => invoke('log_in', { email, password }),
  regenerateToken: (all) => invoke('regenerate_token', { all }),
  checkLogin: () => invoke('check_login'),
  logOut: () => invoke('log_out'),

  startPoll: (poll) => invoke('start_poll', { poll }),
  endPoll: () => invoke('end_poll'),
  cancelPoll: () => invoke('cancel_poll'),
  dismissPoll: () => invoke('dismiss_poll'),
  sendAnnouncement: (announcement) => invoke('send_announcement', { announcement }),
  cancelAnnouncement: () => invoke('cancel_announcement'),

  listSessions: () =>
    logbook().select<LogbookSession[]>(
      `SELECT id, dj_name AS djName, started_at AS startedAt, ended_at AS endedAt, plays, likes
       FROM logbook_sessions ORDER BY started_at DESC LIMIT $1`,
      [MOST_SESSIONS],
    ),
  listSessionPlays: (sessionId) =>
    logbook().select<LogbookPlay[]>(
      `SELECT play_id AS playId, title, artist, bpm, key, started_at AS startedAt, likes
       FROM logbook_plays WHERE session_id = $1 ORDER BY started_at`,
      [sessionId],
    ),
};
