//! The pictures of a document's pages as one zip. They are compressed already,
//! so they are stored as they are.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::error::Error;
use super::settings::MOST_BYTES;

pub struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    extension: &'static str,
    pictures: u32,
    bytes: usize,
}

impl Archive {
    pub fn new(extension: &'static str) -> Self {
        Self {
            zip: ZipWriter::new(Cursor::default()),
            extension,
            pictures: 0,
            bytes: 0,
        }
    }

    pub fn add(&mut self, page: u32, picture: &[u8]) -> Result<(), Error> {
        self.bytes += picture.len();
        if self.bytes > MOST_BYTES {
            let drawn = self.pictures;
            return Err(Error::TooHeavy { drawn });
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            // The same pictures make the same zip, whenever it is made.
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let name = format!("page-{page:03}.{}", self.extension);
        self.zip
            .start_file(name, options)
            .map_err(Error::encoding)?;
        self.zip.write_all(picture).map_err(Error::encoding)?;
        self.pictures += 1;
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, Error> {
        let file = self.zip.finish().map_err(Error::encoding)?;
        Ok(file.into_inner())
    }
}
