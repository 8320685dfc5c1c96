// Generated from crates/booth by `cargo xtask generate`. Do not edit.

export type TrackId = number;

export type FolderId = number;

export type PlayId = string;

export type TempoBand = "slow" | "medium" | "fast" | "very_fast";

export type Provenance = "tags" | "dj_program" | "analysis" | "hand";

export type SourceKind = "virtualdj" | "mixxx";

export type Fingerprint = { 
/**
 * How much is going on: density of onsets and fullness of the spectrum.
 */
energy: number, 
/**
 * How clearly the pulse can be stepped to.
 */
danceability: number, 
/**
 * Share of high frequencies.
 */
brightness: number, 
/**
 * How tonal and free of broadband noise the sound is.
 */
acousticness: number, 
/**
 * How strongly the parts of a beat differ from each other.
 */
groove: number, };

export type TrackQuery = { 
/**
 * Words that title, artist, album or path contain the beginnings of; empty for all tracks.
 */
search: string, 
/**
 * Danced tempo bands to keep; empty for all.
 */
bands: Array<TempoBand>, sort: TrackSort, descending: boolean, offset: number, limit: number, };

export type TrackSort = "title" | "artist" | "bpm" | "key" | "energy" | "duration";

export type TrackPage = { total: number, offset: number, rows: Array<TrackRow>, 
/**
 * How many tracks match the search in each band, whatever bands are asked for.
 */
bands: BandCounts, };

export type BandCounts = { all: number, slow: number, medium: number, fast: number, veryFast: number, };

export type TrackRow = { id: TrackId, title: string, artist: string, 
/**
 * Danced tempo, from the most trusted origin.
 */
bpm: number | null, band: TempoBand | null, key: KeyView | null, 
/**
 * 0 to 100.
 */
energy: number | null, durationS: number | null, state: TrackState, };

export type TrackState = "new" | "analysed" | "failed" | "missing";

export type KeyView = { 
/**
 * `A minor`.
 */
name: string, 
/**
 * `8A`.
 */
camelot: string, };

export type TrackDetail = { row: TrackRow, path: string, album: string, 
/**
 * Every tempo that is known, most trusted first.
 */
tempos: Array<TempoView>, 
/**
 * Every key that is known, most trusted first.
 */
keys: Array<KeyOrigin>, fingerprint: Fingerprint | null, loudnessLufs: number | null, 
/**
 * Peaks, 0 to 255; empty before analysis.
 */
waveform: Array<number>, 
/**
 * The last result that there is, also where a later attempt failed.
 */
analysis: AnalysisView | null, 
/**
 * Why the analysis failed.
 */
problem: string | null, plays: number, likes: number, lastPlayedAt: string | null, };

export type AnalysisView = { 
/**
 * Of the method that made it.
 */
version: number, durationS: number, 
/**
 * Absent where no steady pulse was found.
 */
pulse: PulseView | null, 
/**
 * The next best reading of the key.
 */
secondKey: KeyView | null, 
/**
 * How much is going on along the track, 0 to 100; empty in results of older versions.
 */
contour: Array<number>, 
/**
 * Seconds behind each value of `contour`.
 */
contourStepS: number, 
/**
 * Highest value between samples too, in dB of full scale.
 */
truePeakDbtp: number | null, 
/**
 * Frames that could not be decoded and were passed over.
 */
skippedFrames: number, };

export type PulseView = { 
/**
 * 1: one constant tempo; towards 0: the tempo wanders.
 */
stability: number, 
/**
 * What musicians could mean by this pulse, strongest first.
 */
candidates: Array<TempoReading>, beatsS: Array<number>, 
/**
 * The first beats of the bars; empty where they are not known.
 */
downbeatsS: Array<number>, 
/**
 * 4, or 3 in a waltz.
 */
beatsPerBar: number | null, 
/**
 * Long to short of the eighths: 1 straight, 2 triplets.
 */
swing: number | null, 
/**
 * Seconds until the groove is there.
 */
introS: number | null, 
/**
 * Seconds at the end after the groove has left.
 */
outroS: number | null, };

