//! The TypeScript side of the window's door, generated.

use pika_domain::{Fingerprint, FolderId, PlayId, Provenance, SourceKind, TempoBand, TrackId};
use pika_library::{
    AnalysisView, BandCounts, FolderView, KeyOrigin, KeyView, LibrarySummary, PlayRow, PulseView,
    ScanProblem, ScanProgress, ScanReport, TempoReading, TempoView, TrackDetail, TrackPage,
    TrackQuery, TrackRow, TrackSort, TrackState,
};
use pika_sources::{SourceState, SourceStatus};
use ts_rs::{Config, TS};

use crate::view::{
    AccountState, AccountStatus, AnalysisState, AnalysisStatus, AnalysisUnderWay,
    AnnouncementStatus, BoothEvent, BoothSnapshot, DigestPlace, ErrorCode, LiveState, LiveStatus,
    NewAnnouncement, NewPoll, Notice, NowPlaying, PollOption, PollState, PollStatus, QrPicture,
    Reach, ScanStatus, Settings, TempoVotes, Theme,
};

/// A TypeScript module with every type that crosses between core and window.
pub fn typescript_module() -> String {
    let config = Config::default();
    let mut module =
        String::from("// Generated from crates/booth by `cargo xtask generate`. Do not edit.\n\n");
    for declaration in [
        TrackId::decl(&config),
        FolderId::decl(&config),
        PlayId::decl(&config),
        TempoBand::decl(&config),
        Provenance::decl(&config),
        SourceKind::decl(&config),
        Fingerprint::decl(&config),
        TrackQuery::decl(&config),
        TrackSort::decl(&config),
        TrackPage::decl(&config),
        BandCounts::decl(&config),
        TrackRow::decl(&config),
        TrackState::decl(&config),
        KeyView::decl(&config),
        TrackDetail::decl(&config),
        AnalysisView::decl(&config),
        PulseView::decl(&config),
        TempoReading::decl(&config),
        TempoView::decl(&config),
        KeyOrigin::decl(&config),
        LibrarySummary::decl(&config),
        FolderView::decl(&config),
        ScanProgress::decl(&config),
        ScanReport::decl(&config),
        ScanProblem::decl(&config),
        PlayRow::decl(&config),
        SourceStatus::decl(&config),
        SourceState::decl(&config),
        BoothSnapshot::decl(&config),
        BoothEvent::decl(&config),
        ScanStatus::decl(&config),
        AnalysisStatus::decl(&config),
        AnalysisState::decl(&config),
        AnalysisUnderWay::decl(&config),
        NowPlaying::decl(&config),
        LiveStatus::decl(&config),
        LiveState::decl(&config),
        TempoVotes::decl(&config),
        NewPoll::decl(&config),
        PollStatus::decl(&config),
        PollState::decl(&config),
        PollOption::decl(&config),
        NewAnnouncement::decl(&config),
        AnnouncementStatus::decl(&config),
        AccountStatus::decl(&config),
        AccountState::decl(&config),
        DigestPlace::decl(&config),
        Reach::decl(&config),
        QrPicture::decl(&config),
        Settings::decl(&config),
        Theme::decl(&config),
        Notice::decl(&config),
        ErrorCode::decl(&config),
    ] {
        module.extend(["export ", &declaration, "\n\n"]);
    }
    module.truncate(module.trim_end().len());
    module.push('\n');
    module
}
