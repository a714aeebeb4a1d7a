//! Connections: how many, how long they may be silent, and how they break on purpose.
//!
//! A connection that says nothing is ended. While a request is served there is no limit here: it
//! may take long on purpose, and the body of the request has its own pace, see `server::body`.

pub(crate) mod life;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use life::{Life, Silence};

/// The most connections at a time. More of them wait until one ends.
const MOST: usize = 512;

/// Accepts connections.
#[derive(Debug)]
pub(crate) struct Listener {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

impl Listener {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(MOST)) }
    }
}

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let place = self.places.clone().acquire_owned().await.ok();
        // The accept of the trait waits and tries again where the system refuses for now.
        let (stream, address) = axum::serve::Listener::accept(&mut self.listener).await;
        // Responses are small and awaited; a connection that refuses the option works as well.
        drop(stream.set_nodelay(true));
        let life = Arc::<Life>::default();
        let silence = Silence::new(life.clone(), self.places.clone(), MOST / 2);
        (Connection { stream, life, silence, _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The other end of the connection that a request came over.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    address: IpAddr,
    life: Arc<Life>,
}

impl Peer {
    /// A peer at an address.
    #[cfg(test)]
    pub(crate) fn at(address: IpAddr) -> Self {
        Self { address, life: Arc::default() }
    }

    /// Whether the other end is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.address.to_canonical().is_loopback()
    }

    /// What becomes of the connection.
    pub(crate) fn life(&self) -> &Arc<Life> {
        &self.life
    }

    /// Closes the connection before anything more is written.
    pub(crate) fn close(&self) {
        self.life.close();
    }

    /// Resets the connection before anything more is written.
    pub(crate) fn reset(&self) {
        self.life.reset();
    }
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self { address: stream.remote_addr().ip(), life: stream.io().life.clone() }
    }
}

/// A connection that can be ended at any point.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    life: Arc<Life>,
    silence: Silence,
    _place: Option<OwnedSemaphorePermit>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.life.is_reset() {
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
        self.life.check()?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let length = buffer.filled().len() - before;
        match read {
            Poll::Ready(Ok(())) => self.silence.heard(length)?,
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.silence.read_waits(context)?,
        }
        read
    }
}

impl Connection {
    /// What a write came to, unless the other end has taken nothing for too long.
    fn written<T>(
        &mut self,
        written: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        match written {
            Poll::Ready(_) => self.silence.written(),
            Poll::Pending => self.silence.write_waits(context)?,
        }
        written
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.life.check()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.life.check()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.life.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.life.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
