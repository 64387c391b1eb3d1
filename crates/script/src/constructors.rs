//! The `constructor` of elements that pages define. To the engine it is fixed, and its own: so
//! `this.constructor` becomes `this[h2pMakers]`, where a page has the prelude's custom elements
//! (`scripts/prelude/own/custom-elements.js`). And what classes extend: the engine's constructors of
//! elements of HTML are objects, of which no class can be made.

use swc_common::{DUMMY_SP, Mark};
use swc_ecma_ast::{
    AssignTarget, Class, ComputedPropName, CondExpr, Expr, Lit, MemberExpr, MemberProp,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::{call, global, global_or, is_global, string};

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

/// `class extends HTMLUListElement`, which becomes `extends h2pExtended("HTMLUListElement")`.
pub struct Extended {
    pub unresolved: Mark,
}

const EXTENDED: &str = "h2pExtended";

/// Whether classes of a script may extend elements.
pub fn may_extend(source: &str) -> bool {
    source.contains("extends") && source.contains("HTML")
}

impl VisitMut for Extended {
    fn visit_mut_class(&mut self, class: &mut Class) {
        class.visit_mut_children_with(self);
        if let Some(parent) = &mut class.super_class {
            parent.visit_mut_with(&mut Parents {
                unresolved: self.unresolved,
            });
        }
    }
}

/// The constructors in what a class extends, which may stand in a call: `extends Mixin(HTMLUListElement)`.
struct Parents {
    unresolved: Mark,
}

impl VisitMut for Parents {
    // It is another one's.
    fn visit_mut_class(&mut self, _: &mut Class) {}

    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        expr.visit_mut_children_with(self);
        let Expr::Ident(name) = &*expr else {
            return;
        };
        let is_element = name.sym.starts_with("HTML") && name.sym.ends_with("Element");
        if !is_element || &*name.sym == "HTMLElement" || name.ctxt.outer() != self.unresolved {
            return;
        }
        let literal = Expr::Lit(Lit::Str(string(&name.sym)));
        let native = std::mem::take(expr);
        *expr = Expr::Cond(CondExpr {
            span: DUMMY_SP,
            test: Box::new(is_global(EXTENDED, "function", self.unresolved)),
            cons: Box::new(call(global(EXTENDED, self.unresolved), vec![literal])),
            alt: Box::new(native),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, lower};

    #[test]
    fn classes_extend_what_can_be_extended() {
        for (source, extends) in [
            ("class A extends HTMLUListElement {}", true),
            (
                "const f = () => class extends Mixin(HTMLLIElement) {}",
                true,
            ),
            ("class A extends HTMLElement {}", false),
            (
                "class A extends HTMLElement { m() { return HTMLLIElement } }",
                false,
            ),
            (
                "(() => { class HTMLMyElement extends HTMLElement {}; class B extends HTMLMyElement {} })()",
                false,
            ),
        ] {
            let code = lower(source, Kind::Script, false).unwrap().code.unwrap();
            assert_eq!(code.contains(EXTENDED), extends, "{source}: {code}");
        }
    }
}
