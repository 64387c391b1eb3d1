//! What one job may use, as the operator sets it.

use std::time::Duration;

use crate::job::limits::{self, Limits};

use super::reader::Reader;

/// Room for sums, and no number that JSON or a kernel would take for another.
const LARGEST: u64 = 1 << 50;

/// A page in Korean needs half of this; a long table all of it.
const LEAST_DEFAULT_MEMORY: u64 = 512 << 20;

/// `timeout` is that of one document.
pub fn read(reader: &mut Reader<'_>, timeout: Duration) -> Limits {
    let default = Limits::default();
    let memory = default_memory(reader, default.memory);
    let mut number =
        |name: &str, default: u64, least: u64| reader.number(name, default, least..=LARGEST);
    Limits {
        memory: number(limits::MAX_MEMORY, memory, 128 << 20),
        threads: number(limits::MAX_THREADS, default.threads, 1),
        pdf_bytes: number(limits::MAX_PDF_BYTES, default.pdf_bytes, 1024),
        workspace_bytes: number(
            limits::MAX_WORKSPACE_BYTES,
            default.workspace_bytes,
            64 << 10,
        ),
        pages: number(limits::MAX_PAGES, default.pages.into(), 1)
            .try_into()
            .unwrap_or(u32::MAX),
        assets: number(limits::MAX_ASSETS, default.assets as u64, 0) as usize,
        image_pixels: number(limits::MAX_IMAGE_PIXELS, default.image_pixels, 1),
        nesting: number(limits::MAX_NESTING, default.nesting as u64, 16) as usize,
        cpu_time: reader.duration(limits::MAX_CPU_TIME, timeout),
    }
}

/// Three quarters of what Lambda gives us. The rest is for the service, and for what
/// it holds of the job.
fn default_memory(reader: &Reader<'_>, most: u64) -> u64 {
    let megabytes = reader.os("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    let megabytes = megabytes.and_then(|text| text.to_str()?.parse::<u64>().ok());
    megabytes.map_or(most, |megabytes| {
        ((megabytes << 20) / 4 * 3).clamp(LEAST_DEFAULT_MEMORY, most)
    })
}
