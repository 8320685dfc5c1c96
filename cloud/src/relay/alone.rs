//! A server without others: nobody is told, nobody is asked, and nothing is encoded.

use async_trait::async_trait;

use super::{Bulletin, Question, Relay};
use crate::{refusal::Refusal, session::Done, store::NodeId};

#[derive(Debug)]
pub(crate) struct Alone;

#[async_trait]
impl Relay for Alone {
    fn tell(&self, _: &Bulletin<'_>) {}

    async fn ask(&self, _: &NodeId, _: &Question<'_>) -> Option<Result<Done, Refusal>> {
        None
    }

    fn is_connected(&self) -> Option<bool> {
        None
    }
}
