//! Sizes that scripts ask for by the names of properties. The engine lets nobody put a
//! getter in the place of its own, so what reads one has the page laid out first.

use swc_common::{DUMMY_SP, Mark};
use swc_ecma_ast::{
    BinExpr, BinaryOp, ComputedPropName, Expr, Lit, MemberExpr, MemberProp, SeqExpr,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, global, is_global, string};

const NAMES: [&str; 8] = [
    "offsetWidth",
    "offsetHeight",
    "offsetLeft",
    "offsetTop",
    "clientWidth",
    "clientHeight",
    "scrollWidth",
    "scrollHeight",
];

/// `e.offsetWidth` as `e[typeof h2pLayOut === "function" && h2pLayOut(), "offsetWidth"]`:
/// `e` comes first as before. The function is there where a window was opened.
pub struct Sizes {
    pub unresolved: Mark,
}

const LAYS_OUT: &str = "h2pLayOut";

impl Sizes {
    fn key(&self, name: &str) -> Expr {
        let ask = Expr::Bin(BinExpr {
            span: DUMMY_SP,
            op: BinaryOp::LogicalAnd,
            left: Box::new(is_global(LAYS_OUT, "function", self.unresolved)),
            right: Box::new(call(global(LAYS_OUT, self.unresolved), Vec::new())),
        });
        let name = Expr::Lit(Lit::Str(string(name)));
        Expr::Seq(SeqExpr {
            span: DUMMY_SP,
            exprs: vec![Box::new(ask), Box::new(name)],
        })
    }
}

impl VisitMut for Sizes {
    fn visit_mut_member_expr(&mut self, member: &mut MemberExpr) {
        member.visit_mut_children_with(self);
        let MemberProp::Ident(name) = &member.prop else {
            return;
        };
        if NAMES.contains(&&*name.sym) {
            member.prop = MemberProp::Computed(ComputedPropName {
                span: name.span,
                expr: Box::new(self.key(&name.sym)),
            });
        }
    }
}
