//! Texts: lines, documents, secrets, colours.

use url::Url;

use crate::message::Message;
use crate::text::excerpt;

/// Linux has no file name that is longer, in bytes.
pub const LONGEST_FILE_NAME: usize = 255;

/// One line of text, of at most so many characters.
pub fn line(value: &str, longest: usize) -> Result<String, Message> {
    if value.chars().any(char::is_control) {
        return Err(Message::new(
            "holds a control character or a line break",
            "use one line of text",
        ));
    }
    if value.chars().count() > longest {
        return Err(Message::new(
            format!("longer than {longest} characters"),
            "shorten it",
        ));
    }
    Ok(value.trim().to_owned())
}

/// The address of a page of the network. It may have a password in it, and is not
/// repeated.
pub fn address(value: &str) -> Result<Url, Message> {
    const LONGEST: usize = 4000;
    let written = line(value, LONGEST)?;
    match Url::parse(&written) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(Message::new(
            "not an address of a page",
            "write it whole, such as https://example.com/page",
        )),
    }
}

/// The name that an answer suggests for its file.
pub fn file_name(value: &str, longest: usize) -> Result<String, Message> {
    let name = line(value, longest)?;
    if name.contains(['/', '\\']) {
        return Err(Message::new(
            format!("`{}` has a folder in it", excerpt(&name)),
            "give a bare file name",
        ));
    }
    Ok(name)
}

/// A document, a style sheet or a script.
pub fn document(value: &str) -> Result<String, Message> {
    if value.contains('\0') {
        return Err(Message::new("holds a NUL character", "send text"));
    }
    Ok(value.to_owned())
}

/// Characters of a secret that goes with a request.
pub const LONGEST_SECRET: usize = 200;

/// A secret that goes with a request. It is not trimmed, and never repeated.
pub fn secret(value: &str) -> Result<String, Message> {
    line(value, LONGEST_SECRET).map(|_| value.to_owned())
}

/// Bytes of a password of a PDF (ISO 32000-2, 7.6.4.3.3).
pub const LONGEST_PASSWORD: usize = 127;

/// A password of a PDF.
pub fn password(value: &str) -> Result<String, Message> {
    let password = secret(value)?;
    if password.len() > LONGEST_PASSWORD {
        return Err(Message::new(
            format!("longer than {LONGEST_PASSWORD} bytes, which is what a PDF takes"),
            "shorten it",
        ));
    }
    Ok(password)
}

/// A colour. It is put into a style sheet, so it must not be able to end its
/// declaration: digits and letters alone.
pub fn color(value: &str) -> Result<String, Message> {
    let text = value.trim();
    let is_hex = |digits: &str| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_name =
        !text.is_empty() && text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match text.strip_prefix('#') {
        Some(digits) if is_hex(digits) => Ok(text.to_owned()),
        None if is_name => Ok(text.to_owned()),
        _ => Err(Message::new(
            format!("`{}` is not a colour", excerpt(value)),
            "use #rgb, #rrggbb or a name such as red",
        )),
    }
}