export type TempoReading = { bpm: number, 
/**
 * Share of belief, 0 to 1.
 */
strength: number, };

export type TempoView = { provenance: Provenance, danced: number, 
/**
 * As notated, where it differs from how it is danced.
 */
notated: number | null, 
/**
 * 0 to 1, where the origin says so.
 */
confidence: number | null, };

export type KeyOrigin = { provenance: Provenance, key: KeyView, 
/**
 * `1m`.
 */
openKey: string, confidence: number | null, };

export type LibrarySummary = { tracks: number, analysed: number, 
/**
 * New tracks and tracks whose analysis is of an older version.
 */
toAnalyse: number, 
/**
 * Of these, the ones that an older version has analysed.
 */
outdated: number, failed: number, missing: number, 
/**
 * The version that analyses now; results of a lower one are worth another go.
 */
analysisVersion: number, folders: Array<FolderView>, };

export type FolderView = { id: FolderId, path: string, tracks: number, 
/**
 * Whether the folder can be read just now.
 */
available: boolean, };

export type ScanProgress = { 
/**
 * Audio files found so far.
 */
found: number, 
/**
 * Of these, read or known to be unchanged.
 */
done: number, 
/**
 * Whether all folders have been listed, so that `found` is final.
 */
listed: boolean, current: string | null, };

export type ScanReport = { added: number, changed: number, moved: number, vanished: number, unchanged: number, cancelled: boolean, problems: Array<ScanProblem>, };

export type ScanProblem = { path: string, 
/**
 * A sentence.
 */
reason: string, };

export type PlayRow = { id: PlayId, sessionId: string | null, 
/**
 * Absent where the track is not in the library.
 */
trackId: TrackId | null, title: string, artist: string, bpm: number | null, band: TempoBand | null, key: KeyView | null, energy: number | null, startedAt: string, durationS: number | null, likes: number, };

export type SourceStatus = { source: SourceKind, state: SourceState, 
/**
 * One sentence for the DJ, for example `Watching /home/mara/VirtualDJ/History.`
 */
detail: string, 
/**
 * When the program last wrote something.
 */
lastWriteAt: string | null, };

export type SourceState = "not_found" | "watching" | "failing";

export type BoothSnapshot = { library: LibrarySummary, scan: ScanStatus, analysis: AnalysisStatus, sources: Array<SourceStatus>, nowPlaying: NowPlaying | null, live: LiveStatus, account: AccountStatus, 
/**
 * The plays of the running session, or, without one, of the last hours; newest first.
 */
plays: Array<PlayRow>, settings: Settings, };

export type BoothEvent = { "part": "library", "value": LibrarySummary } | { "part": "scan", "value": ScanStatus } | { "part": "analysis", "value": AnalysisStatus } | { "part": "sources", "value": Array<SourceStatus> } | { "part": "now_playing", "value": NowPlaying | null } | { "part": "live", "value": LiveStatus } | { "part": "account", "value": AccountStatus } | { "part": "plays", "value": Array<PlayRow> } | { "part": "settings", "value": Settings } | { "part": "notice", "value": Notice };

export type ScanStatus = { 
/**
 * Present while a scan runs.
 */
progress: ScanProgress | null, 
/**
 * What the last scan did.
 */
report: ScanReport | null, };

export type AnalysisStatus = { state: AnalysisState, 
/**
 * Tracks of this batch that are finished, failed ones included.
 */
done: number, total: number, failed: number, 
/**
 * What is being analysed just now.
 */
current: Array<AnalysisUnderWay>, 
/**
 * Estimated from the pace so far.
 */
secondsLeft: number | null, 
/**
 * Why the analysis process does not run, in a sentence.
 */
problem: string | null, };

export type AnalysisState = "idle" | "running" | "paused";

export type AnalysisUnderWay = { trackId: TrackId, title: string, 
/**
 * How much of it has been heard, 0 to 1; 0 also where the file does not say how long it is.
 */
share: number, };

