//! The registry from the web, over HTTP.

use std::io::{self, Read};
use std::time::Duration;
use std::{error, fmt};

use ureq::Agent;
use ureq::http::header::{
    CONTENT_LENGTH, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, TRANSFER_ENCODING,
};
use ureq::http::{HeaderMap, HeaderName, StatusCode};

use super::registry_file::MAX_REGISTRY_FILE_LEN;
use crate::name::presentation;

/// Where IANA publishes its registry, as comma-separated values.
pub const IANA_REGISTRY_URL: &str =
    "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.csv";

/// Redirects that are followed at most.
const MAX_REDIRECTS: u32 = 5;

/// How long all of it may take, however steadily it comes.
const MAX_DURATION: Duration = Duration::from_secs(15 * 60);

/// Octets that are read at once, after each of which the progress is told.
const CHUNK_LEN: usize = 16 * 1024;

/// A registry file to be fetched by HTTP or HTTPS.
///
/// What begins with HTTPS is not redirected to HTTP.
#[derive(Clone, Debug)]
pub struct RegistryDownload {
    url: String,
    patience: Duration,
    etag: Option<String>,
    last_modified: Option<String>,
}

/// A file that has come, and what a server says to tell it from a newer one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DownloadedRegistry {
    /// The file.
    pub octets: Vec<u8>,
    /// The entity tag ([RFC 9110 §8.8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3)).
    pub etag: Option<String>,
    /// The date of the file ([RFC 9110 §8.8.2](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2)).
    pub last_modified: Option<String>,
}

impl RegistryDownload {
    /// A file at this URL, given up when nothing comes for as long as `patience`.
    pub fn new(url: &str, patience: Duration) -> Self {
        Self {
            url: url.to_owned(),
            patience,
            etag: None,
            last_modified: None,
        }
    }

    /// Asks for the file only if it differs from one that had these validators
    /// ([RFC 9110 §13.1](https://www.rfc-editor.org/rfc/rfc9110#section-13.1)).
    #[must_use]
    pub fn unless(mut self, etag: Option<String>, last_modified: Option<String>) -> Self {
        self.etag = etag;
        self.last_modified = last_modified;
        self
    }

    /// The URL as it may be shown and kept: without a user's name and password.
    pub fn place(&self) -> String {
        without_password(&self.url)
    }

    /// Fetches it; `None` where it doesn't differ.
    ///
    /// `progress` is told how many octets have come and of how many, where the server says it.
    ///
    /// # Errors
    ///
    /// A server that can't be reached, that answers anything but the file, or a file that ends early or is above
    /// [`MAX_REGISTRY_FILE_LEN`].
    pub fn fetch(
        &self,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Option<DownloadedRegistry>, RegistryDownloadError> {
        self.run(progress).map_err(|fault| RegistryDownloadError {
            url: self.place(),
            fault,
        })
    }

    fn run(
        &self,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Option<DownloadedRegistry>, Fault> {
        let mut request = self.agent().get(&self.url);
        let validators = [
            (IF_NONE_MATCH, &self.etag),
            (IF_MODIFIED_SINCE, &self.last_modified),
        ];
        for (header, validator) in validators {
            if let Some(validator) = validator {
                request = request.header(header, validator);
            }
        }
        let response = request.call()?;
        let is_conditional = self.etag.is_some() || self.last_modified.is_some();
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if is_conditional => return Ok(None),
            status => return Err(Fault::Status(status.as_u16())),
        }
        let etag = header(response.headers(), &ETAG);
        let last_modified = header(response.headers(), &LAST_MODIFIED);
        // Without a length or chunks, the file ends where the connection does, whoever ended it (RFC 9112 §6.3).
        let ends_with_connection = !response.headers().contains_key(TRANSFER_ENCODING)
            && !response.headers().contains_key(CONTENT_LENGTH);
        let body = response.into_body();
        let stated = body.content_length();
        let octets = read_body(body.into_reader(), stated, progress)?;
        if ends_with_connection && !octets.ends_with(b"\n") {
            return Err(Fault::CutOff {
                received: octets.len() as u64,
                stated: None,
            });
        }
        Ok(Some(DownloadedRegistry {
            octets,
            etag,
            last_modified,
        }))
    }

    fn agent(&self) -> Agent {
        let is_secure = self
            .url
            .get(..6)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
        Agent::config_builder()
            .https_only(is_secure)
            .http_status_as_error(false)
            .max_redirects(MAX_REDIRECTS)
            .timeout_connect(Some(self.patience))
            .timeout_recv_response(Some(self.patience))
            .timeout_per_read(Some(self.patience))
            .timeout_global(Some(MAX_DURATION))
            .user_agent(concat!("dnssd-check/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent()
    }
}

/// Why a registry file could not be fetched.
#[derive(Debug)]
pub struct RegistryDownloadError {
    url: String,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    CutOff { received: u64, stated: Option<u64> },
    Failed(ureq::Error),
    Insecure,
    Status(u16),
    TimedOut,
    TooLong,
    TooManyRedirects,
    Url,
}

impl RegistryDownloadError {
    /// Whether it is what was asked for that is at fault, or the file that came, and not the way to it.
    pub fn is_of_request_or_file(&self) -> bool {
        matches!(self.fault, Fault::TooLong | Fault::Url)
    }
}

impl fmt::Display for RegistryDownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = presentation::text(self.url.as_bytes());
        match &self.fault {
            Fault::CutOff { received, stated } => {
                write!(f, "`{url}`: the connection ended after {received} octets")?;
                match stated {
                    Some(stated) => write!(f, " of {stated}"),
                    None => f.write_str(", within the file"),
                }
            }
            Fault::Failed(error) => write!(f, "`{url}` can't be fetched: {}", reason(error)),
            Fault::Insecure => write!(f, "`{url}` is redirected from HTTPS to HTTP"),
            Fault::Status(status) => {
                write!(
                    f,
                    "`{url}`: the server answers with status {status}, 200 is expected"
                )
            }
            Fault::TimedOut => write!(f, "`{url}`: the server did not answer in time"),
            Fault::TooLong => write!(
                f,
                "`{url}` is longer than {MAX_REGISTRY_FILE_LEN} octets, the limit for a registry file"
            ),
            Fault::TooManyRedirects => {
                write!(f, "`{url}` is redirected more than {MAX_REDIRECTS} times")
            }
            Fault::Url => write!(f, "`{url}` is no URL that can be fetched"),
        }
    }
}

impl error::Error for RegistryDownloadError {}

impl From<ureq::Error> for Fault {
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => Self::Url,
            ureq::Error::RequireHttpsOnly(_) => Self::Insecure,
            ureq::Error::Timeout(_) => Self::TimedOut,
            ureq::Error::TooManyRedirects => Self::TooManyRedirects,
            other => Self::Failed(other),
        }
    }
}

