//! `pika simulate`: rehearsing without a DJ program, without dancers, or with trouble on the line.

mod night;
mod virtualdj;

use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct SimulateArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Play files as VirtualDJ would: one entry after the other in its history.
    ///
    /// Prints a JSON object for each: path, artist, title, and written_at, the time at which the
    /// entry was complete in the history.
    Virtualdj(virtualdj::VirtualDjArgs),
    /// A whole night: a DJ program, Pika, a cloud, and dancers who like what they hear.
    ///
    /// Says in the end whether all lists agree: what the DJ program wrote, the plays and likes in
    /// pika.db and in the cloud, and what every dancer's page shows. Fails where they do not.
    Night(night::NightArgs),
}

pub(crate) fn run(args: SimulateArgs) -> anyhow::Result<ExitCode> {
    match args.what {
        What::Virtualdj(args) => virtualdj::run(&args),
        What::Night(args) => night::run(args),
    }
}
