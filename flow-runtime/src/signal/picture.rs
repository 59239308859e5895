//! A picture in a PNG file.

use super::SignalErrorKind;
use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};
use std::fs;
use std::path::Path;

/// How a PNG file begins.
const START: [u8; 4] = *b"\x89PNG";
/// Deflate makes at most so many bytes of one.
const MOST_ZIPPED: usize = 1032;
/// What a decoder needs beside the picture: buffers, and text that nobody reads.
const ROOM: usize = 1 << 18;

/// Channels, height and width, and the numbers of each channel, row by row.
pub(super) fn read(path: &Path) -> Result<([usize; 3], Vec<u8>), SignalErrorKind> {
    let bytes = fs::read(path).map_err(SignalErrorKind::Read)?;
    if !bytes.starts_with(&START) {
        return Err(SignalErrorKind::Format {
            found: bytes.into_iter().take(START.len()).collect(),
            expected: "a PNG file, which begins with [89, 50, 4e, 47]",
        });
    }
    let most = bytes.len().saturating_mul(MOST_ZIPPED);
    let limits = Limits {
        bytes: most.saturating_add(ROOM),
    };
    let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(&bytes), limits);
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(failed)?;
    let (color, depth) = reader.output_color_type();
    if depth != BitDepth::Eight {
        return Err(SignalErrorKind::Unsupported {
            found: format!("numbers of {} bits", depth as u8),
            expected: "numbers of 8 bits or fewer",
        });
    }
    let size = reader.output_buffer_size().filter(|size| *size <= most);
    let Some(size) = size else {
        let info = reader.info();
        return Err(SignalErrorKind::Unsupported {
            found: format!("{} × {} pixels", info.width, info.height),
            expected: "a picture that so short a file can hold",
        });
    };
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(failed)?;
    let channels = match color {
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        ColorType::Grayscale | ColorType::Indexed => 1,
    };
    let (height, width) = (frame.height as usize, frame.width as usize);
    pixels.truncate(channels * height * width);
    let of = |channel: usize| pixels.iter().skip(channel).step_by(channels);
    let apart = (0..channels).flat_map(of).copied().collect();
    Ok(([channels, height, width], apart))
}

fn failed(error: DecodingError) -> SignalErrorKind {
    match error {
        DecodingError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            SignalErrorKind::Read(error)
        }
        error => SignalErrorKind::Damaged {
            reason: error.to_string(),
        },
    }
}
