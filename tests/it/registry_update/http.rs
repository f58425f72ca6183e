//! What servers answer, and what becomes of the cache.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use super::server::{Answer, Server, response};
use super::{Home, Run, registry};

/// As many names as are enough.
const NAMES: usize = 1000;

const DATE: &str = "2031-02-03";

fn update(home: &Home, url: &str) -> Run {
    home.run(&["registry", "update", "--from", url])
}

/// Updates from a server that answers so, which must fail and leave the table as it was.
#[track_caller]
fn assert_refused(server: &Server, status: i32, sentence: &str) {
    let home = Home::new();
    let file = home.file("a.csv", registry(3, DATE));
    home.prints(&["registry", "import", file.to_str().unwrap()]);
    let before = fs::read(home.table()).unwrap();
    let url = server.url("/registry.csv");
    let run = update(&home, &url);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (status, "", format!("error: `{url}`{sentence}\n").as_str())
    );
    assert_eq!(fs::read(home.table()).unwrap(), before);
    assert_eq!(
        fs::read_dir(home.cache()).unwrap().count(),
        1,
        "nothing is left behind"
    );
}

#[test]
fn a_registry_is_fetched_once_and_then_only_if_it_changed() {
    let home = Home::new();
    let server = Server::start(|request| {
        if request.to_lowercase().contains("if-none-match: \"v1\"") {
            return Answer::Raw(response("304 Not Modified", "ETag: \"v1\"\r\n", ""));
        }
        let headers = "ETag: \"v1\"\r\nLast-Modified: Mon, 03 Feb 2031 10:00:00 GMT\r\n";
        Answer::Raw(response("200 OK", headers, &registry(NAMES, DATE)))
    });
    let url = server.url("/registry.csv");
    let run = update(&home, &url);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (
            0,
            "the registry is now of edition 2031-02-03: 1000 rows, 1000 names\n",
            ""
        )
    );
    home.prints(&["registry", "lookup", "example-999"]);
    let info = home.prints(&["registry", "info"]);
    assert!(info.contains(&format!("from     {url}\n")), "{info}");

    // As if it had been fetched long ago.
    let table = fs::read_to_string(home.table()).unwrap();
    let (before, after) = table.split_once("# fetched\t").unwrap();
    let (today, after) = after.split_once('\n').unwrap();
    fs::write(
        home.table(),
        format!("{before}# fetched\t2030-01-01\n{after}"),
    )
    .unwrap();
    let run = update(&home, &url);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (
            0,
            "the registry has not changed, it is of edition 2031-02-03: 1000 rows, 1000 names\n",
            ""
        )
    );
    assert!(
        fs::read_to_string(home.table())
            .unwrap()
            .contains(&format!("# fetched\t{today}\n")),
        "it is known to be current as of today"
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let second = requests[1].to_lowercase();
    assert!(
        second.contains("if-modified-since: mon, 03 feb 2031 10:00:00 gmt\r\n"),
        "{second}"
    );
    assert!(
        !requests[0].to_lowercase().contains("\r\nif-"),
        "{}",
        requests[0]
    );
    assert!(requests[0].contains("dnssd-check/"), "{}", requests[0]);
}

#[test]
fn a_damaged_table_or_another_source_is_fetched_anew() {
    let home = Home::new();
    let server = Server::saying(response(
        "200 OK",
        "ETag: \"v1\"\r\n",
        &registry(NAMES, DATE),
    ));
    let url = server.url("/registry.csv");
    update(&home, &url);
    let table = fs::read_to_string(home.table()).unwrap();
    fs::write(home.table(), table.replace("Example 7", "Example 8")).unwrap();
    assert_eq!(update(&home, &url).status, 0);
    assert_eq!(fs::read_to_string(home.table()).unwrap(), table);
    assert_eq!(update(&home, &server.url("/other.csv")).status, 0);
    for request in server.requests() {
        assert!(
            !request.to_lowercase().contains("if-none-match"),
            "{request}"
        );
    }
}

#[test]
fn a_redirect_is_followed_but_not_for_ever() {
    let home = Home::new();
    let server = Server::start(|request| {
        let answer = match request.split(' ').nth(1) {
            Some("/old") => response("301 Moved Permanently", "Location: /newer\r\n", "moved"),
            Some("/newer") => response("302 Found", "Location: registry.csv\r\n", ""),
            Some("/registry.csv") => response("200 OK", "", &registry(NAMES, DATE)),
            _ => response("302 Found", "Location: /round\r\n", ""),
        };
        Answer::Raw(answer)
    });
    let run = update(&home, &server.url("/old"));
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let url = server.url("/round");
    let run = update(&home, &url);
    assert_eq!(
        (run.status, run.err),
        (
            3,
            format!("error: `{url}` is redirected more than 5 times\n")
        )
    );
}