export type NowPlaying = { playId: PlayId, trackId: TrackId | null, 
/**
 * Position in the night, from 1.
 */
number: number, title: string, artist: string, bpm: number | null, band: TempoBand | null, key: KeyView | null, energy: number | null, startedAt: string, durationS: number | null, likes: number, waveform: Array<number>, };

export type LiveStatus = { state: LiveState, sessionId: string | null, djName: string, startedAt: string | null, 
/**
 * The dancers' address.
 */
joinUrl: string | null, 
/**
 * The same as a picture.
 */
qr: QrPicture | null, reach: Reach, 
/**
 * Name of the cloud that the session goes to; absent for the one inside this program.
 */
cloud: string | null, dancers: number, 
/**
 * Likes of the whole session.
 */
likes: number, tempoVotes: TempoVotes, poll: PollStatus | null, announcement: AnnouncementStatus | null, 
/**
 * Whether the cloud can notify phones of announcements.
 */
notifies: boolean, 
/**
 * Facts that the cloud has not acknowledged yet.
 */
waiting: number, 
/**
 * When the oldest of these happened.
 */
oldestWaitingAt: string | null, roundTripMs: number | null, 
/**
 * Why the link is down, in a sentence.
 */
problem: string | null, };

export type LiveState = "off" | "starting" | "live" | "reconnecting" | "refused" | "ending";

export type TempoVotes = { slower: number, perfect: number, faster: number, };

export type NewPoll = { 
/**
 * 1 to 500 characters.
 */
question: string, 
/**
 * 2 to 10, of 1 to 100 characters.
 */
options: Array<string>, 
/**
 * 30 to 300; without, it runs until the DJ ends it.
 */
durationS: number | null, };

export type PollStatus = { 
/**
 * Number of the poll's fact in the session.
 */
seq: number, state: PollState, question: string, options: Array<PollOption>, 
/**
 * When it ends by itself, by this computer's clock.
 */
endsAt: string | null, 
/**
 * Index of the option that won; present once the poll is over.
 */
winner: number | null, };

export type PollState = "waiting" | "running" | "ending" | "over";

export type PollOption = { text: string, votes: number, };

export type NewAnnouncement = { 
/**
 * 1 to 200 characters.
 */
message: string, 
/**
 * 60 to 3,600; without, it is shown until the DJ takes it back.
 */
durationS: number | null, 
/**
 * Whether phones that asked for it are notified as well.
 */
push: boolean, };

export type AnnouncementStatus = { message: string, endsAt: string | null, };

export type AccountStatus = { 
/**
 * Name of the cloud; absent where none is configured.
 */
cloud: string | null, state: AccountState, 
/**
 * As the account says; kept while the cloud cannot be asked.
 */
djName: string | null, 
/**
 * Where the login is kept.
 */
place: DigestPlace, 
/**
 * What is wrong, in a sentence.
 */
problem: string | null, 
/**
 * When the cloud last answered.
 */
checkedAt: string | null, };

export type AccountState = "logged_out" | "unchecked" | "valid" | "unreachable" | "invalid" | "expired" | "revoked";

export type DigestPlace = "keychain" | "this_run";

export type Reach = "this_computer" | "local_network";

export type QrPicture = { size: number, path: string, };

export type Settings = { 
/**
 * As dancers see it; empty until the DJ has said it.
 */
djName: string, 
/**
 * Where the dancers' page may be opened from.
 */
reach: Reach, 
/**
 * A cloud that the DJ has an account at, `https://…`; empty for none.
 */
cloudAddress: string, 
/**
 * Threads that the analysis may use, 1 to 16.
 */
analysisThreads: number, 
/**
 * Whether dancers see how many of them want it slower or faster.
 */
shareTempoVotes: boolean, 
/**
 * How long a track must stay the newest before it counts, in milliseconds, 0 to 10,000.
 */
settleMs: number, theme: Theme, };

export type Theme = "midnight" | "high_contrast" | "red" | "daylight";

export type Notice = { code: ErrorCode, message: string, };

export type ErrorCode = "library_locked" | "library_newer" | "folder_unreadable" | "name_needed" | "port_taken" | "analysis_unavailable" | "login_needed" | "other";
