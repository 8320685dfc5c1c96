//! In which order a dancer said things. What was held up on a line that died may arrive after what
//! the same phone said later on its next line; it must not win. A dead line is closed within a
//! minute, so that the newest words are enough, and nothing of this outlives the server.

use std::{collections::HashMap, mem};

use pika_domain::PlayId;

use crate::secret::Dancer;

/// Of as many words at least it is known when they were said; clients choose the keys.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum About {
    Like,
    Tempo,
}

type Numbers = HashMap<(Dancer, About, PlayId), u64>;

/// The newest word of each dancer on each play.
#[derive(Debug, Default)]
pub(super) struct Order {
    newest: Numbers,
    /// Those before; they are forgotten when there are enough newer ones.
    older: Numbers,
}

impl Order {
    /// Whether a word comes after all that its dancer said about this before, or is the newest of
    /// them once more. Clients that do not number their words are always believed.
    pub(super) fn takes(
        &mut self,
        dancer: Dancer,
        about: About,
        play: PlayId,
        number: Option<u64>,
    ) -> bool {
        let Some(number) = number else { return true };
        let key = (dancer, about, play);
        let known = self.newest.get(&key).or_else(|| self.older.get(&key));
        if known.is_some_and(|known| number < *known) {
            return false;
        }
        if self.newest.len() >= MOST && !self.newest.contains_key(&key) {
            self.older = mem::take(&mut self.newest);
        }
        self.newest.insert(key, number);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(number: u128) -> PlayId {
        PlayId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn an_older_word_does_not_win_and_the_newest_may_be_repeated() {
        let dancer = Dancer::of("client_a");
        let (one, two) = (play(1), play(2));
        let mut order = Order::default();
        let mut takes = |about, play, number| order.takes(dancer, about, play, number);
        assert!(takes(About::Like, one, Some(7)));
        assert!(takes(About::Like, one, Some(9)));
        assert!(!takes(About::Like, one, Some(8)));
        assert!(takes(About::Like, one, Some(9)), "its answer may have been lost");
        assert!(takes(About::Like, two, Some(1)), "another play");
        assert!(takes(About::Tempo, one, Some(1)), "another matter");
        assert!(takes(About::Like, one, None), "an older client");
    }

    #[test]
    fn no_more_words_are_remembered_than_there_is_room_for() {
        let mut order = Order::default();
        for number in 0..100_000_u64 {
            let dancer = Dancer::of(&number.to_string());
            assert!(order.takes(dancer, About::Like, play(1), Some(2)));
            assert!(!order.takes(dancer, About::Like, play(1), Some(1)), "the newest are known");
        }
        assert!(order.newest.len() <= MOST && order.older.len() <= MOST);
    }
}
