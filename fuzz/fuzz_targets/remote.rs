#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| html2pdf_lambda::fuzzing::remote(data));
