//! Getters and setters whose names the engine does not read: strings, numbers,
//! `__proto__`, and those of which the object has two.

use std::collections::HashMap;

use swc_common::DUMMY_SP;
use swc_ecma_ast::{ComputedPropName, Expr, Lit, ObjectLit, Prop, PropName, PropOrSpread};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::build::string;

/// Makes them names that are computed, which is lowered later.
pub struct Accessors;

/// A name as a text, where it is known.
fn known(name: &PropName) -> Option<String> {
    match name {
        PropName::Ident(name) => Some(name.sym.to_string()),
        PropName::Str(name) => Some(name.value.to_string_lossy().into_owned()),
        PropName::Num(number) => Some(number.value.to_string()),
        PropName::Computed(_) | PropName::BigInt(_) => None,
    }
}

/// The name of a property, and whether it is a getter or a setter.
fn name(property: &mut PropOrSpread) -> Option<(&mut PropName, bool)> {
    let PropOrSpread::Prop(property) = property else {
        return None;
    };
    match &mut **property {
        Prop::Getter(getter) => Some((&mut getter.key, true)),
        Prop::Setter(setter) => Some((&mut setter.key, true)),
        Prop::KeyValue(value) => Some((&mut value.key, false)),
        Prop::Method(method) => Some((&mut method.key, false)),
        Prop::Shorthand(_) | Prop::Assign(_) => None,
    }
}

/// Whether an accessor of this name can stand as it is.
pub fn is_plain(name: &PropName) -> bool {
    matches!(name, PropName::Ident(name) if name.sym != *"__proto__")
}

impl VisitMut for Accessors {
    fn visit_mut_object_lit(&mut self, object: &mut ObjectLit) {
        object.visit_mut_children_with(self);
        // How often a name stands there: as data, and as one of a pair.
        let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
        let mut any = false;
        for (name, accessor) in object.props.iter_mut().filter_map(name) {
            any |= accessor;
            if let Some(known) = known(name) {
                let count = counts.entry(known).or_default();
                match accessor {
                    true => count.1 += 1,
                    false => count.0 += 1,
                }
            }
        }
        if !any {
            return;
        }
        for (name, accessor) in object.props.iter_mut().filter_map(name) {
            let Some(known) = known(name).filter(|_| accessor) else {
                continue;
            };
            let (data, pair) = counts.get(&known).copied().unwrap_or_default();
            if !is_plain(name) || data > 0 || pair > 2 {
                let text = Expr::Lit(Lit::Str(string(&known)));
                *name = PropName::Computed(ComputedPropName {
                    span: DUMMY_SP,
                    expr: Box::new(text),
                });
            }
        }
    }
}
