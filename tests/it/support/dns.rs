//! A name server of the test's own on a loopback port: it knows the TXT records it is given, and no other name.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use tokio::net::UdpSocket;

/// Answers until the test ends.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl NameServer {
    /// A server that knows these names (without a dot at the end) and texts.
    pub(crate) async fn start(records: &[(&str, &str)]) -> Self {
        let records: BTreeMap<String, String> =
            records.iter().map(|(name, text)| (name.to_lowercase(), (*text).to_owned())).collect();
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            let mut question = [0_u8; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut question).await {
                if let Some(answer) = answer(&question[..length], &records) {
                    let _ = socket.send_to(&answer, from).await;
                }
            }
        });
        Self { address, task }
    }

    /// A server that takes every question and answers none.
    pub(crate) async fn silent() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            let mut question = [0_u8; 1500];
            while socket.recv_from(&mut question).await.is_ok() {}
        });
        Self { address, task }
    }
}

/// RFC 1035 §4.1: the header with the question repeated, then one TXT record or the name error.
fn answer(question: &[u8], records: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut name = String::new();
    let mut at = 12;
    loop {
        let length = usize::from(*question.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(std::str::from_utf8(question.get(at..at + length)?).ok()?);
        at += length;
    }
    let kind = u16::from_be_bytes([*question.get(at)?, *question.get(at + 1)?]);
    let end = at + 4;
    let text = records.get(&name.to_lowercase());
    let found = text.filter(|_| kind == 16);
    // A name that is there but has no record of this type is no error (NODATA).
    let code = if text.is_none() { 3 } else { 0 };
    let mut out = question.get(..2)?.to_vec();
    out.extend([0x85, 0x80 | code, 0, 1, 0, u8::from(found.is_some()), 0, 0, 0, 0]);
    out.extend(question.get(12..end)?);
    if let Some(text) = found {
        let strings: Vec<u8> = text
            .as_bytes()
            .chunks(255)
            .flat_map(|part| [&[u8::try_from(part.len()).expect("at most 255")], part].concat())
            .collect();
        out.extend([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        out.extend(u16::try_from(strings.len()).expect("a short text").to_be_bytes());
        out.extend(strings);
    }
    Some(out)
}
