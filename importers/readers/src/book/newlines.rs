//! A text with its lines ended one way: `\n`, also the last one, so that lines can be counted.

use std::io::{self, Read};

/// Turns `\r\n` and `\r` into `\n` and ends the last line.
pub(crate) struct Newlines<R> {
    inner: R,
    after_return: bool,
    ended: bool,
}

impl<R> Newlines<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, after_return: false, ended: false }
    }
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() || self.ended {
            return Ok(0);
        }
        loop {
            let n = self.inner.read(buf)?;
            if n == 0 {
                self.ended = true;
                let Some(first) = buf.first_mut() else { return Ok(0) };
                *first = b'\n';
                return Ok(1);
            }
            let mut kept = 0;
            for at in 0..n {
                let Some(&b) = buf.get(at) else { break };
                let is_second = b == b'\n' && self.after_return;
                self.after_return = b == b'\r';
                if is_second {
                    continue;
                }
                if let Some(slot) = buf.get_mut(kept) {
                    *slot = if b == b'\r' { b'\n' } else { b };
                }
                kept += 1;
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(1).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    #[test]
    fn every_line_ends_alike() {
        for text in ["a\r\nb\rc\n\r\n", "a\nb\nc\n\n"] {
            assert_eq!(io::read_to_string(Newlines::new(text.as_bytes())).unwrap(), "a\nb\nc\n\n\n");
            assert_eq!(io::read_to_string(Newlines::new(Slow(text.as_bytes()))).unwrap(), "a\nb\nc\n\n\n");
        }
        assert_eq!(io::read_to_string(Newlines::new("a".as_bytes())).unwrap(), "a\n");
    }
}
