//! A web server that says what it is told to, also what no server should.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server does with a request.
pub(super) enum Answer {
    /// Sends this, octet by octet as it is, and closes.
    Raw(Vec<u8>),
    /// Sends this, and then `a` for as long as it is read.
    Endless(&'static str),
    /// Sends this, and then nothing, without closing.
    Stalled(&'static str),
}

/// A server on the loopback interface, as long as the test's process lives.
pub(super) struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it; `answer` is handed the lines of each request, the first of which has the path.
    pub(super) fn start(answer: impl Fn(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // The program may hang up at any time; that is what some tests are about.
                let _ = stream.and_then(|stream| serve(stream, &answer, &seen));
            }
        });
        Self { port, requests }
    }

    /// Starts one that gives the same answer to all.
    pub(super) fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_| Answer::Raw(answer.clone()))
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The requests so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A complete response.
pub(super) fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn serve(
    mut stream: TcpStream,
    answer: impl Fn(&str) -> Answer,
    seen: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
    }
    seen.lock().unwrap().push(request.clone());
    match answer(&request) {
        Answer::Raw(octets) => stream.write_all(&octets),
        Answer::Endless(head) => {
            stream.write_all(head.as_bytes())?;
            loop {
                stream.write_all(&[b'a'; 8 * 1024])?;
            }
        }
        Answer::Stalled(head) => {
            stream.write_all(head.as_bytes())?;
            // Until the other side hangs up.
            io::copy(&mut reader, &mut io::sink()).map(drop)
        }
    }
}
