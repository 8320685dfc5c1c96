//! A real PostgreSQL server for tests, without a port: it listens on a socket in its folder.
//!
//! Its cluster is a copy of one that is made once for each target folder. Whoever uses a server holds a
//! lock in its folder; a shell that gets that lock, because nobody lives who does, ends the server and
//! clears up.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// What a test cluster does without: it need not survive a power cut, and is small.
const SETTINGS: &str = "-c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c shared_buffers=64MB -c max_connections=200 -c autovacuum=off";

const CARETAKER: &str = r#"
    exec 9>"$1/lock"
    until flock --exclusive --nonblock 9; do sleep 3; done
    server=$(head -n 1 "$1/data/postmaster.pid") && kill -QUIT "$server" && kill -CONT "$server"
    while kill -0 "$server"; do sleep 0.1; done
    mountpoint -q "$1/data" && umount "$1/data"
    rm -rf "$1"
"#;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    /// Says that somebody needs the server.
    _lock: File,
    databases: AtomicU32,
}

/// The server that all tests of a run share, for those that only need a database.
pub fn shared() -> &'static Postgres {
    static SHARED: LazyLock<Postgres> =
        LazyLock::new(|| find_or_start().expect("`cargo xtask test` installs PostgreSQL"));
    &SHARED
}

fn find_or_start() -> Result<Postgres> {
    let target = target()?;
    let turn = File::create(target.join("postgres-turn"))?;
    turn.lock()?;
    let note = target.join("postgres-folder");
    if let Ok(folder) = fs::read_to_string(&note).map(PathBuf::from)
        && let Ok(lock) = File::open(folder.join("lock"))
        && lock.try_lock_shared().is_ok()
        && folder.join("data/postmaster.pid").exists()
    {
        return Ok(Postgres { folder, _lock: lock, databases: AtomicU32::new(0) });
    }
    let server = Postgres::start()?;
    fs::write(note, server.folder.as_os_str().as_encoded_bytes())?;
    Ok(server)
}

impl Postgres {
    /// Starts a server of its own with an empty cluster, and waits until it takes connections.
    pub fn start() -> Result<Self> {
        Self::start_on(|_| Ok(()))
    }

