//! Compressing what is kept as it came: cells as written repeat themselves a lot.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Compresses bytes.
///
/// # Errors
///
/// None that a buffer in memory can give; the signature is the writer's.
pub fn compress(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}

/// The bytes that [`compress`] compressed.
///
/// # Errors
///
/// `InvalidInput` for anything else.
pub fn decompress(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compressed_comes_back() {
        let plain = "ผ่าน,".repeat(1_000);
        let packed = compress(plain.as_bytes()).unwrap();
        assert!(packed.len() < plain.len() / 20);
        assert_eq!(decompress(&packed).unwrap(), plain.as_bytes());
    }
}
