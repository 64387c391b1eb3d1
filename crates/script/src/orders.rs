//! `for (name in object)`. To the engine the names of an object stand as they came; today those that are
//! numbers come first, in their order: years, sizes, rates of taxes.

use swc_common::Mark;
use swc_ecma_ast::ForInStmt;
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, global, global_or};

/// What the prelude has for it (`scripts/prelude/own/ordered-names.js`).
const ORDERED: &str = "h2pOrdered";

/// A longer script is a library: it goes through objects often, and knows engines of then.
pub const LONGEST: usize = 150_000;

pub struct Orders {
    pub unresolved: Mark,
}

impl VisitMut for Orders {
    fn visit_mut_for_in_stmt(&mut self, each: &mut ForInStmt) {
        each.visit_mut_children_with(self);
        let object = std::mem::take(&mut *each.right);
        // A frame or a worker has no prelude; `Object(x)` is `x`, or something without names.
        let otherwise = global("Object", self.unresolved);
        let ordered = global_or(ORDERED, "function", self.unresolved, otherwise);
        *each.right = call(ordered, vec![object]);
    }
}
