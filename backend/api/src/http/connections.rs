//! The connections: each head is awaited for so long, and when the server is asked to end, so is each connection.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// How long accepting waits where the machine has nothing left to accept with.
const OUT_OF_MEANS: Duration = Duration::from_secs(1);

/// How long a client is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waits {
    /// For the head of a request, from its first byte or the end of the one before.
    pub(super) head: Duration,
    /// For what was begun when the server is asked to end.
    pub(super) end: Duration,
}

/// Accepts and answers until `shutdown` is ready; then waits for what was begun, and for no client longer than agreed.
pub(super) async fn serve(
    listener: TcpListener,
    app: Router,
    waits: Waits,
    shutdown: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(waits.head);
    let ending = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accept(&listener) => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let app = app.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            answer(app.clone(), request)
        });
        // Answers are written whole: nothing is gained by waiting to fill a packet.
        let _ = stream.set_nodelay(true);
        let connection = ending.watch(http.serve_connection(TokioIo::new(stream), service));
        connections.spawn(async move {
            // A client that broke off or was too slow is nobody's fault here.
            let _ = connection.await;
        });
    }
    drop(listener);
    if tokio::time::timeout(waits.end, ending.shutdown()).await.is_err() {
        tracing::warn!(n_connections = connections.len(), "stopped with clients that did not go");
    }
    connections.shutdown().await;
}

async fn answer(app: Router, request: Request<Body>) -> Result<axum::response::Response, Infallible> {
    app.oneshot(request).await
}

/// The next connection. One that broke before it was taken is passed over.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                tracing::warn!(error.kind = %error.kind(), "cannot accept a connection");
                tokio::time::sleep(OUT_OF_MEANS).await;
            }
        }
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    /// As long as nothing here may take, and longer than anything does that works.
    const LONG: Duration = Duration::from_secs(20);

    async fn served(waits: Waits) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = oneshot::channel::<()>();
        let app = Router::new().route("/", get(|| async { "here" }));
        let serving = tokio::spawn(serve(listener, app, waits, async move { drop(ended.await) }));
        (address, end, serving)
    }

    /// What a client is sent until its connection is closed.
    async fn rest(mut client: TcpStream) -> String {
        let mut told = Vec::new();
        let read = tokio::time::timeout(LONG, client.read_to_end(&mut told)).await;
        read.expect("the connection is closed").unwrap_or_default();
        String::from_utf8_lossy(&told).into_owned()
    }

    #[tokio::test]
    async fn half_a_head_and_silence_are_not_waited_for() {
        let short = Duration::from_millis(50);
        let (address, _end, _serving) = served(Waits { head: short, end: short }).await;
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nhost: here\r\nx-slow: ").await.unwrap();
        let silent = TcpStream::connect(address).await.unwrap();
        assert!(!rest(half).await.contains("200 OK"));
        assert!(!rest(silent).await.contains("200 OK"));
        // One that asks and then falls silent is let go as well.
        let mut quick = TcpStream::connect(address).await.unwrap();
        quick.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
        assert!(rest(quick).await.contains("200 OK"));
    }

    #[tokio::test]
    async fn a_server_that_is_asked_to_end_does_not_wait_for_slow_clients() {
        let (address, end, serving) = served(Waits { head: LONG * 10, end: Duration::from_millis(50) }).await;
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"POST / HTTP/1.1\r\nhost: he").await.unwrap();
        let mut quick = TcpStream::connect(address).await.unwrap();
        quick.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
        let mut told = [0; 15];
        quick.read_exact(&mut told).await.unwrap();
        assert_eq!(&told, b"HTTP/1.1 200 OK");
        end.send(()).unwrap();
        tokio::time::timeout(LONG, serving).await.expect("the server ends").unwrap();
        assert!(!rest(half).await.contains("200 OK"));
        assert!(TcpStream::connect(address).await.is_err());
    }
}
