//! The threads that asynchronous work runs on.

use tokio::runtime::Builder;

use crate::failure::{Exit, Failure};

/// Runs a command on two threads: it has little to do at once. Whatever still blocks a thread when the
/// command is done, such as a name lookup that was given up, is not waited for.
pub(crate) fn run<F: Future>(command: F) -> Result<F::Output, Failure> {
    let runtime =
        Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
            Failure::new(Exit::NoResponse, format!("cannot start threads: {error}"))
        })?;
    let result = runtime.block_on(command);
    runtime.shutdown_background();
    Ok(result)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_command_ends_although_a_thread_still_blocks() {
        let result = super::run(async {
            let (started, running) = tokio::sync::oneshot::channel();
            tokio::task::spawn_blocking(move || {
                started.send(()).unwrap();
                std::thread::park();
            });
            running.await.unwrap();
            7
        });
        assert_eq!(result.unwrap(), 7);
    }
}
