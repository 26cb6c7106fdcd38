//! Whether a file that is sent in pieces goes on from the last of them, whatever became of the line or the server.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::district::{District, Row, row, tpmap};
use crate::imports::look;
use crate::uploads::{blobs, checksum, named};
use crate::world::World;

impl District {
    async fn tus(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        let request = self.world.http().request(method, self.world.url(path).await);
        request.header("tus-resumable", "1.0.0").bearer_auth(self.token(who).await)
    }

    /// Begins a file of so many bytes, and gives where its bytes go.
    async fn begun(&self, who: &str, name: &str, n_bytes: usize) -> String {
        let request = self.tus(who, Method::POST, "/uploads").await;
        let request = request.header("upload-length", n_bytes).header("upload-metadata", named(name));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201, "{}", self.world.log());
        assert_eq!(header(&answer, "upload-offset"), "0");
        header(&answer, "location")
    }

    /// Sends a piece, said to hash to what `said` hashes to.
    async fn piece(&self, who: &str, place: &str, from: usize, bytes: &[u8], said: &[u8]) -> Response {
        let request = self.tus(who, Method::PATCH, place).await.header("upload-offset", from);
        let request = request.header("content-type", "application/offset+octet-stream");
        request.header("upload-checksum", checksum(said)).body(bytes.to_vec()).send().await.unwrap()
    }

    /// How many bytes of a file have come, as the server says.
    async fn offset(&self, who: &str, place: &str) -> usize {
        let answer = self.tus(who, Method::HEAD, place).await.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "cache-control").as_str()), (200, "no-store"));
        header(&answer, "upload-offset").parse().unwrap()
    }

    /// Begins to send a piece, and gives the line when half of it is on its way.
    async fn half_sent(&self, who: &str, place: &str, from: usize, bytes: &[u8]) -> TcpStream {
        let token = self.token(who).await;
        let address = self.world.server().await.base_url().trim_start_matches("http://").to_owned();
        let mut line = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "PATCH {place} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ntus-resumable: 1.0.0\r\n\
             connection: close\r\ncontent-type: application/offset+octet-stream\r\nupload-offset: {from}\r\n\
             content-length: {}\r\n\r\n",
            bytes.len()
        );
        line.write_all(head.as_bytes()).await.unwrap();
        line.write_all(&bytes[..bytes.len() / 2]).await.unwrap();
        line.flush().await.unwrap();
        line
    }
}

fn header(of: &Response, name: &str) -> String {
    of.headers().get(name).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default()
}

fn a_list() -> Vec<u8> {
    let rows: Vec<Row> = (1..=200).map(|n| row(n, "48010901")).collect();
    tpmap(&rows).into_bytes()
}

fn id_of(place: &str) -> &str {
    place.rsplit('/').next().unwrap()
}

async fn a_file_goes_on_from_where_the_line_broke(world: World) {
    let it = District::new(world);
    let (list, third) = (a_list(), a_list().len() / 3);
    let place = it.begun("officer", "tpmap_2566.csv", list.len()).await;
    let came = it.piece("officer", &place, 0, &list[..third], &list[..third]).await;
    assert_eq!((came.status().as_u16(), header(&came, "upload-offset")), (204, third.to_string()));
    assert!(header(&came, "upload-expires").ends_with(" GMT"), "{came:?}");

    // What is not what was sent, or does not go on from there, counts for nothing.
    let wrong = it.piece("officer", &place, third, &list[third..], &list[..third]).await;
    assert_eq!(wrong.status(), 460);
    for from in [0, third - 1, third + 1, list.len()] {
        let wrong = it.piece("officer", &place, from, &list[from..], &list[from..]).await;
        assert_eq!(wrong.status(), 409, "{from}");
    }
    let long = [&list[third..], b"more"].concat();
    assert_eq!(it.piece("officer", &place, third, &long, &long).await.status(), 409);
    drop(it.half_sent("officer", &place, third, &list[third..]).await);
    assert_eq!(it.offset("officer", &place).await, third);
    let early = format!("uploadId: \"{}\"", id_of(&place));
    assert_eq!(it.refused("officer", "importApply", &early).await.0, "UPLOAD_GONE", "it is not whole");

    let came = it.piece("officer", &place, third, &list[third..], &list[third..]).await;
    assert_eq!((came.status().as_u16(), header(&came, "upload-offset")), (204, list.len().to_string()));
    assert_eq!(it.offset("officer", &place).await, list.len(), "whoever missed the answer asks");
    assert_eq!(blobs(&it.world).len(), 1, "the whole alone is kept");
    let import = it.apply_upload("officer", id_of(&place), Some(2566)).await;
    assert_eq!((&import["state"], &import["nAccepted"]), (&json!("APPLIED"), &json!(200)), "{import}");
}

