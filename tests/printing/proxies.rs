//! Objects whose properties are asked of functions, which the engine does not have.

use crate::platform::check;

#[test]
fn proxies_and_reflect_are_those_of_today() {
    check("", include_str!("proxies/table.txt"));
}
