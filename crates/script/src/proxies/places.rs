//! Properties: read, written, counted on and deleted.

use swc_common::{DUMMY_SP, Span};
use swc_ecma_ast::{
    AssignExpr, AssignOp, Expr, MemberExpr, MemberProp, UnaryExpr, UpdateExpr, UpdateOp,
};
use swc_ecma_visit::VisitMut;

use super::Proxies;
use super::forms::{
    Helper, assign, binary, choice, computed, is_calm, is_simple, member, number, sequence, string,
};

/// The object of a property and its key, each evaluated once.
pub struct Place {
    /// What must be evaluated before.
    pub before: Vec<Expr>,
    /// The object where it is first asked.
    pub first: Expr,
    pub object: Expr,
    /// The key as a value, and as it stands in the script.
    pub key: Expr,
    pub property: MemberProp,
}

impl Proxies {
    /// `calm` says that what follows the property changes no names. Variables are held
    /// until the caller sets `depth` back.
    pub fn place(&mut self, member: MemberExpr, calm: bool) -> Place {
        let mut object = *member.obj;
        self.visit_mut_expr(&mut object);
        match member.prop {
            MemberProp::Ident(name) => {
                let (first, object) = self.held(object, calm);
                Place {
                    before: Vec::new(),
                    first,
                    object,
                    key: string(&name.sym),
                    property: MemberProp::Ident(name),
                }
            }
            MemberProp::Computed(mut key) => {
                let stays = is_simple(&key.expr) && (calm || !key.expr.is_ident());
                let object_calm = calm && is_calm(&key.expr);
                let (first, object) = self.held(object, object_calm);
                if stays {
                    let property = MemberProp::Computed(key.clone());
                    let (before, key) = (Vec::new(), *key.expr);
                    return Place {
                        before,
                        first,
                        object,
                        key,
                        property,
                    };
                }
                self.visit_mut_expr(&mut key.expr);
                let (key, variable) = self.held(*key.expr, false);
                let mut before = vec![key];
                if !is_simple(&first) {
                    before.insert(0, first);
                }
                Place {
                    before,
                    first: object.clone(),
                    object,
                    property: computed(variable.clone()),
                    key: variable,
                }
            }
            // Lowering has left none.
            MemberProp::PrivateName(_) => Place {
                before: Vec::new(),
                first: object.clone(),
                key: number(0.0),
                property: member.prop,
                object,
            },
        }
    }

    /// What is done where the object is one, and where it is none.
    pub fn either(&self, span: Span, place: Place, proxy: Expr, plain: Expr) -> Expr {
        let mut all = place.before;
        all.push(choice(span, self.is_proxy(place.first), proxy, plain));
        sequence(span, all)
    }

    pub fn read(&mut self, read: MemberExpr) -> Expr {
        let (span, depth) = (read.span, self.depth);
        let place = self.place(read, true);
        self.depth = depth;
        let (object, key) = (place.object.clone(), place.key.clone());
        let plain = member(object.clone(), place.property.clone(), span);
        let proxy = self.call(span, Helper::Get, vec![object, key]);
        self.either(span, place, proxy, plain)
    }

    pub fn write(&mut self, assignment: AssignExpr, target: MemberExpr) -> Expr {
        let AssignExpr { span, op, .. } = assignment;
        let mut value = *assignment.right;
        let (depth, calm) = (self.depth, is_calm(&value));
        let mut place = self.place(target, calm);
        let stays = is_simple(&value);
        self.visit_mut_expr(&mut value);
        let property = |place: &Place| {
            let object = place.object.clone();
            member(object, place.property.clone(), span)
        };
        let (object, key) = (place.object.clone(), place.key.clone());
        let get = vec![object.clone(), key.clone()];
        if !stays {
            // The object is evaluated before the value.
            if !is_simple(&place.first) {
                let first = std::mem::replace(&mut place.first, object.clone());
                place.before.push(first);
            }
            if let Some(operator) = op.to_update() {
                let old = choice(
                    DUMMY_SP,
                    self.is_proxy(object.clone()),
                    self.call(DUMMY_SP, Helper::Get, get.clone()),
                    property(&place),
                );
                value = binary(operator, old, value);
            }
            let held = self.hold();
            place
                .before
                .push(assign(span, AssignOp::Assign, held.clone(), value));
            value = held;
        }
        let op = if stays { op } else { AssignOp::Assign };
        let new = match op.to_update() {
            Some(operator) => binary(
                operator,
                self.call(DUMMY_SP, Helper::Get, get),
                value.clone(),
            ),
            None => value.clone(),
        };
        let proxy = self.call(span, Helper::Set, vec![object, key, new]);
        let plain = assign(span, op, property(&place), value);
        self.depth = depth;
        self.either(span, place, proxy, plain)
    }

    pub fn update(&mut self, update: UpdateExpr, target: MemberExpr) -> Expr {
        let (span, depth) = (update.span, self.depth);
        let place = self.place(target, true);
        self.depth = depth;
        let step = if update.op == UpdateOp::PlusPlus {
            1.0
        } else {
            -1.0
        };
        let (object, key) = (place.object.clone(), place.key.clone());
        let plain = Expr::Update(UpdateExpr {
            arg: Box::new(member(object.clone(), place.property.clone(), span)),
            ..update
        });
        let prefix = number(f64::from(u8::from(update.prefix)));
        let proxy = self.call(
            span,
            Helper::Update,
            vec![object, key, number(step), prefix],
        );
        self.either(span, place, proxy, plain)
    }

    pub fn delete(&mut self, delete: UnaryExpr, target: MemberExpr) -> Expr {
        let (span, depth) = (delete.span, self.depth);
        let place = self.place(target, true);
        self.depth = depth;
        let (object, key) = (place.object.clone(), place.key.clone());
        let plain = Expr::Unary(UnaryExpr {
            arg: Box::new(member(object.clone(), place.property.clone(), span)),
            ..delete
        });
        let proxy = self.call(span, Helper::Delete, vec![object, key]);
        self.either(span, place, proxy, plain)
    }
}
