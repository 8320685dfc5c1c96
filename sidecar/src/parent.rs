//! Ending with the parent. The parent holds the other end of stdin; when it dies, however it dies, the kernel closes that
//! end.

use std::io::{self, Read};
use std::{process, thread};

/// Watches stdin in a thread of its own and ends the process, with whatever it is doing, when stdin ends.
pub fn exit_with_parent() -> io::Result<()> {
    thread::Builder::new().name("parent".into()).spawn(|| {
        let mut input = io::stdin().lock();
        let mut ignored = [0; 256];
        while input.read(&mut ignored).is_ok_and(|length| length > 0) {}
        process::exit(0);
    })?;
    Ok(())
}
