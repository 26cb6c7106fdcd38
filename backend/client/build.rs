//! Builds the web client with npm where it is there, and writes its files down to be taken into the program, compressed
//! once; without npm, or with `PHONJON_WEB=skip`, one page says what is missing.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// What is there to be served when the client is not.
const NO_CLIENT: &str = "src/no-client.html";

/// Folders beside the client's own that it is not built from.
const ASIDE: [&str; 4] = ["node_modules", "dist", ".cache", "tests"];

/// The oldest Node.js that the client can be built with.
const OLDEST_NODE: u32 = 20;

/// Below so many bytes nothing is gained by compressing.
const WORTH_COMPRESSING: usize = 256;

fn main() -> Done {
    let room = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let project = room.join("../..").canonicalize()?;
    println!("cargo::rerun-if-env-changed=PHONJON_WEB");
    for own in ["build.rs", NO_CLIENT] {
        println!("cargo::rerun-if-changed={own}");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let files = match build(&project.join("web"), &project, &out)? {
        Some(dist) => collected(&dist)?,
        None => vec![("/index.html".to_owned(), fs::read(room.join(NO_CLIENT))?)],
    };
    write_down(&files, &out)
}

/// Builds the client and says where it is; none where it cannot be built here.
fn build(web: &Path, project: &Path, out: &Path) -> Done<Option<PathBuf>> {
    fs::write(out.join("begun"), "")?;
    let begun = fs::metadata(out.join("begun"))?.modified()?;
    for watched in ["schema.graphql", "backend/words/messages"] {
        println!("cargo::rerun-if-changed={}", project.join(watched).display());
    }
    let Ok(entries) = fs::read_dir(web) else {
        println!("cargo::warning=web/ is not there: the program is built without its web client");
        return Ok(None);
    };
    for entry in entries {
        let entry = entry?;
        if !ASIDE.contains(&&*entry.file_name().to_string_lossy()) {
            println!("cargo::rerun-if-changed={}", entry.path().display());
        }
    }
    if std::env::var("PHONJON_WEB").is_ok_and(|it| it == "skip") {
        return Ok(None);
    }
    if let Some(missing) = missing() {
        println!(
            "cargo::warning={missing}: the program is built without its web client (Node.js 20 or newer)"
        );
        return Ok(None);
    }
    let lock = |file: &str| fs::metadata(web.join(file)).and_then(|it| it.modified());
    let installed = lock("node_modules/.package-lock.json").ok();
    if installed.is_none_or(|installed| lock("package-lock.json").is_ok_and(|it| installed < it)) {
        npm(web, &["ci", "--no-audit", "--no-fund"])?;
    }
    npm(web, &["run", "build"])?;
    settle(&web.join("src"), begun)?;
    Ok(Some(web.join("dist")))
}

/// What is missing to build the client, if anything is. An older Node.js leaves out what the bundler runs on, and says so
/// only when it is too late.
fn missing() -> Option<String> {
    if Command::new("npm").arg("--version").output().is_err() {
        return Some("npm is not there".to_owned());
    }
    let Ok(told) = Command::new("node").arg("--version").output() else {
        return Some("Node.js is not there".to_owned());
    };
    let version = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    major.is_none_or(|it| it < OLDEST_NODE).then(|| format!("Node.js is {version}"))
}

fn npm(web: &Path, args: &[&str]) -> Done {
    let output = Command::new("npm").args(args).current_dir(web).output()?;
    if output.status.success() {
        return Ok(());
    }
    let mut told = std::io::stderr().lock();
    told.write_all(&output.stdout)?;
    told.write_all(&output.stderr)?;
    let what = args.join(" ");
    Err(format!(
        "`npm {what}` failed in web/; with PHONJON_WEB=skip the program is built without its web client"
    )
    .into())
}

/// What the build generated is as old as the build: else cargo would take it for a change, and build again for ever.
fn settle(folder: &Path, begun: SystemTime) -> Done {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            settle(&path, begun)?;
        } else if path.to_string_lossy().contains(".generated.") && begun < fs::metadata(&path)?.modified()? {
            fs::File::options().write(true).open(&path)?.set_modified(begun - Duration::from_secs(5))?;
        }
    }
    Ok(())
}

/// The files under a folder by their paths, in order; maps of sources stay outside.
fn collected(dist: &Path) -> Done<Vec<(String, Vec<u8>)>> {
    let (mut files, mut folders) = (Vec::new(), vec![dist.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|it| it != "map") {
                let name = path.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
                files.push((format!("/{name}"), fs::read(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes each file as it is and compressed, and the list of them that the room is built with.
fn write_down(files: &[(String, Vec<u8>)], out: &Path) -> Done {
    let is_release = std::env::var("PROFILE").is_ok_and(|it| it == "release");
    let mut list = String::from("&[\n");
    for (idx, (path, plain)) in files.iter().enumerate() {
        let hash = Sha256::digest(plain)
            .iter()
            .take(16)
            .try_fold(String::new(), |mut text, byte| write!(text, "{byte:02x}").map(|()| text))?;
        let (gzip, brotli) = if is_text(path) && WORTH_COMPRESSING <= plain.len() {
            (gzipped(plain)?, brotlied(plain, is_release)?)
        } else {
            (Vec::new(), Vec::new())
        };
        for (ending, bytes) in [("plain", plain), ("gz", &gzip), ("br", &brotli)] {
            fs::write(out.join(format!("{idx}.{ending}")), bytes)?;
        }
        let of = |ending: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{idx}.{ending}\"))");
        let (plain, gzip, brotli) = (of("plain"), of("gz"), of("br"));
        writeln!(
            list,
            "File {{ path: {path:?}, etag: \"W/\\\"{hash}\\\"\", plain: {plain}, gzip: {gzip}, brotli: {brotli} }},"
        )?;
    }
    list.push_str("]\n");
    Ok(fs::write(out.join("files.rs"), list)?)
}

/// Everything but pictures and fonts, which are compressed in themselves.
fn is_text(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    !["woff2", "woff", "png", "jpg", "jpeg", "webp", "avif", "gif", "gz", "br", "pbf", "pmtiles"]
        .contains(&ending)
}

fn gzipped(plain: &[u8]) -> Done<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?)
}

/// As small as can be where it is worth the time: in what is handed out.
fn brotlied(plain: &[u8], is_release: bool) -> Done<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: if is_release { 11 } else { 7 },
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &params)?;
    Ok(compressed)
}
