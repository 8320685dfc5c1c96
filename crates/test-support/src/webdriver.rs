//! A page in a real browser engine, driven through WebDriver: what a person sees, presses and
//! types. The dancer's phone and the DJ's window are both one of these.
//!
//! Waiting is done inside the page, by watching it change, so that the time at which something
//! appeared is the page's own and exact to its clock.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::spot::Spot;

/// How long a page may take to show what it was asked for, unless a test says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An open page.
pub struct Page {
    client: Client,
}

/// Something that a page showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What the awaited expression gave.
    pub value: Value,
    /// When the page's document held it, by the page's clock: the machine's, in milliseconds.
    pub at: Timestamp,
}

impl Page {
    /// Opens a session at the WebDriver that listens on this port of this machine.
    pub(crate) async fn open(port: u16, capabilities: Capabilities) -> Result<Self> {
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the browser could not be opened")?;
        // `until` keeps its own time and says what was missing; the driver's limit lies behind it.
        let limits = TimeoutConfiguration::new(
            Some(Duration::from_mins(10)),
            Some(Duration::from_mins(1)),
            Some(Duration::ZERO),
        );
        client.update_timeouts(limits).await.context("the driver's limits could not be set")?;
        Ok(Self { client })
    }

    pub async fn go_to(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| format!("{url} could not be opened"))
    }

    /// Waits until the JavaScript `expression` is neither false, null, empty nor an error.
    ///
    /// It is asked at once and after each change of the document. `what` names it in the sentence
    /// of a failure.
    pub async fn until(&self, what: &str, expression: &str, within: Duration) -> Result<Seen> {
        let script = UNTIL.replace("EXPRESSION", expression);
        let answer = self
            .client
            .execute_async(&script, vec![json!(within.as_millis() as u64)])
            .await
            .with_context(|| format!("the page could not be asked for {what}"))?;
        let Some(at) = answer["at"].as_f64() else {
            bail!("the page did not show {what} in {within:?}; it shows: {}", answer["shows"]);
        };
        let at = Timestamp::from_millisecond(at as i64).context("the page's clock is off")?;
        Ok(Seen { value: answer["value"].clone(), at })
    }

    /// Waits until an element is in the page.
    pub async fn until_shown(&self, spot: &Spot) -> Result<Seen> {
        self.until(&spot.to_string(), &format!("!!{}", spot.script()), PATIENCE).await
    }

    /// Waits until the text of an element contains `text`.
    pub async fn until_reads(&self, spot: &Spot, text: &str, within: Duration) -> Result<Seen> {
        let expression = format!(
            "[{}.innerText].find((words) => words.includes({}))",
            spot.script(),
            json!(text)
        );
        self.until(&format!("{text:?} in {spot}"), &expression, within).await
    }

    /// The text of an element as it is laid out, one line a block, once there is one.
    pub async fn text(&self, spot: &Spot) -> Result<String> {
        let expression = format!("{}.innerText.trim()", spot.script());
        let seen = self.until(&spot.to_string(), &expression, PATIENCE).await?;
        Ok(seen.value.as_str().unwrap_or_default().to_owned())
    }

    /// The value of an element's attribute, once there is one.
    pub async fn attribute(&self, spot: &Spot, name: &str) -> Result<String> {
        let expression = format!("{}.getAttribute({})", spot.script(), json!(name));
        let seen = self.until(&format!("{name} of {spot}"), &expression, PATIENCE).await?;
        Ok(seen.value.as_str().unwrap_or_default().to_owned())
    }

    /// Presses an element, once it is there and can be pressed.
    pub async fn press(&self, spot: &Spot) -> Result<()> {
        let ready = format!("!{}.disabled", spot.script());
        self.until(&format!("{spot}, ready to be pressed"), &ready, PATIENCE).await?;
        let element = self.client.find(Locator::XPath(spot.xpath())).await?;
        element.click().await.with_context(|| format!("{spot} could not be pressed"))
    }

    /// Types into a field, in place of what it held.
    pub async fn write_into(&self, spot: &Spot, text: &str) -> Result<()> {
        self.until_shown(spot).await?;
        let field = self.client.find(Locator::XPath(spot.xpath())).await?;
        field.clear().await.with_context(|| format!("{spot} could not be emptied"))?;
        field.send_keys(text).await.with_context(|| format!("{spot} could not be written into"))
    }

    /// What the JavaScript `expression` gives in the page, or what its promise is kept with.
    pub async fn ask(&self, expression: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[0]; (async () => ({expression}))().then(
               (value) => done({{ value }}),
               (failure) => done({{ failure: JSON.stringify(failure) ?? `${{failure}}` }}));"
        );
        let answer = self.client.execute_async(&script, vec![]).await;
        let answer =
            answer.with_context(|| format!("the page could not be asked for {expression}"))?;
        if let Some(failure) = answer["failure"].as_str() {
            bail!("{expression} failed in the page: {failure}");
        }
        Ok(answer["value"].clone())
    }

    /// Stores what the page shows as a PNG picture.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        // The engine may hand out a stale frame: the second one from now shows the present page.
        self.client
            .execute_async(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));",
                vec![],
            )
            .await
            .context("the page draws no frames")?;
        let png = self.client.screenshot().await.context("no picture could be taken")?;
        std::fs::write(path, png).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Closes the page, and with a window the program that owns it.
    pub(crate) async fn close(self) -> Result<()> {
        self.client.close().await.context("the browser could not be closed")
    }
}

const UNTIL: &str = r"
const [limit, done] = arguments;
const ask = () => { try { return EXPRESSION; } catch { return null; } };
const finish = (answer) => { watcher.disconnect(); clearTimeout(timer); done(answer); };
const look = () => { const value = ask(); if (value) finish({ value, at: Date.now() }); };
const watcher = new MutationObserver(look);
const timer = setTimeout(
  () => finish({ shows: (document.body?.innerText ?? '').slice(0, 400) }),
  limit,
);
watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
look();
";
