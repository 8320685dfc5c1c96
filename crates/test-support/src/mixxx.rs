//! The real Mixxx as a partner: on a display and a sound server of its own, with a track on deck 1.
//!
//! The sound goes into a null sink that keeps real time; an ALSA null device would not, and Mixxx
//! would be through a track in seconds. Nothing of the person who runs the test is touched.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::Connection;
use tokio::process::Command;

use crate::display::Display;
use crate::process::Program;
use crate::programs;

/// Mixxx starts in a few seconds; a busy machine may take many times that.
const START: Duration = Duration::from_mins(1);
/// What Mixxx logs once a deck has its track and can play it.
const LOADED: &str = "Enqueueing next track";
/// Mixxx's key for play on deck 1, in the layout that it takes for the `C` locale.
const PLAY_DECK_1: &str = "d";

/// A running Mixxx. Dropping it ends it together with its sound server and display.
pub struct Mixxx {
    // It ends before the display and the sound server that it needs: fields drop in this order.
    _program: Program,
    display: Display,
    _sound: Program,
    _runtime: tempfile::TempDir,
    settings: PathBuf,
}

impl Mixxx {
    /// Starts Mixxx below `home`, where Pika finds it by itself, and loads `track` on deck 1. It has
    /// loaded when this returns.
    pub async fn start(home: &Path, track: &Path) -> Result<Self> {
        let mixxx = programs::installed(&["mixxx"])?;
        programs::installed(&["xdotool"])?;
        let settings = home.join(".mixxx");
        prepare(home, &settings).context("Mixxx's settings cannot be prepared")?;
        let runtime = tempfile::Builder::new().prefix("pika-mixxx").tempdir()?;
        let sound = start_sound(home, runtime.path()).await?;
        let display = Display::start(1280, 800).await?;

        // The track comes first: Mixxx 2.3 would take the settings folder for a track on deck 1.
        let mut command = logging_to_stdout(&mixxx);
        command.arg(track).arg("--settingsPath").arg(&settings).args(["--logLevel", "debug"]);
        isolate(&mut command, home, runtime.path());
        command.env("DISPLAY", display.name());
        let mut program = Program::start(command)?;
        program
            .wait_for_line(START, |line| line.contains(LOADED).then_some(()))
            .await
            .with_context(|| format!("Mixxx did not load {}", track.display()))?;
        Ok(Self { _program: program, display, _sound: sound, _runtime: runtime, settings })
    }

    /// The folder that holds `mixxxdb.sqlite`.
    pub fn settings_folder(&self) -> &Path {
        &self.settings
    }

    /// Presses play on deck 1; a second time pauses it.
    pub async fn press_play(&self) -> Result<()> {
        let key = Command::new("xdotool")
            .args(["search", "--sync", "--onlyvisible", "--name", "^Mixxx"])
            .args(["windowfocus", "--sync", "key", PLAY_DECK_1])
            .env("DISPLAY", self.display.name())
            .kill_on_drop(true)
            .status();
        let status = tokio::time::timeout(START, key)
            .await
            .context("Mixxx's window does not take the key")?
            .context("xdotool cannot be started")?;
        if !status.success() {
            bail!("the key could not be pressed ({status})");
        }
        Ok(())
    }
}

/// Settings that leave Mixxx nothing to ask: it wants a music folder in its library, and adds the
/// rest of the tables itself. And a sound system of which the default device is the sound server.
fn prepare(home: &Path, settings: &Path) -> Result<()> {
    let music = home.join("Mixxx music");
    std::fs::create_dir_all(&music)?;
    std::fs::create_dir_all(settings)?;
    let sound = "pcm.!default { type pulse }\nctl.!default { type pulse }\n";
    std::fs::write(home.join(".asoundrc"), sound)?;
    let library = Connection::open(settings.join("mixxxdb.sqlite"))?;
    library.execute_batch("CREATE TABLE IF NOT EXISTS directories (directory TEXT UNIQUE)")?;
    library.execute(
        "INSERT OR IGNORE INTO directories VALUES (?1)",
        [music.to_str().context("the path of the home folder is no text")?],
    )?;
    Ok(())
}

async fn start_sound(home: &Path, runtime: &Path) -> Result<Program> {
    let mut command = logging_to_stdout(&programs::installed(&["pulseaudio"])?);
    command
        .args(["--daemonize=no", "--exit-idle-time=-1", "-n"])
        .args(["--log-target=stderr", "--log-level=info"])
        .args(["-L", "module-null-sink sink_name=pika", "-L", "module-native-protocol-unix"]);
    isolate(&mut command, home, runtime);
    let mut sound = Program::start(command)?;
    sound
        .wait_for_line(START, |line| line.contains("startup complete").then_some(()))
        .await
        .context("there is no sound server")?;
    Ok(sound)
}

/// Both programs log to standard error, and their logs say when they are ready.
fn logging_to_stdout(program: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$@\" 2>&1", "sh"]).arg(program);
    command
}

/// Nothing of the surrounding desktop: no foreign sound server, language, time zone or settings.
fn isolate(command: &mut Command, home: &Path, runtime: &Path) {
    for inherited in
        ["PULSE_SERVER", "WAYLAND_DISPLAY", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"]
    {
        command.env_remove(inherited);
    }
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", runtime)
        .env("LC_ALL", "C")
        .env("QT_QPA_PLATFORM", "xcb")
        // Not UTC, so that a time that is taken for UTC by mistake shows.
        .env("TZ", "America/Chicago");
}
