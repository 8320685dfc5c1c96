//! Where the DJ programs keep their files, on each platform.
//!
//! Only candidates are named here; whether they exist is found out at each reading, because programs
//! are installed, moved and updated while Pika runs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders in which a source looks.
#[derive(Debug, Clone)]
pub(crate) enum Places {
    /// Where the program lives on this platform by itself.
    Installed(fn(Platform, Environment<'_>) -> Vec<PathBuf>),
    /// Where the DJ, or a test, says that it lives.
    Chosen(Vec<PathBuf>),
}

impl Places {
    /// The candidates that exist just now.
    pub(crate) fn existing(&self) -> Vec<PathBuf> {
        let mut folders = match self {
            Self::Installed(find) => find(Platform::HERE, &|name| std::env::var_os(name)),
            Self::Chosen(folders) => folders.clone(),
        };
        folders.retain(|folder| folder.is_dir());
        folders
    }
}

/// Looks up an environment variable.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    Windows,
    MacOs,
    Linux,
}

impl Platform {
    const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Linux
    };
}

/// VirtualDJ's home folders: those that hold `History` and `settings.xml`.
///
/// Newer versions live in the local application data, older ones in the documents, which OneDrive
/// may have taken over. There is no native build for Linux; there it lives in a Wine prefix.
pub(crate) fn virtualdj_homes(platform: Platform, variable: Environment<'_>) -> Vec<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from);
    match platform {
        Platform::Windows => {
            let documents = ["USERPROFILE", "OneDrive", "OneDriveConsumer", "OneDriveCommercial"]
                .into_iter()
                .filter_map(|name| Some(folder(name)?.join("Documents/VirtualDJ")));
            folder("LOCALAPPDATA")
                .map(|local| local.join("VirtualDJ"))
                .into_iter()
                .chain(documents)
                .collect()
        }
        Platform::MacOs => folder("HOME")
            .map(|home| {
                ["Library/Application Support/VirtualDJ", "Documents/VirtualDJ"]
                    .map(|place| home.join(place))
                    .to_vec()
            })
            .unwrap_or_default(),
        Platform::Linux => wine_prefixes(folder("WINEPREFIX"), folder("HOME"))
            .iter()
            .flat_map(|prefix| subfolders(&prefix.join("drive_c/users")))
            .flat_map(|user| {
                ["AppData/Local/VirtualDJ", "Documents/VirtualDJ", "My Documents/VirtualDJ"]
                    .map(|place| user.join(place))
            })
            .collect(),
    }
}

/// The folders that hold `mixxxdb.sqlite`.
pub(crate) fn mixxx_folders(platform: Platform, variable: Environment<'_>) -> Vec<PathBuf> {
    let in_folder = |name: &str, places: &[&str]| {
        variable(name)
            .map(PathBuf::from)
            .map(|folder| places.iter().map(|place| folder.join(place)).collect())
            .unwrap_or_default()
    };
    match platform {
        Platform::Windows => in_folder("LOCALAPPDATA", &["Mixxx"]),
        Platform::MacOs => in_folder(
            "HOME",
            &[
                "Library/Containers/org.mixxx.mixxx/Data/Library/Application Support/Mixxx",
                "Library/Application Support/Mixxx",
            ],
        ),
        Platform::Linux => in_folder("HOME", &[".mixxx", ".var/app/org.mixxx.Mixxx/.mixxx"]),
    }
}

/// The prefix of the environment, Wine's own default, and where Lutris and Bottles put theirs.
fn wine_prefixes(chosen: Option<PathBuf>, home: Option<PathBuf>) -> Vec<PathBuf> {
    let of_home = home.into_iter().flat_map(|home| {
        let mut prefixes = vec![home.join(".wine")];
        for parent in [
            "Games",
            ".local/share/wineprefixes",
            ".local/share/bottles/bottles",
            ".var/app/com.usebottles.bottles/data/bottles/bottles",
        ] {
            prefixes.extend(subfolders(&home.join(parent)));
        }
        prefixes
    });
    chosen.into_iter().chain(of_home).collect()
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut folders: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(variables: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        |name| {
            let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
            Some(OsString::from(value))
        }
    }

    #[test]
    fn virtualdj_on_windows_is_looked_for_in_app_data_and_in_all_documents_folders() {
        let homes = virtualdj_homes(
            Platform::Windows,
            &with(&[
                ("LOCALAPPDATA", "/u/mara/AppData/Local"),
                ("USERPROFILE", "/u/mara"),
                ("OneDrive", "/u/mara/OneDrive"),
            ]),
        );
        assert_eq!(
            homes,
            [
                "/u/mara/AppData/Local/VirtualDJ",
                "/u/mara/Documents/VirtualDJ",
                "/u/mara/OneDrive/Documents/VirtualDJ"
            ]
            .map(PathBuf::from)
        );
    }

    #[test]
    fn virtualdj_on_a_mac_is_looked_for_in_its_new_and_its_old_place() {
        let homes = virtualdj_homes(Platform::MacOs, &with(&[("HOME", "/Users/mara")]));
        assert_eq!(
            homes,
            [
                "/Users/mara/Library/Application Support/VirtualDJ",
                "/Users/mara/Documents/VirtualDJ"
            ]
            .map(PathBuf::from)
        );
    }

    #[test]
    fn virtualdj_on_linux_is_looked_for_in_every_wine_prefix() {
        let home = tempfile::tempdir().expect("a folder");
        for prefix in [".wine", "Games/virtualdj"] {
            std::fs::create_dir_all(home.path().join(prefix).join("drive_c/users/mara"))
                .expect("a prefix");
        }
        let homes = virtualdj_homes(
            Platform::Linux,
            &with(&[("HOME", home.path().to_str().expect("a plain path"))]),
        );
        for prefix in [".wine", "Games/virtualdj"] {
            let expected =
                home.path().join(prefix).join("drive_c/users/mara/AppData/Local/VirtualDJ");
            assert!(homes.contains(&expected), "{expected:?} is missing in {homes:?}");
        }
    }

    #[test]
    fn mixxx_is_looked_for_in_its_sandboxes_too() {
        let mac = mixxx_folders(Platform::MacOs, &with(&[("HOME", "/Users/mara")]));
        assert!(mac[0].starts_with("/Users/mara/Library/Containers/org.mixxx.mixxx"), "{mac:?}");
        let linux = mixxx_folders(Platform::Linux, &with(&[("HOME", "/home/mara")]));
        assert_eq!(linux[0], Path::new("/home/mara/.mixxx"));
        let windows = mixxx_folders(Platform::Windows, &with(&[("LOCALAPPDATA", "/local")]));
        assert_eq!(windows, [Path::new("/local/Mixxx")]);
    }

    #[test]
    fn without_an_environment_nothing_is_found_and_nothing_breaks() {
        for platform in [Platform::Windows, Platform::MacOs, Platform::Linux] {
            assert!(virtualdj_homes(platform, &|_| None).is_empty());
            assert!(mixxx_folders(platform, &|_| None).is_empty());
        }
    }
}
