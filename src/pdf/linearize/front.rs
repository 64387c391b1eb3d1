//! The front of the file and its end: the linearization parameters and the
//! cross-reference tables.
//!
//! How long the front is must be known before what it says. So its numbers are
//! padded with spaces.

use std::fmt::Write;

use lopdf::{Dictionary, Object, Writer};

use super::error::Error;
use super::numbers::Numbers;

pub struct Front<'a> {
    pub version: &'a str,
    pub trailer: Dictionary,
    pub numbers: &'a Numbers,
}

/// The linearization parameters that are not object numbers.
#[derive(Default)]
pub struct Parameters {
    pub length: usize,
    pub hints_at: usize,
    pub hints_length: usize,
    pub first_page_end: usize,
    pub pages: usize,
    pub main_table_at: usize,
}

impl Front<'_> {
    /// Writes the front. `places` are those of the objects of parts 2 to 4.
    pub fn write(&self, parameters: &Parameters, places: &[usize]) -> Result<Vec<u8>, Error> {
        let mut out = self.header();
        let parameters_at = out.len();
        out.extend(self.parameters(parameters).into_bytes());
        let first = self.numbers.parameters;
        let mut table = format!("xref\n{first} {}\n", places.len() + 1);
        write_entries(&mut table, &[parameters_at]);
        write_entries(&mut table, places);
        out.extend(table.into_bytes());

        // `startxref` is not used here: a reader comes from the end of the file.
        let mut trailer = self.trailer.clone();
        trailer.set("Size", self.numbers.end);
        out.extend(b"trailer\n");
        Writer::write_object(&mut out, &Object::Dictionary(trailer))?;
        // Back into the dictionary, to add what is padded.
        out.truncate(out.len() - b">>".len());
        let main_table_at = parameters.main_table_at;
        out.extend(format!("/Prev {main_table_at:<10}>>\nstartxref\n0\n%%EOF\n").into_bytes());
        Ok(out)
    }

    pub fn length(&self) -> Result<usize, Error> {
        let objects = self.numbers.end - self.numbers.opening;
        let nowhere = vec![0; objects as usize];
        Ok(self.write(&Parameters::default(), &nowhere)?.len())
    }

    /// The end of the file, which begins with the main cross-reference table.
    pub fn end(&self, places: &[usize]) -> String {
        let mut end = main_table_head(self.numbers);
        end += "\n0000000000 65535 f \n";
        write_entries(&mut end, places);
        // What is in the first trailer need not be here.
        let size = self.numbers.parameters;
        let first_table_at = self.header().len() + self.parameters(&Parameters::default()).len();
        end + &format!("trailer\n<</Size {size}>>\nstartxref\n{first_table_at}\n%%EOF\n")
    }

    fn header(&self) -> Vec<u8> {
        let mut header = format!("%PDF-{}\n", self.version).into_bytes();
        // Tells programs that move files about that this one is not text.
        header.extend(b"%\xe2\xe3\xcf\xd3\n");
        header
    }

    fn parameters(&self, parameters: &Parameters) -> String {
        let Parameters {
            length,
            hints_at,
            hints_length,
            first_page_end,
            pages,
            main_table_at,
        } = parameters;
        let number = self.numbers.parameters;
        let first_page = self.numbers.first;
        // The end of the line before the first entry.
        let entries = main_table_at + main_table_head(self.numbers).len();
        let dictionary = format!(
            "<</Linearized 1/L {length}/H[{hints_at} {hints_length}]/O {first_page}/E {first_page_end}/N {pages}/T {entries}>>"
        );
        format!("{number} 0 obj\n{dictionary:<112}\nendobj\n")
    }
}

fn main_table_head(numbers: &Numbers) -> String {
    format!("xref\n0 {}", numbers.parameters)
}

fn write_entries(table: &mut String, places: &[usize]) {
    for place in places {
        writeln!(table, "{place:010} 00000 n ").expect("a string can be written to");
    }
}
