#![no_main]

use libfuzzer_sys::fuzz_target;

// A library's panics are caught here, as in the program; any other ends the fuzzer.
fuzz_target!(
    init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))),
    |data: &[u8]| html2pdf_lambda::font::fuzzing::fonts(data)
);
