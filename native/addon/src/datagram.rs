//! Datagrams of Unix sockets, which Node has none of: a supervisor is told by one that its service is ready.

use napi::Env;
use napi_derive::napi;

use crate::export::{Raw, Returned, export};

/// Sends a text to a Unix datagram socket: a path, or `@` and an abstract name on Linux. Says whether it was sent; it waits
/// for nobody.
#[napi(
    catch_unwind,
    ts_args_type = "path: string, text: string",
    ts_return_type = "boolean"
)]
pub fn send_datagram(env: Env, path: Raw, text: Raw) -> Returned {
    export(env, |js| {
        let path = path.named(js, "path").string(js)?;
        let text = text.named(js, "text").string(js)?;
        js.boolean(send(&path, text.as_bytes()))
    })
}

#[cfg(unix)]
fn send(path: &str, bytes: &[u8]) -> bool {
    let sent = || -> std::io::Result<usize> {
        let socket = std::os::unix::net::UnixDatagram::unbound()?;
        // A supervisor that does not read must not stop its service.
        socket.set_nonblocking(true)?;
        match path.strip_prefix('@') {
            Some(name) => send_abstract(&socket, name, bytes),
            None => socket.send_to(bytes, path),
        }
    };
    sent().is_ok()
}

#[cfg(target_os = "linux")]
fn send_abstract(socket: &std::os::unix::net::UnixDatagram, name: &str, bytes: &[u8]) -> std::io::Result<usize> {
    use std::os::linux::net::SocketAddrExt;

    let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
    socket.send_to_addr(bytes, &address)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn send_abstract(_socket: &std::os::unix::net::UnixDatagram, _name: &str, _bytes: &[u8]) -> std::io::Result<usize> {
    Err(std::io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn send(_path: &str, _bytes: &[u8]) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::net::UnixDatagram;

    #[test]
    fn a_text_arrives_whole_at_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        assert!(!send(path.to_str().unwrap(), b"nobody listens"));
        let listener = UnixDatagram::bind(&path).unwrap();
        assert!(send(path.to_str().unwrap(), b"READY=1\nSTATUS=x"));
        let mut buffer = [0; 64];
        let length = listener.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"READY=1\nSTATUS=x");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_text_arrives_at_an_abstract_name() {
        use std::os::linux::net::SocketAddrExt;

        let name = format!("bimetal-datagram-{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let listener = UnixDatagram::bind_addr(&address).unwrap();
        assert!(send(&format!("@{name}"), b"READY=1"));
        let mut buffer = [0; 64];
        assert_eq!(listener.recv(&mut buffer).unwrap(), 7);
    }
}
