//! Files and folders that are not as they should be: each a sentence, everything else goes on.

use std::path::Path;

use lofty::tag::ItemKey;
use pika_library::LibraryError;

use crate::support::{Home, tagged_wav, wav};

#[test]
fn a_file_that_is_no_audio_is_listed_with_a_problem() {
    let home = Home::with_music();
    std::fs::write(home.music("Mara - Notes.mp3"), "Buy milk. ".repeat(500)).expect("written");
    std::fs::write(home.music("empty.flac"), "").expect("written");
    wav(&home.music("fine.wav"), 1);
    let report = home.scan();
    assert_eq!(report.added, 3);
    assert_eq!(report.problems.len(), 2, "{:?}", report.problems);
    for problem in &report.problems {
        assert!(problem.reason.starts_with("The tags cannot be read: "), "{problem:?}");
        assert!(problem.reason.ends_with("It goes by its file name."), "{problem:?}");
    }
    assert_eq!(home.track("Notes").artist, "Mara");
    let again = home.scan();
    assert_eq!((again.unchanged, again.problems.len()), (3, 0), "it is not read again");
}

#[test]
fn a_file_cut_short_anywhere_is_no_lost_file() {
    let home = Home::with_music();
    let whole = home.outside("whole.wav");
    tagged_wav(&whole, 1, &[(ItemKey::TrackTitle, "Whole"), (ItemKey::IntegerBpm, "98")]);
    let bytes = std::fs::read(&whole).expect("read");
    for length in (0..bytes.len()).step_by(97) {
        std::fs::write(home.music(&format!("cut {length}.wav")), &bytes[..length])
            .expect("written");
    }
    let report = home.scan();
    assert_eq!(report.added as usize, bytes.len().div_ceil(97));
}

#[test]
fn unreadable_tags_do_not_wipe_out_what_was_read_before() {
    let home = Home::with_music();
    let path = home.music("one.wav");
    tagged_wav(&path, 1, &[(ItemKey::TrackTitle, "Stay Late")]);
    home.scan();
    std::fs::write(&path, "half copied").expect("written");
    let report = home.scan();
    assert_eq!((report.changed, report.problems.len()), (1, 1));
    home.track("Stay Late");
}

#[test]
fn what_is_no_folder_cannot_be_added() {
    let home = Home::new();
    wav(&home.music("one.wav"), 1);
    for place in [home.music("one.wav"), home.outside("nowhere")] {
        let error = home.library.add_folder(&place).expect_err("refused");
        assert!(matches!(error, LibraryError::FolderUnreadable { .. }), "{error}");
    }
    assert!(home.library.folders().expect("listed").is_empty());
}

#[cfg(unix)]
#[test]
fn links_lead_neither_in_circles_nor_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let home = Home::with_music();
    wav(&home.music("slow/one.wav"), 1);
    wav(&home.outside("other/two.wav"), 2);
    symlink(home.music(""), home.music("slow/round")).expect("linked");
    symlink(home.music("slow/one.wav"), home.music("again.wav")).expect("linked");
    symlink(home.outside("other"), home.music("other")).expect("linked");
    symlink("nowhere.wav", home.music("dangling.wav")).expect("linked");
    let report = home.scan();
    assert_eq!(report.added, 1);
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
    assert!(report.problems[0].reason.starts_with("This is a link to "));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_are_a_problem_and_no_crash() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let home = Home::with_music();
    let odd = OsStr::from_bytes(b"caf\xe9.wav");
    wav(&home.music("").join(odd), 1);
    wav(&home.music("fine.wav"), 2);
    let report = home.scan();
    assert_eq!((report.added, report.problems.len()), (1, 1));
    assert!(report.problems[0].reason.contains("Unicode"), "{:?}", report.problems);
    let names = pika_domain::TrackNames::new("", "none");
    let found = home.library.find_track(Some(Path::new(odd)), &names, None).expect("no crash");
    assert_eq!(found, None);
}

/// Rights do not bind root, so that the part that needs them runs as somebody else.
#[cfg(unix)]
#[test]
fn a_folder_or_file_without_rights_costs_nothing_but_itself() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    const AS_SOMEBODY: &str = "PIKA_TEST_WITHOUT_RIGHTS";
    if std::env::var_os(AS_SOMEBODY).is_none() {
        let user = std::process::Command::new("id").arg("-u").output().expect("id is there");
        // The build folder may be closed to somebody else; a copy in an open place is not.
        let open = tempfile::tempdir().expect("a folder");
        std::fs::set_permissions(open.path(), std::fs::Permissions::from_mode(0o755)).expect("set");
        let copy = open.path().join("test");
        std::fs::copy(std::env::current_exe().expect("a test"), &copy).expect("copied");
        let mut child = std::process::Command::new(copy);
        child.args([
            "scan_trouble::a_folder_or_file_without_rights_costs_nothing_but_itself",
            "--exact",
        ]);
        child.env(AS_SOMEBODY, "1").current_dir("/");
        if user.stdout == b"0\n" {
            child.uid(65_534);
        }
        let output = child.output().expect("the child starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        return;
    }

    let rights = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    let home = Home::with_music();
    wav(&home.music("fine.wav"), 1);
    wav(&home.music("shut/inside.wav"), 2);
    wav(&home.music("Alba Reyes - Locked.wav"), 3);
    home.scan();
    wav(&home.music("new and locked.wav"), 4);
    rights(&home.music("shut"), 0o000);
    rights(&home.music("new and locked.wav"), 0o000);
    let report = home.scan();
    let shut = home.outside("shut, too");
    std::fs::create_dir(&shut).expect("a folder");
    rights(&shut, 0o000);
    let error = home.library.add_folder(&shut).expect_err("refused");
    rights(&home.music("shut"), 0o755);

    assert_eq!((report.added, report.vanished, report.unchanged), (1, 0, 2), "{report:?}");
    assert_eq!(report.problems.len(), 2, "{:?}", report.problems);
    assert!(matches!(error, LibraryError::FolderUnreadable { .. }), "{error}");
    home.track("inside");
    home.track("new and locked");

    rights(&home.music("new and locked.wav"), 0o644);
    let report = home.scan();
    assert_eq!((report.changed, report.unchanged), (1, 3), "what can be read now is read");
}
