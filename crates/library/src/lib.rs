//! `pika.db`: schema, migrations, folders, scan, search, analysis results, plays, outbox.
mod view;
pub use view::*;
