//! Removes jobs that have ended long ago.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use tracing::{info, warn};

use crate::error::Error;

use super::folder::Kind;
use super::office::Jobs;

/// How often it looks, and how often the clock is kept; more often where jobs are kept for less.
const LOOK: Duration = Duration::from_secs(60);
/// Jobs that are removed at once: others get to the ledger in between.
const MOST: usize = 100;

/// Removes until the service stops.
pub async fn run(jobs: Arc<Jobs>) {
    let pause = LOOK
        .min(jobs.settings.keep / 2)
        .max(Duration::from_millis(500));
    let looking = async {
        loop {
            if let Err(why) = remove_old(&jobs).await {
                warn!("old jobs are not removed: {}", why.for_log());
            }
            sleep(pause).await;
        }
    };
    tokio::select! {
        () = jobs.stopped() => {}
        () = looking => {}
    }
}

async fn remove_old(jobs: &Jobs) -> Result<(), Error> {
    let keep = jobs.settings.keep;
    let mut total = 0;
    loop {
        let removed = jobs.on_shelf(move |shelf| {
            let now = shelf.clock.now();
            shelf.ledger.keep_moment(now)?;
            let expired = shelf.ledger.expire(now.before(keep), MOST)?;
            for id in &expired {
                shelf.folder.remove(Kind::Body, *id);
                shelf.folder.remove(Kind::Result, *id);
            }
            Ok(expired.len())
        });
        let removed = removed.await?;
        total += removed;
        if removed < MOST {
            break;
        }
    }
    if total > 0 {
        info!(jobs = total, "removed jobs that were kept long enough");
    }
    Ok(())
}
