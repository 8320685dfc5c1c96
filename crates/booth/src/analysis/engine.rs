//! The running sidecar and its HTTP door on 127.0.0.1.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pika_domain::Analysis;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use super::launch::{LaunchError, SidecarLauncher, SidecarProcess};

/// How often the sidecar is asked how far a file is.
const LOOK: Duration = Duration::from_millis(250);

/// How long one of these questions may take: on a busy machine the sidecar is the last to be served.
const LOOK_PATIENCE: Duration = Duration::from_secs(5);

/// A sidecar that says nothing at all for this long stands still. How long a file may take is its own
/// business.
const SILENCE: Duration = Duration::from_mins(1);

/// Why a file has no analysis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EngineError {
    /// The file's own fault; the text is a sentence.
    #[error("{0}")]
    File(String),
    /// The sidecar has no free thread.
    #[error("the analysis is busy")]
    Busy,
    /// The sidecar is no longer there.
    #[error("the analysis process ended")]
    Gone,
}

/// Owns the process, and starts it when it is first needed.
pub(crate) struct Engine {
    launcher: Arc<dyn SidecarLauncher>,
    running: Option<Running>,
    launches: u32,
}

struct Running {
    folders: Vec<PathBuf>,
    threads: usize,
    client: EngineClient,
    _process: Box<dyn SidecarProcess>,
}

/// A cheap handle for one request.
#[derive(Clone)]
pub(crate) struct EngineClient {
    http: reqwest::Client,
    url: String,
    secret: String,
    /// Which of the processes it asks.
    launch: u32,
    silence: Duration,
}

/// How far the sidecar says that a file is.
#[derive(Deserialize)]
struct Underway {
    path: String,
    share: f64,
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
    message: String,
}

impl Engine {
    pub(crate) fn new(launcher: Arc<dyn SidecarLauncher>) -> Self {
        Self { launcher, running: None, launches: 0 }
    }

    /// The door of a sidecar that may read these folders; a running one that may not is replaced.
    pub(crate) async fn client(
        &mut self,
        folders: Vec<PathBuf>,
        threads: usize,
    ) -> Result<EngineClient, LaunchError> {
        if let Some(running) = &self.running
            && running.folders == folders
            && running.threads == threads
        {
            return Ok(running.client.clone());
        }
        self.running = None;
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let hello = json!({ "secret": secret, "folders": folders, "threads": threads }).to_string();
        let process = self.launcher.launch(hello).await?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|error| LaunchError(format!("{error}.")))?;
        let url = format!("http://127.0.0.1:{}/analyses", process.port());
        self.launches += 1;
        let client = EngineClient { http, url, secret, launch: self.launches, silence: SILENCE };
        self.running =
            Some(Running { folders, threads, client: client.clone(), _process: process });
        Ok(client)
    }

    /// The process of this launch is gone, or as good as gone. One that was started since stays.
    pub(crate) fn forget_launch(&mut self, launch: u32) {
        self.running.take_if(|running| running.client.launch == launch);
    }

    /// Ends the process, if there is one; the next request starts another.
    pub(crate) fn forget(&mut self) {
        self.running = None;
    }
}

impl EngineClient {
    pub(crate) fn launch(&self) -> u32 {
        self.launch
    }

    /// Analyses a file; `heard` is told now and then which share of it has been heard, 0 to 1.
    pub(crate) async fn analyse(
        &self,
        path: &Path,
        heard: impl Fn(f64),
    ) -> Result<Analysis, EngineError> {
        let Some(path) = path.to_str() else {
            return Err(EngineError::File("The file's name is not valid text.".into()));
        };
        let mut answer = pin!(self.answer(path));
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut spoke_at = Instant::now();
        loop {
            tokio::select! {
                result = &mut answer => return result,
                _ = looks.tick() => match self.underway().await {
                    Some(files) => {
                        spoke_at = Instant::now();
                        if let Some(file) = files.iter().find(|file| file.path == path) {
                            heard(file.share);
                        }
                    }
                    None if spoke_at.elapsed() >= self.silence => return Err(EngineError::Gone),
                    None => {}
                },
            }
        }
    }

