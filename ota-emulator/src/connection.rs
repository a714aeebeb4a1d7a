//! Connections that can be made to break, like those of a bad network.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const WHOLE: u8 = 0;
const CLOSED: u8 = 1;
const RESET: u8 = 2;

/// Accepts connections.
#[derive(Debug)]
pub(crate) struct Listener(pub(crate) TcpListener);

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        // The accept of the trait waits and tries again where the system refuses for now.
        let (stream, address) = axum::serve::Listener::accept(&mut self.0).await;
        // Responses are small and awaited; a connection that refuses the option works as well.
        drop(stream.set_nodelay(true));
        (Connection { stream, end: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// The other end of the connection that a request came over.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    address: IpAddr,
    end: Arc<AtomicU8>,
}

impl Peer {
    /// A peer at an address.
    #[cfg(test)]
    pub(crate) fn at(address: IpAddr) -> Self {
        Self { address, end: Arc::default() }
    }

    /// Whether the other end is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.address.to_canonical().is_loopback()
    }

    /// Closes the connection before anything more is written.
    pub(crate) fn close(&self) {
        self.end.store(CLOSED, Ordering::Release);
    }

    /// Resets the connection before anything more is written.
    pub(crate) fn reset(&self) {
        self.end.store(RESET, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self { address: stream.remote_addr().ip(), end: stream.io().end.clone() }
    }
}

/// A connection that can be ended at any point.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    end: Arc<AtomicU8>,
}

impl Connection {
    /// An error once the connection is to end; the caller then drops the connection.
    fn check(&self) -> io::Result<()> {
        match self.end.load(Ordering::Acquire) {
            WHOLE => Ok(()),
            _ => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.end.load(Ordering::Acquire) == RESET {
            // With it, dropping the stream sends a reset instead of a proper end.
            drop(self.stream.set_zero_linger());
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
