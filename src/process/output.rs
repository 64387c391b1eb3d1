//! What a process says, up to a size: a document can make the engine write
//! without end.

use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;

/// More than this is drained and forgotten. What was said last counts as much as
/// what was said first. Style sheets that scripts wrote are told on one line of it.
pub const OUTPUT_KEPT: usize = 1 << 20;
const HALF: usize = OUTPUT_KEPT / 2;

/// Reads until nobody can write any more. Of more than [`OUTPUT_KEPT`] bytes the
/// middle is left out.
pub(super) async fn drain(output: &mut pipe::Receiver, kept: &mut Vec<u8>) {
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = output.read(&mut buffer).await {
        kept.extend_from_slice(&buffer[..count]);
        if kept.len() > 2 * OUTPUT_KEPT {
            leave_out_the_middle(kept);
        }
    }
    leave_out_the_middle(kept);
}

fn leave_out_the_middle(kept: &mut Vec<u8>) {
    if kept.len() > OUTPUT_KEPT {
        kept.drain(HALF..kept.len() - HALF);
        // The two halves of two lines are not a line.
        kept[HALF - 1] = b'\n';
    }
}
