//! What the DJ types while `pika live` runs: polls and announcements, one a line.

use pika_booth::view::{NewAnnouncement, NewPoll};
use pika_booth::{Booth, BoothError};
use tokio::sync::mpsc;

pub(super) const HELP: &str = "\
While it runs, a line on its input does what the window's desk does:
  poll WHAT NEXT? | BLUES | SOUL   ask the floor
  end                              count the votes
  cancel                           as if it had not been asked
  say TEXT                         announce something
  unsay                            take the announcement back";

/// A line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    Poll(NewPoll),
    EndPoll,
    CancelPoll,
    Say(NewAnnouncement),
    Unsay,
}

impl Order {
    fn read(line: &str) -> Option<Self> {
        let (verb, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match (verb, rest.trim()) {
            ("poll", rest) => {
                let mut texts = rest.split('|').map(|text| text.trim().to_owned());
                let question = texts.next()?;
                Some(Self::Poll(NewPoll { question, options: texts.collect(), duration_s: None }))
            }
            ("end", "") => Some(Self::EndPoll),
            ("cancel", "") => Some(Self::CancelPoll),
            ("say", text) => {
                let message = text.to_owned();
                Some(Self::Say(NewAnnouncement { message, duration_s: None, push: false }))
            }
            ("unsay", "") => Some(Self::Unsay),
            _ => None,
        }
    }

    pub(super) async fn carry_out(self, booth: &Booth) -> Result<(), BoothError> {
        match self {
            Self::Poll(poll) => booth.start_poll(poll).await,
            Self::EndPoll => booth.end_poll().await,
            Self::CancelPoll => booth.cancel_poll().await,
            Self::Say(announcement) => booth.send_announcement(announcement).await,
            Self::Unsay => booth.cancel_announcement().await,
        }
    }
}

/// What is typed, until the input ends. What is not understood is answered on stderr.
pub(super) fn typed() -> mpsc::Receiver<Order> {
    let (sender, orders) = mpsc::channel(16);
    // A thread of its own, which ends with the program: a read of the terminal cannot be given up, and
    // the runtime would wait for it.
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { return };
            if line.trim().is_empty() {
                continue;
            }
            let Some(order) = Order::read(&line) else {
                eprintln!("pika: {line:?} is not understood\n{HELP}");
                continue;
            };
            if sender.blocking_send(order).is_err() {
                return;
            }
        }
    });
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_poll_or_an_announcement_or_neither() {
        let poll = Order::read(" poll What next? | Blues|  Soul ").expect("a poll");
        let expected = NewPoll {
            question: "What next?".into(),
            options: vec!["Blues".into(), "Soul".into()],
            duration_s: None,
        };
        assert_eq!(poll, Order::Poll(expected));
        let said =
            NewAnnouncement { message: "Strictly at ten".into(), duration_s: None, push: false };
        assert_eq!(Order::read("say Strictly at ten"), Some(Order::Say(said)));
        assert_eq!(Order::read("end"), Some(Order::EndPoll));
        assert_eq!(Order::read("cancel"), Some(Order::CancelPoll));
        assert_eq!(Order::read("unsay"), Some(Order::Unsay));
        for neither in ["", "end it", "polls A | B", "sing"] {
            assert_eq!(Order::read(neither), None, "{neither}");
        }
    }
}
