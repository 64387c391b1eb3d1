//! Objects whose properties are asked of functions, which the engine does not have.

use crate::platform::check;

#[test]
fn proxies_and_reflect_are_those_of_today() {
    check("", include_str!("proxies/table.txt"));
}

/// Libraries make code when they run, out of what stands in attributes: it was not lowered
/// with them.
#[test]
fn code_that_is_made_at_run_time_is_of_today_and_knows_proxies() {
    check("", include_str!("proxies/made.txt"));
}