    /// The same on a disk of its own of so many megabytes, which [`Self::fill_disk`] fills. Fails with a
    /// sentence where this machine lets nobody mount one.
    #[cfg(target_os = "linux")]
    pub fn start_on_disk_of(megabytes: u32) -> Result<Self> {
        Self::start_on(|data| {
            let size = format!("size={megabytes}m");
            run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(data))
        })
    }

    fn start_on(mount: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let folder = TempDir::with_prefix("pika-postgres-")?.keep();
        let lock = File::create(folder.join("lock"))?;
        lock.lock_shared()?;
        // In a session of its own: what ends the test and all that it started must not end this.
        Command::new("setsid")
            .args(["sh", "-c", CARETAKER, "caretaker"])
            .arg(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("setsid is a part of Linux")?;
        let data = folder.join("data");
        fs::create_dir(&data)?;
        mount(&data)?;
        copy(&template()?.join("."), &data)?;
        give(&folder)?;
        let server = Self { folder, _lock: lock, databases: AtomicU32::new(0) };
        server.start_again()?;
        Ok(server)
    }

    /// The address of a new, empty database: a schema, which is made faster than a database.
    pub fn database(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("pika_{}_{}_{number}", now.as_nanos(), std::process::id());
        let mut psql = Command::new(program("psql").expect("it lies beside the server"));
        psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--username=postgres"]);
        psql.arg("--host").arg(&self.folder);
        run(psql.args(["--command", &format!("CREATE SCHEMA {name}"), "postgres"]))
            .expect("the server runs and does what it is told");
        format!(
            "postgres://postgres@localhost/postgres?host={}&options=-csearch_path%3D{name}",
            self.folder.display()
        )
    }

    /// Ends the server at once, without a farewell to anyone, and waits for that.
    pub fn stop(&self) -> Result<()> {
        self.control(&["-m", "immediate", "stop"])
    }

    /// Starts the server again after [`Self::stop`], with what it had committed.
    pub fn start_again(&self) -> Result<()> {
        let settings = format!("{SETTINGS} -k {}", self.folder.display());
        let log = self.folder.join("log").display().to_string();
        self.control(&["-l", &log, "-o", &settings, "start"])
    }

    /// Whether the server has not ended yet, by itself or otherwise.
    pub fn is_running(&self) -> bool {
        self.folder.join("data/postmaster.pid").exists()
    }

    /// Leaves no room for another byte on the disk of [`Self::start_on_disk_of`].
    #[cfg(target_os = "linux")]
    pub fn fill_disk(&self) -> Result<()> {
        let mut ballast = File::create(self.ballast())?;
        loop {
            match ballast.write_all(&[0; 4096]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Makes room again.
    #[cfg(target_os = "linux")]
    pub fn clear_disk(&self) -> Result<()> {
        Ok(fs::remove_file(self.ballast())?)
    }

    #[cfg(target_os = "linux")]
    fn ballast(&self) -> PathBuf {
        self.folder.join("data/ballast")
    }

    /// Has the server hang: its processes neither answer nor refuse, until [`Self::thaw`].
    pub fn freeze(&self) -> Result<()> {
        self.signal("-STOP")
    }

    pub fn thaw(&self) -> Result<()> {
        self.signal("-CONT")
    }

    /// To the server and then to its children: one that is stopped starts no others.
    fn signal(&self, signal: &str) -> Result<()> {
        let server = fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let server = server.lines().next().context("the server says which process it is")?;
        run(Command::new("kill").args([signal, server]))?;
        let children = fs::read_to_string(format!("/proc/{server}/task/{server}/children"))?;
        // One of them that ends at this moment is no trouble.
        Command::new("kill").arg(signal).args(children.split_whitespace()).output()?;
        Ok(())
    }

    fn control(&self, arguments: &[&str]) -> Result<()> {
        let mut control = unprivileged(&program("pg_ctl")?);
        control.current_dir(&self.folder).arg("-D").arg(self.folder.join("data")).arg("-w");
        // The server must not hold the test's output open.
        control.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if !control.status()?.success() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            bail!("{control:?}: {log}");
        }
        Ok(())
    }
}

/// A cluster as `initdb` makes it; made where it is missing.
fn template() -> Result<PathBuf> {
    let program = program("initdb")?;
    let target = target()?;
    let turn = File::create(target.join("postgres-template-turn"))?;
    turn.lock()?;
    let version = program.components().rev().nth(2).context("a folder for each version")?;
    let template = target.join(format!("postgres-template-{}", version.as_os_str().display()));
    if !template.exists() {
        let folder = TempDir::with_prefix("pika-initdb-")?;
        give(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = unprivileged(&program);
        initdb.arg("-D").arg(&data).current_dir(folder.path());
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        run(initdb.args(["--locale=C.UTF-8", "--no-sync", "--wal-segsize=4"]))?;
        let whole = TempDir::new_in(&target)?;
        copy(&data, &whole.path().join("data"))?;
        fs::rename(whole.path().join("data"), &template)?;
    }
    Ok(template)
}

/// Where the test's own program lies.
fn target() -> Result<PathBuf> {
    let executable = std::env::current_exe()?;
    Ok(executable.parent().context("a program is in a folder")?.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    run(Command::new("cp").arg("-a").args([from, to]))
}

/// Debian keeps the programs of the server where no shell looks for them.
fn program(name: &str) -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|version| {
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin").join(name)))
        })
        .filter(|(_, program)| program.exists())
        .max();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let elsewhere = || {
        std::env::split_paths(&on_path).map(|folder| folder.join(name)).find(|path| path.exists())
    };
    newest
        .map(|(_, program)| program)
        .or_else(elsewhere)
        .with_context(|| format!("PostgreSQL's {name} is not installed"))
}

/// The server refuses to run as root.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}

/// Has the server own its folder.
fn give(folder: &Path) -> Result<()> {
    if !is_root() {
        return Ok(());
    }
    run(Command::new("chown").args(["-R", "postgres:postgres"]).arg(folder))
}

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