fn read_body(
    mut body: impl Read,
    stated: Option<u64>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Vec<u8>, Fault> {
    if stated.is_some_and(|stated| stated > MAX_REGISTRY_FILE_LEN) {
        return Err(Fault::TooLong);
    }
    let mut octets = Vec::new();
    let mut received = 0;
    loop {
        progress(received, stated);
        let mut chunk = body.by_ref().take(CHUNK_LEN as u64);
        let read = match chunk.read_to_end(&mut octets) {
            Ok(read) => read as u64,
            Err(error) => {
                let received = octets.len() as u64;
                return Err(body_fault(error, received, stated));
            }
        };
        received += read;
        if received > MAX_REGISTRY_FILE_LEN {
            return Err(Fault::TooLong);
        }
        if read == 0 {
            break;
        }
    }
    if stated.is_some_and(|stated| received < stated) {
        return Err(Fault::CutOff { received, stated });
    }
    Ok(octets)
}

fn body_fault(error: io::Error, received: u64, stated: Option<u64>) -> Fault {
    match ureq::Error::from(error) {
        ureq::Error::Io(error) if is_end(&error) => Fault::CutOff { received, stated },
        error => error.into(),
    }
}

fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::UnexpectedEof
    )
}

/// What the system says of it, where the system does.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// The URL without a user's name and password, which are for the server alone.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rfind('@') {
        Some(end) => {
            let shown = rest.get(end + 1..).unwrap_or_default();
            format!("{scheme}://{shown}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_stays_https() {
        let is_kept = |url| {
            let download = RegistryDownload::new(url, Duration::from_secs(1));
            download.agent().config().https_only()
        };
        assert!(is_kept("https://a.example/"));
        assert!(is_kept("HTTPS://a.example/"));
        assert!(!is_kept("http://127.0.0.1/"));
    }

    #[test]
    fn a_body_is_read_up_to_the_limit() {
        let mut seen = Vec::new();
        let body = io::repeat(b'a').take(MAX_REGISTRY_FILE_LEN + 1);
        let fault = read_body(body, None, &mut |received, _| seen.push(received));
        assert!(matches!(fault, Err(Fault::TooLong)), "{fault:?}");
        assert!(seen.is_sorted() && seen.last() < Some(&(MAX_REGISTRY_FILE_LEN + 1)));
        let stated = Some(MAX_REGISTRY_FILE_LEN + 1);
        let fault = read_body(io::empty(), stated, &mut |_, _| {});
        assert!(matches!(fault, Err(Fault::TooLong)), "{fault:?}");
    }

    #[test]
    fn a_body_that_ends_early_is_no_file() {
        let fault = read_body(&b"abc"[..], Some(4), &mut |_, _| {});
        assert!(
            matches!(
                fault,
                Err(Fault::CutOff {
                    received: 3,
                    stated: Some(4)
                })
            ),
            "{fault:?}"
        );
        let octets = read_body(&b"abc"[..], Some(3), &mut |_, _| {});
        assert_eq!(octets.ok().as_deref(), Some(&b"abc"[..]));
    }

    #[test]
    fn a_password_is_not_told() {
        for (url, shown) in [
            ("https://a.example/b", "https://a.example/b"),
            ("https://me:pass@a.example/b@c", "https://a.example/b@c"),
            ("https://me:p@ss@a.example:1?x", "https://a.example:1?x"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
