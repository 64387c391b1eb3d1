//! Calls, constructors, and what is asked of objects by operators.

use swc_common::util::take::Take;
use swc_common::{DUMMY_SP, Spanned};
use swc_ecma_ast::{BinExpr, BinaryOp, CallExpr, Callee, Expr, ExprOrSpread, MemberExpr, NewExpr};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use super::Proxies;
use super::forms::{
    Helper, binary, choice, computed, is_calm, is_simple, member, number, sequence,
};

/// What is made of lists, by code that was not told of proxies.
const LISTED: &[&str] = &[
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
];

impl Proxies {
    /// The function of `a.b(c)`: where `a` is a proxy, something that has its `b`.
    pub fn method(&mut self, callee: MemberExpr) -> Expr {
        let (span, depth) = (callee.span, self.depth);
        let mut place = self.place(callee, true);
        self.depth = depth;
        let property = std::mem::replace(&mut place.property, computed(number(0.0)));
        let (object, key) = (place.object.clone(), place.key.clone());
        let proxy = self.call(DUMMY_SP, Helper::Method, vec![object.clone(), key]);
        member(self.either(DUMMY_SP, place, proxy, object), property, span)
    }

    /// `f.call(a, b)` and `f.apply(a, list)`: functions of the engine are replaced by such
    /// as know proxies where `a` is one. It may be held while the others are evaluated.
    fn call_of(&mut self, callee: MemberExpr, own: &mut ExprOrSpread) -> Expr {
        let span = callee.span;
        let mut function = *callee.obj;
        let native = self.known.is_method_of_global(&function);
        self.visit_mut_expr(&mut function);
        let mut this = *own.expr.take();
        let plain = self.known.is_plain(&this);
        self.visit_mut_expr(&mut this);
        let function = match () {
            // It is the script's own.
            () if matches!(function, Expr::Fn(_)) => function,
            () if is_simple(&this) && native => {
                if plain {
                    function
                } else {
                    let args = vec![function.clone(), this.clone()];
                    let replaced = self.call(DUMMY_SP, Helper::Callee, args);
                    choice(DUMMY_SP, self.is_proxy(this.clone()), replaced, function)
                }
            }
            () if is_simple(&this) && function.is_ident() => {
                let test = self.is_proxy(function.clone());
                let test = match plain {
                    true => test,
                    false => binary(BinaryOp::LogicalOr, self.is_proxy(this.clone()), test),
                };
                let args = vec![function.clone(), this.clone()];
                let replaced = self.call(DUMMY_SP, Helper::Callee, args);
                choice(DUMMY_SP, test, replaced, function)
            }
            () if is_simple(&this) => {
                self.call(DUMMY_SP, Helper::Callee, vec![function, this.clone()])
            }
            () => {
                let (first, held) = self.held(this, false);
                this = held;
                self.call(DUMMY_SP, Helper::Callee, vec![function, first])
            }
        };
        *own.expr = this;
        member(function, callee.prop, span)
    }

    /// What is taken for a list, by functions that were not told of proxies.
    fn list(&self, value: &mut Expr) {
        let helps = |name: &str| name == "_to_consumable_array";
        let plain = match &*value {
            Expr::Call(call) => {
                let name = call.callee.as_expr().and_then(|callee| callee.as_ident());
                name.is_some_and(|name| helps(&name.sym))
            }
            other => self.known.is_plain(other),
        };
        if !plain {
            let span = value.span();
            *value = self.call(span, Helper::List, vec![value.take()]);
        }
    }

    pub fn call_expr(&mut self, mut made: CallExpr) -> Expr {
        let callee = match made.callee {
            Callee::Expr(callee) => *callee,
            other => {
                made.callee = other;
                made.args.visit_mut_with(self);
                return Expr::Call(made);
            }
        };
        let mut args = std::mem::take(&mut made.args);
        let callee = match callee {
            Expr::Member(target) if calls_it(&target) && !args.is_empty() => {
                let (depth, applied) = (self.depth, target.prop.is_ident_with("apply"));
                let callee = self.call_of(target, &mut args[0]);
                for arg in &mut args[1..] {
                    arg.visit_mut_with(self);
                }
                self.depth = depth;
                if applied && let Some(list) = args.get_mut(1) {
                    self.list(&mut list.expr);
                }
                made.callee = Callee::Expr(Box::new(callee));
                made.args = args;
                return Expr::Call(made);
            }
            Expr::Member(target) if !self.known.is_plain(&target.obj) => self.method(target),
            mut other => {
                self.visit_mut_expr(&mut other);
                other
            }
        };
        args.visit_mut_with(self);
        made.callee = Callee::Expr(Box::new(callee));
        made.args = args;
        Expr::Call(made)
    }

    pub fn new_expr(&mut self, mut made: NewExpr) -> Expr {
        let plain = self.known.is_plain(&made.callee);
        let lists = match &*made.callee {
            Expr::Ident(name) => LISTED.contains(&&*name.sym),
            _ => false,
        };
        made.callee.visit_mut_with(self);
        if !plain {
            let depth = self.depth;
            let (first, held) = self.held(*made.callee.take(), true);
            let proxy = self.call(DUMMY_SP, Helper::Constructor, vec![held.clone()]);
            *made.callee = choice(DUMMY_SP, self.is_proxy(first), proxy, held);
            self.depth = depth;
        }
        made.args.visit_mut_with(self);
        if lists && let Some([only]) = made.args.as_deref_mut() {
            self.list(&mut only.expr);
        }
        Expr::New(made)
    }

    pub fn test(&mut self, mut test: BinExpr) -> Expr {
        let (span, depth) = (test.span, self.depth);
        if test.op == BinaryOp::InstanceOf {
            let simple = is_simple(&test.right);
            test.visit_mut_children_with(self);
            if !simple {
                return self.call(span, Helper::IsInstance, vec![*test.left, *test.right]);
            }
            let (first, left) = self.held(*test.left, true);
            self.depth = depth;
            let right = *test.right;
            let proxy = self.call(span, Helper::IsInstance, vec![left.clone(), right.clone()]);
            let plain = binary(BinaryOp::InstanceOf, left, right);
            return choice(span, self.is_proxy(first), proxy, plain);
        }
        if self.known.is_plain(&test.right) {
            test.visit_mut_children_with(self);
            return Expr::Bin(test);
        }
        let calm = is_calm(&test.right);
        let mut before = Vec::new();
        self.visit_mut_expr(&mut test.left);
        let key = match is_simple(&test.left) && (calm || !test.left.is_ident()) {
            true => *test.left,
            false => {
                let (first, key) = self.held(*test.left, false);
                before.push(first);
                key
            }
        };
        self.visit_mut_expr(&mut test.right);
        let (first, object) = self.held(*test.right, true);
        self.depth = depth;
        let proxy = self.call(span, Helper::Has, vec![object.clone(), key.clone()]);
        let plain = binary(BinaryOp::In, key, object);
        before.push(choice(span, self.is_proxy(first), proxy, plain));
        sequence(span, before)
    }
}

fn calls_it(target: &MemberExpr) -> bool {
    target.prop.is_ident_with("call") || target.prop.is_ident_with("apply")
}
