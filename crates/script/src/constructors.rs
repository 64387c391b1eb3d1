//! The `constructor` of elements that pages define. To the engine it is fixed, and its own: so
//! `this.constructor` becomes `this[h2pMakers]`, where a page has the prelude's custom elements
//! (`scripts/prelude/own/custom-elements.js`).

use swc_common::Mark;
use swc_ecma_ast::{AssignTarget, ComputedPropName, Expr, Lit, MemberExpr, MemberProp};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{global_or, string};

const NAME: &str = "h2pMakers";

pub struct Constructors {
    pub unresolved: Mark,
}

/// Whether a script may define elements, and ask for what made them.
pub fn may_ask(source: &str) -> bool {
    source.contains("HTMLElement") && source.contains(".constructor")
}

impl VisitMut for Constructors {
    // What is assigned to stays.
    fn visit_mut_assign_target(&mut self, target: &mut AssignTarget) {
        match target.as_mut_simple().and_then(|one| one.as_mut_member()) {
            Some(member) => member.obj.visit_mut_with(self),
            None => target.visit_mut_children_with(self),
        }
    }

    fn visit_mut_member_expr(&mut self, member: &mut MemberExpr) {
        member.visit_mut_children_with(self);
        if let MemberProp::Ident(name) = &member.prop
            && matches!(&*member.obj, Expr::This(_) | Expr::Ident(_))
            && &*name.sym == "constructor"
        {
            let own = Expr::Lit(Lit::Str(string("constructor")));
            member.prop = MemberProp::Computed(ComputedPropName {
                span: name.span,
                expr: Box::new(global_or(NAME, "string", self.unresolved, own)),
            });
        }
    }
}
