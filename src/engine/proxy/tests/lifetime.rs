//! The socket, and that nothing outlives the proxy.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;

use crate::engine::proxy::{Proxy, SOCKET};
use crate::net::connect::SystemConnector;
use crate::net::policy::{Network, Quota};
use crate::net::resolver::{Files, Resolver};

use super::{FakeNetwork, PUBLIC, Scene, session};

#[tokio::test]
async fn a_request_ends_on_both_sides_with_the_proxy() {
    let scene = Scene::new(Network::Public);
    scene.network.name("cdn.example", &[&[PUBLIC]]);
    let host = scene.network.listen(PUBLIC).await;
    let mut engine = scene.connect().await;
    let asked = async {
        let request = b"GET http://cdn.example/ HTTP/1.1\r\n\r\n";
        engine.write_all(request).await.unwrap();
        let (mut upstream, _) = host.accept().await.unwrap();
        assert!(upstream.read(&mut [0; 1000]).await.unwrap() > 0);
        upstream
    };
    let mut upstream = scene.serve(asked).await;
    // Nobody serves any more.
    assert_eq!(engine.read(&mut [0; 10]).await.unwrap_or(0), 0);
    assert_eq!(upstream.read(&mut [0; 10]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn a_look_up_ends_with_the_proxy() {
    let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let resolv_conf = folder.path().join("resolv.conf");
    let text = "nameserver 127.0.0.1\noptions timeout:30 no-aaaa\n";
    std::fs::write(&resolv_conf, text).unwrap();
    let connector = SystemConnector {
        resolver: Resolver::new(Files {
            resolv_conf,
            port: server.local_addr().unwrap().port(),
            ..Files::default()
        }),
    };
    let session = session(Network::Public, Box::new(connector), Quota::default());
    let proxy = Proxy::open(folder.path(), session).unwrap();

    let socket = folder.path().join(SOCKET);
    let mut engine = tokio::net::UnixStream::connect(socket).await.unwrap();
    let request = b"GET http://silent.example/ HTTP/1.1\r\n\r\n";
    engine.write_all(request).await.unwrap();
    let mut bytes = [0; 512];
    let resolver = tokio::select! {
        received = server.recv_from(&mut bytes) => received.unwrap().1,
        never = proxy.serve() => match never {},
    };
    // Its socket is closed: the kernel refuses what is sent there.
    server.connect(resolver).await.unwrap();
    server.send(b"late").await.unwrap();
    let error = server.recv(&mut bytes).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_folder_may_have_a_path_that_is_too_long_for_a_socket() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("x".repeat(120)).join("y".repeat(120));
    std::fs::create_dir_all(&deep).unwrap();
    let network = Box::new(FakeNetwork::default());
    let session = session(Network::Public, network, Quota::default());
    let proxy = Proxy::open(&deep, session);
    assert!(proxy.is_ok(), "{:?}", proxy.err());
    let socket = std::fs::metadata(deep.join(SOCKET)).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
}
