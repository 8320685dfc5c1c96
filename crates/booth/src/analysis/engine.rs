//! The running sidecar and its HTTP door on 127.0.0.1.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use pika_domain::Analysis;
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::launch::{LaunchError, SidecarLauncher, SidecarProcess};

/// Longer than the sidecar's own limit for one file.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often the sidecar is asked how far a file is.
const LOOK: Duration = Duration::from_millis(250);

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
        Self { launcher, running: None }
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
            .timeout(PATIENCE)
            .build()
            .map_err(|error| LaunchError(format!("{error}.")))?;
        let url = format!("http://127.0.0.1:{}/analyses", process.port());
        let client = EngineClient { http, url, secret };
        self.running =
            Some(Running { folders, threads, client: client.clone(), _process: process });
        Ok(client)
    }

    /// Ends the process, if there is one; the next request starts another.
    pub(crate) fn forget(&mut self) {
        self.running = None;
    }
}

impl EngineClient {
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
        loop {
            tokio::select! {
                result = &mut answer => return result,
                _ = looks.tick() => if let Some(share) = self.share_of(path).await {
                    heard(share);
                },
            }
        }
    }

    /// Absent where the sidecar has not begun with the file, or does not say.
    async fn share_of(&self, path: &str) -> Option<f64> {
        let request = self.http.get(&self.url).bearer_auth(&self.secret).timeout(LOOK);
        let underway: Vec<Underway> = request.send().await.ok()?.json().await.ok()?;
        underway.into_iter().find(|file| file.path == path).map(|file| file.share)
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
