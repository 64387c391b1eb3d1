//! What the engine refuses although it is ES5, or what lowering made of younger forms.

use std::collections::HashSet;

use swc_ecma_ast::{Expr, FnExpr, ObjectLit, Pat, Prop, PropName, PropOrSpread};
use swc_ecma_visit::{VisitMut, VisitMutWith};

/// Writes it in other words. Both are refused in strict code alone, but what is said is the
/// same in all.
pub struct Quirks;

impl VisitMut for Quirks {
    fn visit_mut_fn_expr(&mut self, function: &mut FnExpr) {
        function.visit_mut_children_with(self);
        // To the engine `__proto__` is no name of a function.
        if function
            .ident
            .as_ref()
            .is_some_and(|name| &*name.sym == "__proto__")
        {
            function.ident = None;
        }
        // `function t(t) {}`: nobody can reach the function by a name that its parameter has.
        let Some(name) = &function.ident else { return };
        let is_hidden = function
            .function
            .params
            .iter()
            .any(|param| match &param.pat {
                Pat::Ident(ident) => ident.id.sym == name.sym,
                _ => false,
            });
        if is_hidden {
            function.ident = None;
        }
    }

    fn visit_mut_object_lit(&mut self, object: &mut ObjectLit) {
        object.visit_mut_children_with(self);
        // `{a: 1, a: 2}`, of which the last counts.
        let mut later = HashSet::new();
        let mut kept: Vec<_> = object.props.drain(..).collect();
        kept.reverse();
        kept.retain(|prop| match plain(prop) {
            Some((name, value)) => later.insert(name) || !is_without_effect(value),
            None => true,
        });
        kept.reverse();
        object.props = kept;
    }
}

/// The name and the value of a property that has both.
fn plain(prop: &PropOrSpread) -> Option<(String, &Expr)> {
    let PropOrSpread::Prop(prop) = prop else {
        return None;
    };
    let Prop::KeyValue(pair) = &**prop else {
        return None;
    };
    let name = match &pair.key {
        PropName::Ident(ident) => ident.sym.to_string(),
        PropName::Str(text) => text.value.to_string_lossy().into_owned(),
        PropName::Num(number) => number.value.to_string(),
        _ => return None,
    };
    Some((name, &pair.value))
}

/// Whether nothing is missed if it is not evaluated.
fn is_without_effect(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Lit(_) | Expr::Ident(_) | Expr::Fn(_) | Expr::Arrow(_) | Expr::This(_)
    )
}
