//! The child that is forked ahead: the next document is printed by it, it has ready what it will write to,
//! and whoever kills it costs no document anything.

use crate::support;

use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use support::pdf::Pdf;
use support::proc::{own_memory, unshared_memory, wait_until_gone};
use support::service::Service;
use support::wait;

const PATIENCE: Duration = Duration::from_secs(30);
const ENDLESS: &str = "<script>while(true){}</script>";

/// The child that waits for an order, once its pages are ready: two megabytes of its own are more than any has
/// that has done nothing.
fn ready_child(service: &Service) -> Pid {
    wait::until_some("a child has its pages ready", PATIENCE, || {
        let ahead = service.engine_ahead()?;
        (unshared_memory(ahead)? >= 2 << 10).then_some(ahead)
    })
}

fn assert_prints(service: &Service) {
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
}

#[test]
fn the_next_document_is_printed_by_the_child_that_is_ready() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_TIMEOUT", "6s")]));
    let warm = service.warm_engine();
    let ahead = ready_child(&service);
    // To copy all that there is would take longer than what it spares.
    let (own, all) = (unshared_memory(ahead).unwrap(), own_memory(warm).unwrap());
    assert!(own < all / 2, "{own} of {all} kB");

    let printing = {
        let service = service.clone();
        std::thread::spawn(move || service.print("", ENDLESS).status)
    };
    assert_eq!(service.wait_for_engine(), ahead);
    // As long as something is at work no other is forked.
    assert_eq!(service.engine_ahead(), None);
    assert_eq!(printing.join().unwrap(), 504);
    assert_ne!(ready_child(&service), ahead);
    service.assert_nothing_left();
}

#[test]
fn a_child_that_is_killed_before_it_has_an_order_costs_nothing() {
    let service = Service::start();
    service.warm_engine();
    let ahead = ready_child(&service);
    kill_process(ahead, Signal::KILL).unwrap();
    assert_prints(&service);
    assert!(
        !service.log().contains("run once more"),
        "{}",
        service.log()
    );
    wait_until_gone(ahead, PATIENCE);
    ready_child(&service);
    service.assert_nothing_left();
}

#[test]
fn a_child_without_an_order_ends_with_its_fork_server_and_with_its_service() {
    let service = Service::start();
    let warm = service.warm_engine();
    let first = ready_child(&service);
    kill_process(warm, Signal::KILL).unwrap();
    wait_until_gone(first, PATIENCE);
    assert_ne!(service.warm_engine(), warm);
    let second = ready_child(&service);
    service.kill();
    wait_until_gone(second, PATIENCE);
}
