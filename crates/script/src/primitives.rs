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

/// Whether objects of a script may say it, and the script is no library.
pub fn may_ask(source: &str) -> bool {
    source.contains("toPrimitive") && source.len() <= LONGEST
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
