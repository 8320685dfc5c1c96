//! What the process gives up before it touches the first file, so that a hole in a decoder leads nowhere: no file
//! outside the music folders, nothing written, no connection, no other program. Linux: Landlock and seccomp; where the
//! kernel lacks a part, the rest still holds and the log says so. Elsewhere: only the low priority.

use std::path::PathBuf;

/// Enters the sandbox for good. Must run before any other thread starts; sockets that are open already stay open.
pub fn enter(folders: &[PathBuf]) {
    #[cfg(target_os = "linux")]
    {
        if let Err(missing) = linux::confine_files(folders) {
            tracing::warn!("files and ports are not confined: {missing}");
        }
        if let Err(missing) = linux::refuse_calls() {
            tracing::warn!("network and other programs are not refused: {missing}");
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folders;
        tracing::warn!("this system has no sandbox for the analysis");
    }
}

/// The music comes first: everything else on the machine gets the processor before the analysis does.
pub fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, linux::NICENESS) {
        tracing::warn!(%error, "the priority cannot be lowered");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
        path_beneath_rules,
    };
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

    pub(super) const NICENESS: i32 = 10;

    /// System calls that decoding never needs: connections, other programs, other processes; and
    /// io_uring, which would make connections without any of these calls.
    const REFUSED_CALLS: [i64; 9] = [
        libc::SYS_io_uring_setup,
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
    ];

    /// Landlock: reading below the folders, no other access to files, no new TCP port or connection.
    pub(super) fn confine_files(folders: &[PathBuf]) -> Result<(), String> {
        let abi = ABI::V4;
        let restricted = || {
            Ruleset::default()
                .handle_access(AccessFs::from_all(abi))?
                .handle_access(AccessNet::BindTcp | AccessNet::ConnectTcp)?
                .create()?
                .add_rules(path_beneath_rules(folders, AccessFs::ReadFile | AccessFs::ReadDir))?
                .restrict_self()
        };
        let status = restricted().map_err(|error| error.to_string())?;
        match status.ruleset {
            RulesetStatus::FullyEnforced => Ok(()),
            RulesetStatus::PartiallyEnforced => {
                Err("the kernel knows only a part of Landlock".to_owned())
            }
            RulesetStatus::NotEnforced => Err("the kernel has no Landlock".to_owned()),
        }
    }

    /// Seccomp: the calls fail with EPERM, on every thread.
    pub(super) fn refuse_calls() -> Result<(), String> {
        let rules: BTreeMap<_, _> = REFUSED_CALLS.map(|call| (call, Vec::new())).into();
        let filter = || {
            let architecture = std::env::consts::ARCH.try_into()?;
            let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
            BpfProgram::try_from(SeccompFilter::new(
                rules,
                SeccompAction::Allow,
                refuse,
                architecture,
            )?)
        };
        let program = filter().map_err(|error| error.to_string())?;
        seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
    }
}
