//! What hyper would have spawned: connections, and streams in them. It is driven by
//! whoever waits for an answer, so that nothing of a job outlives it.

use std::convert::Infallible;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Task = BoxFuture<'static, ()>;

/// Takes tasks on.
#[derive(Clone)]
pub struct Spawner(UnboundedSender<Task>);

impl<F: Future<Output = ()> + Send + 'static> hyper::rt::Executor<F> for Spawner {
    fn execute(&self, task: F) {
        self.spawn(task);
    }
}

impl Spawner {
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        // It fails only when the job is over.
        let _ = self.0.send(Box::pin(task));
    }
}

pub struct Tasks {
    pub spawner: Spawner,
    running: Mutex<(UnboundedReceiver<Task>, FuturesUnordered<Task>)>,
}

impl Default for Tasks {
    fn default() -> Self {
        let (sender, receiver) = unbounded_channel();
        Self {
            spawner: Spawner(sender),
            running: Mutex::new((receiver, FuturesUnordered::new())),
        }
    }
}

impl Tasks {
    /// Drives them until the future is dropped. Of several at once, one drives.
    pub async fn run(&self) -> Infallible {
        let mut running = self.running.lock().await;
        let (new, tasks) = &mut *running;
        loop {
            tokio::select! {
                Some(task) = new.recv() => tasks.push(task),
                Some(()) = tasks.next(), if !tasks.is_empty() => {}
                // There is always a sender: `self` has one.
                else => std::future::pending::<()>().await,
            }
        }
    }

    /// Ends them all. Nobody drives them any more.
    pub fn end(&self) {
        if let Ok(mut running) = self.running.try_lock() {
            let (new, tasks) = &mut *running;
            while new.try_recv().is_ok() {}
            tasks.clear();
        }
    }
}
