//! `a + b`, where objects of a script say themselves what they are as a number or as a text
//! (`Symbol.toPrimitive`): the engine's own asks them as numbers only.

use swc_common::{DUMMY_SP, Mark};
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, BinExpr, BinaryOp, Expr, Ident, ReturnStmt,
    SimpleAssignTarget, Stmt,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, function_of, global_or, private};
use super::orders::LONGEST;

/// What the prelude has for it (`scripts/prelude/own/to-primitive.js`).
const NAME: &str = "h2pPlus";

pub struct Primitives {
    pub unresolved: Mark,
}

/// Whether objects of a script say it, and the script is no library.
pub fn may_ask(source: &str) -> bool {
    let mut names = memchr::memmem::find_iter(source.as_bytes(), WORD);
    source.len() <= LONGEST && names.any(|at| is_defined(&source.as_bytes()[at + WORD.len()..]))
}

/// The word by which an object says it.
pub const WORD: &[u8] = b"toPrimitive";

/// Whether what stands behind the word makes it that of an object: a method, a property, or what is
/// assigned or handed over. Those that only ask for it are in very many bundles.
pub fn is_defined(behind: &[u8]) -> bool {
    match behind.trim_ascii_start() {
        // `defineProperty(o, Symbol.toPrimitive, `, and what lowering makes of a method.
        [b',', ..] => true,
        [b']', rest @ ..] => match rest.trim_ascii_start() {
            [b'=', b'=' | b'>', ..] => false,
            [b'(' | b':' | b'=', ..] => true,
            _ => false,
        },
        _ => false,
    }
}

impl Primitives {
    fn plus(&self, left: Expr, right: Expr) -> Expr {
        // A worker has no prelude.
        let (a, b) = (private("a"), private("b"));
        let sum = add(name(&a), name(&b));
        let own = function_of(
            vec![a, b],
            vec![Stmt::Return(ReturnStmt {
                span: DUMMY_SP,
                arg: Some(Box::new(sum)),
            })],
            false,
        );
        let plus = global_or(NAME, "function", self.unresolved, own);
        call(plus, vec![left, right])
    }
}

impl VisitMut for Primitives {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        expr.visit_mut_children_with(self);
        match expr {
            Expr::Bin(sum) if sum.op == BinaryOp::Add => {
                let (left, right) = (
                    std::mem::take(&mut *sum.left),
                    std::mem::take(&mut *sum.right),
                );
                *expr = match left.is_lit() && right.is_lit() {
                    true => add(left, right),
                    false => self.plus(left, right),
                };
            }
            Expr::Assign(AssignExpr {
                op: op @ AssignOp::AddAssign,
                left: AssignTarget::Simple(SimpleAssignTarget::Ident(target)),
                right,
                ..
            }) => {
                *op = AssignOp::Assign;
                let added = std::mem::take(&mut **right);
                **right = self.plus(name(&target.id), added);
            }
            _ => {}
        }
    }
}

fn name(ident: &Ident) -> Expr {
    Expr::Ident(ident.clone())
}

fn add(left: Expr, right: Expr) -> Expr {
    Expr::Bin(BinExpr {
        span: DUMMY_SP,
        op: BinaryOp::Add,
        left: Box::new(left),
        right: Box::new(right),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Words, lower, of_script};

    #[test]
    fn only_what_an_object_says_itself_makes_sums_ask() {
        for (source, asks) in [
            ("let a = {[Symbol.toPrimitive](hint) { return 1 }}", true),
            ("let a = {[Symbol.toPrimitive]: f}", true),
            (
                "class A { get [ Symbol.toPrimitive ] () { return f } }",
                true,
            ),
            ("const a = {}; a[Symbol.toPrimitive] = () => 1", true),
            (
                "const a = {}; Object.defineProperty(a, Symbol.toPrimitive, {value: f})",
                true,
            ),
            (
                "const f = (t, r) => { var e = t[Symbol.toPrimitive]; if (void 0 !== e) return e.call(t, r) }",
                false,
            ),
            ("const f = t => t[Symbol.toPrimitive] === g", false),
            ("const f = t => typeof t[Symbol.toPrimitive]", false),
            ("class A { [name()] = 1 }", false),
        ] {
            let source = format!("{source}; sum = sum + 1;");
            let code = lower(&source, Kind::Script, false).unwrap().code.unwrap();
            assert_eq!(code.contains(NAME), asks, "{source}: {code}");
            let mut words = Words::new();
            of_script(&code, &mut words);
            assert_eq!(words.contains("toPrimitive="), asks, "{source}: {code}");
        }
    }
}
