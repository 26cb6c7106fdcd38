//! The words of tus 1.0, the open protocol of files that come in pieces: <https://tus.io/protocols/resumable-upload>.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};

use super::super::headers::text;
use super::Unfit;
use crate::base::hex;

/// The version that is spoken here.
pub(super) const VERSION: &str = "1.0.0";
/// What a request says that brings bytes.
pub(super) const BYTES: &str = "application/offset+octet-stream";
/// What goes beyond the core of the protocol.
const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");

/// What a request says of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) length: Option<u64>,
    pub(super) offset: Option<u64>,
    pub(super) sha256: Option<[u8; 32]>,
    pub(super) has_bytes: bool,
}

impl Asked {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// 412 of another version of the protocol, 400 of what is no number and no SHA-256.
    pub(super) fn of(sent: &HeaderMap) -> Result<Self, Unfit> {
        if text(sent, RESUMABLE) != Some(VERSION) {
            let detail = "send Tus-Resumable: 1.0.0";
            return Err(Unfit::new(StatusCode::PRECONDITION_FAILED, "BAD_INPUT", detail));
        }
        let kind = text(sent, header::CONTENT_TYPE).map(str::trim);
        if kind.is_some_and(|it| !it.eq_ignore_ascii_case(BYTES)) {
            return Err(no_bytes());
        }
        Ok(Self {
            length: number(sent, &LENGTH)?,
            offset: number(sent, &OFFSET)?,
            sha256: checksum(sent)?,
            has_bytes: kind.is_some(),
        })
    }
}

fn number(sent: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Unfit> {
    let Some(value) = sent.get(name) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    let number = digits.and_then(|it| it.parse().ok());
    number.map(Some).ok_or_else(|| malformed("Upload-Length and Upload-Offset are whole numbers"))
}

/// What the bytes of a request must hash to, where it is said.
fn checksum(sent: &HeaderMap) -> Result<Option<[u8; 32]>, Unfit> {
    let Some(value) = sent.get(CHECKSUM) else { return Ok(None) };
    let said = value.to_str().ok().and_then(|it| it.trim().strip_prefix("sha256 "));
    let hash = said.and_then(|it| BASE64_STANDARD.decode(it.trim()).ok()?.try_into().ok());
    hash.map(Some).ok_or_else(|| malformed("Upload-Checksum is `sha256` and the hash in Base64"))
}

/// What is said of a file when it is begun.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) file_name: String,
    /// What the whole must hash to, where it is said.
    pub(super) sha256: Option<[u8; 32]>,
}

/// Reads what is said of a file: `filename`, and `sha256` of the whole in hexadecimal digits; other keys are passed over.
///
/// # Errors
///
/// 400 of what is not written as the protocol says.
pub(super) fn metadata(sent: &HeaderMap) -> Result<Metadata, Unfit> {
    let written = || malformed("Upload-Metadata is a list of keys, each with its value in Base64");
    let mut found = Metadata::default();
    let Some(value) = sent.get(METADATA) else { return Ok(found) };
    for pair in value.to_str().map_err(|_| written())?.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        let value = BASE64_STANDARD.decode(value.trim()).map_err(|_| written())?;
        let value = String::from_utf8(value).map_err(|_| written())?;
        match key {
            "filename" => found.file_name = value,
            "sha256" => {
                let hash = hex::decode(&value.to_ascii_lowercase()).and_then(|it| it.try_into().ok());
                found.sha256 = Some(hash.ok_or_else(|| malformed("sha256 is 64 hexadecimal digits"))?);
            }
            _ => {}
        }
    }
    Ok(found)
}

pub(super) fn malformed(detail: &'static str) -> Unfit {
    Unfit::new(StatusCode::BAD_REQUEST, "BAD_INPUT", detail)
}

pub(super) fn no_bytes() -> Unfit {
    let detail = "send application/offset+octet-stream";
    Unfit::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_INPUT", detail)
}

/// 460, the protocol's own: what came is not what was sent.
pub(super) fn checksum_differs() -> StatusCode {
    StatusCode::from_u16(460).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// An instant as a header has it.
pub(super) fn instant(at: DateTime<Utc>) -> Option<HeaderValue> {
    HeaderValue::from_str(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// What is spoken here, and how long a file may be.
pub(super) fn spoken(max_bytes: u64) -> Response {
    let named = |name: &'static str, value: &'static str| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let headers = [
        (RESUMABLE, HeaderValue::from_static(VERSION)),
        named("tus-version", VERSION),
        named("tus-extension", EXTENSIONS),
        named("tus-checksum-algorithm", "sha256"),
        (HeaderName::from_static("tus-max-size"), max_bytes.into()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_hash_is_one_or_is_not_taken_for_none() {
        let read = |text| checksum(&sent(&[(CHECKSUM, text)])).map_err(|it| it.code);
        let hash = read("sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").unwrap().unwrap();
        assert_eq!(hash[..2], [0xe3, 0xb0]);
        for wrong in ["", "sha256", "sha256 ", "sha256 AAAA", "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "sha256 *"]
        {
            assert_eq!(read(wrong).unwrap_err(), "BAD_INPUT", "{wrong}");
        }
        assert_eq!(checksum(&HeaderMap::new()).ok(), Some(None));
    }

    #[test]
    fn a_name_is_read_in_any_letters_and_what_is_unknown_is_passed_over() {
        let read = |text| metadata(&sent(&[(METADATA, text)])).map_err(|it| it.code);
        let thai =
            read("filetype dGV4dC9jc3Y=,filename 4Lia4Lix4LiN4LiK4Li1LmNzdg==,is_confidential").unwrap();
        assert_eq!(thai, Metadata { file_name: "บัญชี.csv".to_owned(), sha256: None });
        assert_eq!(metadata(&HeaderMap::new()).ok(), Some(Metadata::default()));
        for wrong in ["filename *", "filename /w==", "sha256 YWJj"] {
            assert_eq!(read(wrong).unwrap_err(), "BAD_INPUT", "{wrong}");
        }
    }

    #[test]
    fn another_version_of_the_protocol_is_not_spoken() {
        let read =
            |pairs: &[(HeaderName, &'static str)]| Asked::of(&sent(pairs)).map_err(|it| it.status.as_u16());
        assert_eq!(read(&[]).unwrap_err(), 412);
        assert_eq!(read(&[(RESUMABLE, "0.2.2")]).unwrap_err(), 412);
        assert_eq!(read(&[(RESUMABLE, VERSION), (header::CONTENT_TYPE, "text/plain")]).unwrap_err(), 415);
        assert_eq!(read(&[(RESUMABLE, VERSION), (OFFSET, "-1")]).unwrap_err(), 400);
        let asked = read(&[(RESUMABLE, VERSION), (OFFSET, "7"), (header::CONTENT_TYPE, BYTES)]).unwrap();
        assert_eq!(asked, Asked { length: None, offset: Some(7), sha256: None, has_bytes: true });
    }
}
