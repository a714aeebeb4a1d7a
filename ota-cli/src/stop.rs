//! Ctrl-C and its relatives.

#[cfg(unix)]
use crate::failure::Exit;
use crate::failure::Failure;

/// Ends when the process is asked to stop.
#[cfg(unix)]
pub(crate) fn signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal as listen};
    let mut interrupt = listen(SignalKind::interrupt()).map_err(|error| no_signal(&error))?;
    let mut terminate = listen(SignalKind::terminate()).map_err(|error| no_signal(&error))?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the process is asked to stop.
#[cfg(not(unix))]
pub(crate) fn signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        // Without signals there is nothing better than to go on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(unix)]
fn no_signal(error: &std::io::Error) -> Failure {
    Failure::new(Exit::NoResponse, format!("cannot wait for Ctrl-C: {error}"))
}
