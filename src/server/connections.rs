//! Connections: each is a task, and lasts only as long as its client speaks.
//!
//! axum's own loop waits for headers without end, so that whoever opened connections and said nothing could use up all that
//! the process may have.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::Service as _;

use super::life::pause;

/// How long the headers of a request may take, and so how long a connection may lie idle between two.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How long nothing is accepted when that failed for want of something, as of files that may be open.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Serves `routes` until `stop` says so, and then until the requests under way are answered.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    patience: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let routes = routes.clone();
                let service = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
                    routes.clone().call(request)
                });
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(patience)
                    .serve_connection(TokioIo::new(stream), service);
                let connection = connections.watch(connection);
                tokio::spawn(async move {
                    // A client that hung up, or said nothing for too long, has nobody to be told.
                    let _ = connection.await;
                });
            }
            // It hung up before it was accepted.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                pause(AFTER_FAILURE).await;
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn headers_that_do_not_end_and_silence_between_two_requests_end_the_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let peer = get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() });
        let routes = Router::new().route("/", peer);
        let serving = tokio::spawn(serve(listener, routes, Duration::from_millis(50), stopped));

        for (sent, answered) in [
            ("", false),
            ("GET / HTTP/1.1\r\nHost: x\r\n", false),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", true),
        ] {
            let mut client = TcpStream::connect(address).await.expect("connected");
            client.write_all(sent.as_bytes()).await.expect("sent");
            let mut all = String::new();
            client.read_to_string(&mut all).await.expect("the server ends it");
            assert_eq!(all.ends_with("127.0.0.1"), answered, "{sent:?}: {all}");
        }

        stop.send(true).expect("told");
        serving.await.expect("it ends");
        assert!(TcpStream::connect(address).await.is_err());
    }
}
