//! Of which kind a file is, by the ending of its name.

/// The media type; what is unknown is bytes that a browser only stores.
pub(crate) fn of(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "pbf" => "application/x-protobuf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ending_says_it() {
        for (path, kind) in [
            ("/index.html", "text/html; charset=utf-8"),
            ("/assets/a.b-1.js", "text/javascript; charset=utf-8"),
            ("/assets/a.woff2", "font/woff2"),
            ("/assets/a", "application/octet-stream"),
            ("/assets/a.exe", "application/octet-stream"),
        ] {
            assert_eq!(of(path), kind, "{path}");
        }
    }
}
