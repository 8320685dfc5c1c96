//! The table: the median of all runs, beside the floor's and the goal.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::subject::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Row {
    Update,
    JoinMessages,
    JoinCounts,
    JoinCpu,
    JoinWall,
    ManyUpdate,
    ManyMissed,
    LikesCpu,
    LikeMedian,
    LikeWorst,
    Disk,
    PhoneMemory,
    StalledOneOwn,
    StalledOneKept,
    StalledManyOwn,
    StalledManyKept,
    StormCpu,
    StormWall,
}

/// What a goal is about.
enum Goal {
    /// At most so many times the floor.
    Times(f64),
    /// At most this.
    Most(f64),
    None,
}

impl Row {
    const ALL: [(Self, &'static str, Goal); 18] = [
        (Self::Update, "CPU a delivered track, 5,000 phones (µs)", Goal::Times(1.2)),
        (Self::JoinMessages, "5,000 join: messages without counts", Goal::Most(20_000.0)),
        (Self::JoinCounts, "5,000 join: counts", Goal::None),
        (Self::JoinCpu, "5,000 join: CPU (s)", Goal::Times(1.5)),
        (Self::JoinWall, "5,000 join: until all are in (s)", Goal::None),
        (Self::ManyMissed, "10,000 phones: tracks missed", Goal::Most(0.0)),
        (Self::ManyUpdate, "10,000 phones: CPU a delivered track (µs)", Goal::Times(1.2)),
        (Self::LikesCpu, "205 likes among 1,000 phones: CPU (s)", Goal::Times(3.0)),
        (Self::LikeMedian, "like to DJ, median (ms)", Goal::Most(5.0)),
        (Self::LikeWorst, "like to DJ, worst (ms)", Goal::None),
        (Self::Disk, "this disk: one write that is certain, median (ms)", Goal::None),
        (Self::PhoneMemory, "memory a connected phone (KiB)", Goal::Most(8.0)),
        (Self::StalledOneOwn, "a stalled reader, 20 MiB past it: memory (KiB)", Goal::Most(128.0)),
        (Self::StalledOneKept, "and in the system's send queue (KiB)", Goal::None),
        (Self::StalledManyOwn, "each of 2,000 stalled readers: memory (KiB)", Goal::Most(128.0)),
        (Self::StalledManyKept, "and in the system's send queue (KiB)", Goal::None),
        (Self::StormCpu, "5,000 drop and return: CPU (s)", Goal::Times(1.3)),
        (Self::StormWall, "until all have the track (s)", Goal::None),
    ];
}

/// All that was measured, by run.
#[derive(Default)]
pub(super) struct Measured {
    values: HashMap<(Kind, Row), Vec<f64>>,
}

impl Measured {
    pub(super) fn add(&mut self, kind: Kind, row: Row, value: f64) {
        self.values.entry((kind, row)).or_default().push(value);
    }

    fn median(&self, kind: Kind, row: Row) -> Option<f64> {
        let mut values = self.values.get(&(kind, row))?.clone();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        Some(if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        })
    }

    /// The rows that were measured.
    pub(super) fn print(&self) {
        println!("| Work | Floor | Cloud | Times floor | Goal | |");
        println!("| --- | --- | --- | --- | --- | --- |");
        for (row, name, goal) in Row::ALL {
            let (floor, cloud) = (self.median(Kind::Floor, row), self.median(Kind::Cloud, row));
            if floor.or(cloud).is_none() {
                continue;
            }
            let times =
                floor.filter(|floor| *floor > 0.0).zip(cloud).map(|(floor, cloud)| cloud / floor);
            let (goal, reached) = match goal {
                Goal::Times(most) => (format!("{most} × floor"), times.map(|times| times <= most)),
                Goal::Most(most) => (format!("{}", Shown(most)), cloud.map(|cloud| cloud <= most)),
                Goal::None => (String::new(), None),
            };
            println!(
                "| {name} | {} | {} | {} | {goal} | {} |",
                floor.map(|floor| Shown(floor).to_string()).unwrap_or_default(),
                cloud.map(|cloud| Shown(cloud).to_string()).unwrap_or_default(),
                times.map(|times| format!("{times:.2}")).unwrap_or_default(),
                reached.map(|yes| if yes { "reached" } else { "missed" }).unwrap_or_default(),
            );
        }
    }

    /// Every value of every run.
    pub(super) fn json(&self) -> Value {
        let rows = Row::ALL.iter().filter_map(|(row, name, _)| {
            let values = |kind| self.values.get(&(kind, *row));
            let (floor, cloud) = (values(Kind::Floor), values(Kind::Cloud));
            floor.or(cloud).map(|_| json!({"work": name, "floor": floor, "cloud": cloud}))
        });
        json!({"rows": rows.collect::<Vec<_>>()})
    }
}

/// A number with as many digits as say something.
struct Shown(f64);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.abs() {
            0.0 => write!(f, "0"),
            large if large >= 100.0 => write!(f, "{:.0}", self.0),
            medium if medium >= 1.0 => write!(f, "{:.1}", self.0),
            _ => write!(f, "{:.3}", self.0),
        }
    }
}