async fn a_server_that_dies_goes_on_from_the_last_piece(world: World) {
    let it = District::new(world);
    let (list, half) = (a_list(), a_list().len() / 2);
    let place = it.begun("officer", "tpmap_2566.csv", list.len()).await;
    assert_eq!(it.piece("officer", &place, 0, &list[..half], &list[..half]).await.status(), 204);
    let line = it.half_sent("officer", &place, half, &list[half..]).await;
    it.world.server().await.kill();
    drop(line);
    let it = it.restarted();
    assert_eq!(it.offset("officer", &place).await, half);
    assert_eq!(it.piece("officer", &place, half, &list[half..], &list[half..]).await.status(), 204);
    let import = it.apply_upload("officer", id_of(&place), Some(2566)).await;
    assert_eq!((&import["state"], &import["nAccepted"]), (&json!("APPLIED"), &json!(200)), "{import}");
    for table in ["incoming_upload", "upload_piece"] {
        let left = look(&it.world, &format!("select cast(count(*) as text) from {table}")).await;
        assert_eq!(left[0][0].as_deref(), Some("0"), "{table}");
    }
}

async fn two_offices_send_without_waiting_for_each_other(world: World) {
    let it = District::new(world);
    let list = a_list();
    let place = it.begun("officer", "near.csv", list.len()).await;
    let mut line = it.half_sent("officer", &place, 0, &list).await;
    // The other office begins and ends while the first stands still.
    let far = tpmap(&[row(1, "48020101")]);
    let upload = it.upload("far_chief", "far.csv", far.as_bytes()).await;
    assert_eq!(it.apply_upload("far_chief", &upload, Some(2566)).await["nNew"], 1);
    line.write_all(&list[list.len() / 2..]).await.unwrap();
    let mut told = String::new();
    line.read_to_string(&mut told).await.unwrap();
    assert!(told.starts_with("HTTP/1.1 204 "), "{told}");
    let import = it.apply_upload("officer", id_of(&place), Some(2566)).await;
    assert_eq!(import["nNew"], 200, "{import}");
}

async fn a_file_is_its_senders_until_it_is_given_up(world: World) {
    let it = District::new(world);
    let list = a_list();
    let place = it.begun("officer", "tpmap_2566.csv", list.len()).await;
    assert_eq!(it.piece("officer", &place, 0, &list[..9], &list[..9]).await.status(), 204);
    assert_eq!(it.piece("chief", &place, 9, &list[9..], &list[9..]).await.status(), 404);
    for (who, status) in [("chief", 404), ("team", 403)] {
        for method in [Method::HEAD, Method::DELETE] {
            let answer = it.tus(who, method, &place).await.send().await.unwrap();
            assert_eq!(answer.status(), status, "{who}");
        }
    }
    let foreign = it.tus("officer", Method::DELETE, &place).await.header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!((it.offset("officer", &place).await, blobs(&it.world).len()), (9, 1));
    let given_up = it.tus("officer", Method::DELETE, &place).await.send().await.unwrap();
    assert_eq!(given_up.status(), 204);
    assert_eq!(blobs(&it.world).len(), 0);
    assert_eq!(it.tus("officer", Method::HEAD, &place).await.send().await.unwrap().status(), 404);
    assert_eq!(it.piece("officer", &place, 9, &list[9..], &list[9..]).await.status(), 404);
    let events = "select action from audit_event where action like 'upload.%' order by action";
    let events: Vec<_> = look(&it.world, events).await.into_iter().flatten().flatten().collect();
    assert_eq!(events, ["upload.begun", "upload.given_up"]);
}

async fn what_may_be_sent_is_told_before(world: World) {
    let it = District::new(world);
    let told = it.ask("officer", "{ uploadLimits { maxMebibytes pieceBytes keptHours formats } }").await;
    let formats = ["xlsx", "xls", "xlsb", "ods", "csv"];
    let wanted = json!({ "maxMebibytes": 256, "pieceBytes": 1 << 20, "keptHours": 24, "formats": formats });
    assert_eq!(told["uploadLimits"], wanted);
    let spoken = it.tus("officer", Method::OPTIONS, "/uploads").await.send().await.unwrap();
    assert_eq!(spoken.status(), 204);
    assert_eq!(header(&spoken, "tus-max-size"), (256 << 20).to_string());
    assert_eq!(
        header(&spoken, "tus-extension"),
        "creation,creation-with-upload,checksum,expiration,termination"
    );
    let long = it.tus("officer", Method::POST, "/uploads").await.header("upload-length", (256 << 20) + 1);
    assert_eq!(long.send().await.unwrap().status(), 413, "refused before a byte of it");
}

on_both!(
    a_file_goes_on_from_where_the_line_broke,
    a_server_that_dies_goes_on_from_the_last_piece,
    two_offices_send_without_waiting_for_each_other,
    a_file_is_its_senders_until_it_is_given_up,
    what_may_be_sent_is_told_before,
);