    /// The files that the sidecar has begun with; absent where it does not say.
    async fn underway(&self) -> Option<Vec<Underway>> {
        let patience = LOOK_PATIENCE.min(self.silence);
        let request = self.http.get(&self.url).bearer_auth(&self.secret).timeout(patience);
        request.send().await.ok()?.json().await.ok()
    }

    async fn answer(&self, path: &str) -> Result<Analysis, EngineError> {
        let response = self
            .http
            .post(&self.url)
            .bearer_auth(&self.secret)
            .json(&json!({ "path": path }))
            .send()
            .await
            .map_err(|error| {
                tracing::debug!(%error, "the sidecar did not answer");
                EngineError::Gone
            })?;
        let status = response.status();
        if status == StatusCode::OK {
            return response.json().await.map_err(|_| EngineError::Gone);
        }
        let refusal: Refusal = response.json().await.map_err(|_| EngineError::Gone)?;
        Err(if refusal.code == "busy" {
            EngineError::Busy
        } else {
            EngineError::File(refusal.message)
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::mpsc;

    use super::*;

    /// Far longer than anything takes that a test waits for, even on a busy machine.
    const PATIENCE: Duration = Duration::from_mins(1);

    fn client(listener: &TcpListener, silence: Duration) -> EngineClient {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = format!("http://{}/analyses", listener.local_addr().expect("its port"));
        EngineClient { http, url, secret: "secret".to_owned(), launch: 1, silence }
    }

    #[tokio::test]
    async fn a_sidecar_that_stands_still_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        // Nobody takes the connections: the system does, and nothing comes back.
        let client = client(&listener, Duration::from_millis(300));
        let result = client.analyse(Path::new("/music/song.wav"), |_| {});
        let result =
            tokio::time::timeout(PATIENCE, result).await.expect("it does not wait for ever");
        assert_eq!(result, Err(EngineError::Gone));
    }

    #[tokio::test]
    async fn a_file_may_take_as_long_as_the_sidecar_says_how_far_it_is() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let silence = Duration::from_secs(5);
        let client = client(&listener, silence);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tell_how_far(stream));
            }
        });
        let begun = Instant::now();
        let (told, mut hearings) = mpsc::channel(8);
        let analysis = client.analyse(Path::new("/music/song.wav"), |share| {
            assert!((share - 0.5).abs() < f64::EPSILON, "as it was told");
            if begun.elapsed() > silence {
                // A few are enough.
                let _ = told.try_send(());
            }
        });
        let long_enough = async {
            for _ in 0..4 {
                hearings.recv().await.expect("it goes on");
            }
        };
        tokio::select! {
            result = analysis => panic!("given up: {result:?}"),
            () = long_enough => {}
        }
    }

    /// Answers every other question how far the file is, and never the one what came out.
    async fn tell_how_far(mut stream: TcpStream) {
        let mut bodies = [r#"[{"path":"/music/song.wav","share":0.5}]"#, "what?"].iter().cycle();
        let mut asked = [0; 4_096];
        while stream.read(&mut asked).await.is_ok_and(|length| length > 0) {
            if asked.starts_with(b"GET") {
                let body = bodies.next().expect("it goes round");
                let length = body.len();
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.expect("it listens");
            }
        }
    }

    struct Nowhere;

    impl SidecarProcess for Nowhere {
        fn port(&self) -> u16 {
            9
        }
    }

    #[async_trait::async_trait]
    impl SidecarLauncher for Nowhere {
        async fn launch(&self, _hello: String) -> Result<Box<dyn SidecarProcess>, LaunchError> {
            Ok(Box::new(Self))
        }
    }

    #[tokio::test]
    async fn news_of_a_sidecar_that_was_replaced_ends_no_other() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut engine = Engine::new(Arc::new(Nowhere));
        let folders = |name: &str| vec![PathBuf::from(name)];
        let before = engine.client(folders("/music"), 1).await.expect("launched").launch();
        let now = engine.client(folders("/more music"), 1).await.expect("launched").launch();
        engine.forget_launch(before);
        assert_eq!(engine.client(folders("/more music"), 1).await.expect("runs").launch(), now);
        engine.forget_launch(now);
        assert_ne!(engine.client(folders("/more music"), 1).await.expect("runs").launch(), now);
    }
}
