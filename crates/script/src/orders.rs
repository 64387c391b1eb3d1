//! `for (name in object)`. To the engine the names of an object stand as they came; today those that are
//! numbers come first, in their order: years, sizes, rates of taxes.

use swc_common::Mark;
use swc_ecma_ast::{Expr, ForInStmt, Stmt};
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
        if ends_at_once(&each.body) {
            return;
        }
        let object = std::mem::take(&mut *each.right);
        // A frame or a worker has no prelude; `Object(x)` is `x`, or something without names.
        let otherwise = global("Object", self.unresolved);
        let ordered = global_or(ORDERED, "function", self.unresolved, otherwise);
        *each.right = call(ordered, vec![object]);
    }
}

/// Whether all names are the same to a loop, which asks whether there is any: to put them in order takes as
/// long as there are names.
fn ends_at_once(body: &Stmt) -> bool {
    match body {
        Stmt::Block(block) => block.stmts.first().is_some_and(ends_at_once),
        Stmt::Break(_) => true,
        Stmt::Return(what) => what.arg.as_deref().is_none_or(is_literal),
        _ => false,
    }
}

fn is_literal(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => true,
        // `!0`, `void 0`
        Expr::Unary(unary) => unary.arg.is_lit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, lower};

    #[test]
    fn only_loops_that_go_on_need_an_order() {
        for (each, ordered) in [
            ("for (const k in o) return false", false),
            ("for (const k in o) { return !1; }", false),
            ("for (var k in o) return", false),
            ("for (var k in o) { break }", false),
            ("for (const k in o) return k", true),
            ("for (const k in o) { f(k); break }", true),
            ("for (var k in o) if (k > 1) return false", true),
        ] {
            let source = format!("const f = o => {{ {each} }}");
            let code = lower(&source, Kind::Script, false).unwrap().code.unwrap();
            assert_eq!(code.contains(ORDERED), ordered, "{each}: {code}");
        }
    }
}