#[test]
fn a_file_that_is_not_there_is_not_reached() {
    let page = "<!doctype html><p>Not found";
    assert_refused(
        &Server::saying(response(
            "404 Not Found",
            "Content-Type: text/html\r\n",
            page,
        )),
        3,
        ": the server answers with status 404, 200 is expected",
    );
    assert_refused(
        &Server::saying(response("304 Not Modified", "", "")),
        3,
        ": the server answers with status 304, 200 is expected",
    );
    assert_refused(
        &Server::saying(response("500 Internal Server Error", "", "")),
        3,
        ": the server answers with status 500, 200 is expected",
    );
}

#[test]
fn a_body_that_ends_early_is_no_registry() {
    let body = registry(NAMES, DATE);
    let stated = body.len() + 500;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {stated}\r\n\r\n");
    let sentence = format!(
        ": the connection ended after {} octets of {stated}",
        body.len()
    );
    assert_refused(&Server::saying(head + &body), 3, &sentence);

    // Without a length, the end of the connection is the end of the file.
    let cut = &body[..body.len() - 5];
    let sentence = format!(
        ": the connection ended after {} octets, within the file",
        cut.len()
    );
    assert_refused(
        &Server::saying(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{cut}")),
        3,
        &sentence,
    );
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nServi\r\n";
    assert_refused(
        &Server::saying(chunked),
        3,
        ": the connection ended after 5 octets, within the file",
    );
}

#[test]
fn what_is_no_registry_is_told_as_what_it_is() {
    let page = "\n<!DOCTYPE html>\n<html><p>Please log in to this network</html>";
    assert_refused(
        &Server::saying(response("200 OK", "", page)),
        2,
        " is a web page, not the registry",
    );
    assert_refused(&Server::saying(response("200 OK", "", "")), 2, " is empty");
    assert_refused(
        &Server::saying(response("200 OK", "", &registry(NAMES - 1, DATE))),
        2,
        " has 999 rows with a service name, at least 1000 are expected of the whole registry",
    );
}

#[test]
fn a_file_without_end_is_given_up() {
    const SENTENCE: &str = " is longer than 67108864 octets, the limit for a registry file";
    assert_refused(
        &Server::start(|_| Answer::Endless("HTTP/1.1 200 OK\r\n\r\n")),
        2,
        SENTENCE,
    );
    assert_refused(
        &Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"),
        2,
        SENTENCE,
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    for said in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nService Name,",
    ] {
        let home = Home::new();
        let server = Server::start(move |_| Answer::Stalled(said));
        let url = server.url("/registry.csv");
        let run = home.run(&["registry", "update", "--from", &url, "--timeout", "200ms"]);
        assert_eq!(
            (run.status, run.err),
            (
                3,
                format!("error: `{url}`: the server did not answer in time\n")
            )
        );
        assert!(!home.cache().exists());
    }
}

#[test]
fn a_server_that_is_not_there_is_not_reached() {
    let home = Home::new();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let run = update(&home, &format!("http://me:secret@127.0.0.1:{port}/"));
    assert_eq!(run.status, 3);
    let start = format!("error: `http://127.0.0.1:{port}/` can't be fetched: ");
    assert!(run.err.starts_with(&start), "{run:?}");
    assert_eq!(run.err.lines().count(), 1);
    assert_eq!(update(&home, "http://").status, 2);
}

#[test]
fn octets_of_a_server_reach_no_terminal() {
    let home = Home::new();
    for answer in [
        "\u{1b}[2J\r\n\r\n",
        "HTTP/1.1 200 \u{1b}[2J\r\nLocation: \u{7}\r\n\r\n\u{1b}[2J,\n",
    ] {
        let run = update(&home, &Server::saying(answer).url("/registry.csv"));
        assert!(matches!(run.status, 2 | 3), "{run:?}");
        assert!(
            run.err.bytes().all(|octet| octet == b'\n' || octet >= b' '),
            "{run:?}"
        );
    }
    let headers = "ETag: \"\u{e9}\"\r\nLast-Modified: a\tb\r\n";
    let server = Server::saying(response("200 OK", headers, &registry(NAMES, DATE)));
    assert_eq!(update(&home, &server.url("/registry.csv")).status, 0);
    home.prints(&["registry", "lookup", "example-1"]);
}
