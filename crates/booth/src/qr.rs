//! A link as a QR code that a window can draw without running anything.

use qrcode::{Color, EcLevel, QrCode};

use crate::view::QrPicture;

/// Modules of white around the code that the standard asks for (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// The code for `text`; `None` where it is too long for any QR code.
pub(crate) fn qr_picture(text: &str) -> Option<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|&column| code[(column, y)] == Color::Dark).count();
            if run > 0 {
                let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                path.extend([format!("M{left} {top}h{run}v1h-{run}z")]);
            }
            x += run.max(1);
        }
    }
    Some(QrPicture { size: (width + 2 * QUIET_ZONE) as u32, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_patterns_stand_in_their_corners() {
        let picture = qr_picture("http://127.0.0.1:7452/live/pika_0123").expect("a short text");
        let far = picture.size as usize - QUIET_ZONE - 7;
        for corner in
            ["M4 4h7v1h-7z".to_owned(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")]
        {
            assert!(picture.path.contains(&corner), "{corner} is missing");
        }
    }

    #[test]
    fn a_text_that_fits_no_code_gives_no_picture() {
        assert_eq!(qr_picture(&"x".repeat(5_000)), None);
    }
}
