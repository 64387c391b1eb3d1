//! Whole numbers of any size. The engine has none: `5n` becomes `h2pBig.of("5")`, and what may be
//! reckoned with one a call of the prelude (`scripts/prelude/own/big-int.js`), which knows both
//! kinds of numbers. The same number is always the same object, so `===` stays as it is.

mod forms;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{
    ArrowExpr, AssignExpr, AssignOp, AssignTarget, BinExpr, BinaryOp, CallExpr, Callee, Class,
    CondExpr, DoWhileStmt, Expr, ForStmt, Function, Id, Ident, IfStmt, Lit, MemberProp, Pat,
    Program, SimpleAssignTarget, UnaryExpr, UnaryOp, UpdateExpr, UpdateOp, VarDeclOrExpr,
    WhileStmt,
};
use swc_ecma_visit::{Visit, VisitMut, VisitMutWith, VisitWith};

use super::build::{call, member};

use forms::{assigned, comparison, is_text, number, operation, place, take, word};

/// What the prelude has for it.
const BIG: &str = "h2pBig";

/// Of a longer script, which is a library, only the functions are seen that name such numbers:
/// all else goes on at its speed.
const LONGEST: usize = 150_000;

/// Writes what a script reckons with such numbers as calls. Whether it does.
pub fn reckon(program: &mut Program, unresolved: Mark, length: usize) -> bool {
    let mut uses = Uses::of(unresolved, true);
    program.visit_with(&mut uses);
    if !uses.found {
        return false;
    }
    let mut reckoning = Reckoning {
        global: SyntaxContext::empty().apply_mark(unresolved),
        unresolved,
        seen: length <= LONGEST,
        counters: HashSet::new(),
    };
    if !reckoning.seen {
        let mut uses = Uses::of(unresolved, false);
        program.visit_with(&mut uses);
        reckoning.seen = uses.found;
    }
    program.visit_mut_with(&mut reckoning);
    true
}

/// Whether such a number is named.
struct Uses {
    global: SyntaxContext,
    /// In functions within as well.
    within: bool,
    found: bool,
}

impl Uses {
    fn of(unresolved: Mark, within: bool) -> Self {
        Self {
            global: SyntaxContext::empty().apply_mark(unresolved),
            within,
            found: false,
        }
    }
}

impl Visit for Uses {
    fn visit_lit(&mut self, literal: &Lit) {
        self.found |= matches!(literal, Lit::BigInt(_));
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        if let Callee::Expr(callee) = &call.callee {
            let owner = match &**callee {
                Expr::Member(member) => &member.obj,
                _ => callee,
            };
            self.found |= is_global(owner, "BigInt", self.global);
        }
        call.visit_children_with(self);
    }

    fn visit_function(&mut self, function: &Function) {
        if self.within {
            function.visit_children_with(self);
        }
    }

    fn visit_arrow_expr(&mut self, arrow: &ArrowExpr) {
        if self.within {
            arrow.visit_children_with(self);
        }
    }

    fn visit_class(&mut self, class: &Class) {
        if self.within {
            class.visit_children_with(self);
        }
    }
}

fn is_global(expr: &Expr, name: &str, global: SyntaxContext) -> bool {
    matches!(expr, Expr::Ident(ident) if &*ident.sym == name && ident.ctxt == global)
}

struct Reckoning {
    global: SyntaxContext,
    unresolved: Mark,
    /// Whether what stands here may be reckoned with such numbers.
    seen: bool,
    /// Variables of loops, which count with plain numbers.
    counters: HashSet<Id>,
}

impl Reckoning {
    fn big(&self, name: &str, args: Vec<Expr>) -> Expr {
        call(member(self.own(), name), args)
    }

    fn own(&self) -> Expr {
        Expr::Ident(Ident::new(BIG.into(), DUMMY_SP, self.global))
    }

    /// Whether an expression is none for certain.
    fn is_other(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(literal) => !matches!(literal, Lit::BigInt(_)),
            Expr::Tpl(_) | Expr::Array(_) | Expr::Object(_) | Expr::Fn(_) | Expr::Arrow(_) => true,
            Expr::Paren(paren) => self.is_other(&paren.expr),
            Expr::Ident(ident) => self.counters.contains(&ident.to_id()),
            Expr::Member(member) => matches!(&member.prop, MemberProp::Ident(name)
                if matches!(&*name.sym, "length" | "size")),
            Expr::Unary(unary) => match unary.op {
                UnaryOp::Minus | UnaryOp::Tilde => self.is_other(&unary.arg),
                _ => true,
            },
            Expr::Bin(binary) => match operation(binary.op) {
                Some(_) => self.is_other(&binary.left) || self.is_other(&binary.right),
                None => !matches!(
                    binary.op,
                    BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing
                ),
            },
            Expr::Call(call) => match &call.callee {
                Callee::Expr(callee) => {
                    ["Number", "String", "parseInt", "parseFloat"]
                        .iter()
                        .any(|name| is_global(callee, name, self.global))
                        || matches!(&**callee, Expr::Member(member)
                            if is_global(&member.obj, "Math", self.global))
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn binary(&self, binary: &mut BinExpr) -> Option<Expr> {
        let (left, right) = (self.is_other(&binary.left), self.is_other(&binary.right));
        let name = match (operation(binary.op), comparison(binary.op)) {
            // A text and such a number are a text.
            (Some("add"), _) if is_text(&binary.left) || is_text(&binary.right) => {
                (!left || !right).then_some("add")
            }
            (Some(name), _) => (!left && !right).then_some(name),
            (_, Some(name)) => (!left || !right).then_some(name),
            _ if matches!(binary.op, BinaryOp::EqEq | BinaryOp::NotEq) => {
                let is_plain = |side: &Expr| match side {
                    Expr::Lit(literal) => !matches!(literal, Lit::Num(_) | Lit::BigInt(_)),
                    _ => false,
                };
                let plain = is_plain(&binary.left) || is_plain(&binary.right);
                (!plain && (!left || !right)).then_some("eq")
            }
            _ => None,
        }?;
        let args = vec![take(&mut binary.left), take(&mut binary.right)];
        let made = self.big(name, args);
        Some(match binary.op {
            BinaryOp::NotEq => Expr::Unary(UnaryExpr {
                span: binary.span,
                op: UnaryOp::Bang,
                arg: Box::new(made),
            }),
            _ => made,
        })
    }

    fn unary(&self, unary: &mut UnaryExpr) -> Option<Expr> {
        let name = match unary.op {
            UnaryOp::Minus => "neg",
            UnaryOp::Tilde => "not",
            UnaryOp::TypeOf => "type",
            UnaryOp::Bang => {
                self.test(&mut unary.arg);
                return None;
            }
            _ => return None,
        };
        let is_unknown = matches!(&*unary.arg, Expr::Ident(name) if name.ctxt == self.global);
        if self.is_other(&unary.arg) || unary.op == UnaryOp::TypeOf && is_unknown {
            return None;
        }
        Some(self.big(name, vec![take(&mut unary.arg)]))
    }

    fn update(&self, update: &mut UpdateExpr) -> Option<Expr> {
        let by = if update.op == UpdateOp::PlusPlus {
            1.0
        } else {
            -1.0
        };
        match &*update.arg {
            Expr::Ident(name) if !self.counters.contains(&name.to_id()) => {
                let next = self.big("step", vec![Expr::Ident(name.clone()), number(by)]);
                let given = assigned(name.clone().into(), next);
                Some(match update.prefix {
                    true => given,
                    false => self.big("step", vec![given, number(-by)]),
                })
            }
            Expr::Member(member) => {
                let mut args = place(member)?;
                Some(match update.prefix {
                    true => {
                        args.extend([word("step"), number(by)]);
                        self.big("set", args)
                    }
                    false => {
                        args.push(number(by));
                        self.big("post", args)
                    }
                })
            }
            _ => None,
        }
    }

    fn assign(&self, assign: &mut AssignExpr) -> Option<Expr> {
        let name = operation(assign.op.to_update()?)?;
        let is_sum = assign.op == AssignOp::AddAssign;
        if self.is_other(&assign.right) && !(is_sum && is_text(&assign.right)) {
            return None;
        }
        match &assign.left {
            AssignTarget::Simple(SimpleAssignTarget::Ident(target)) => {
                let before = Expr::Ident(target.id.clone());
                let next = self.big(name, vec![before, take(&mut assign.right)]);
                Some(assigned(target.id.clone().into(), next))
            }
            AssignTarget::Simple(SimpleAssignTarget::Member(target)) => {
                let simple = matches!(&*target.obj, Expr::This(_) | Expr::Ident(_));
                if target.prop.is_private_name() && simple {
                    let before = Expr::Member(target.clone());
                    let next = self.big(name, vec![before, take(&mut assign.right)]);
                    return Some(assigned(target.clone().into(), next));
                }
                let mut args = place(target)?;
                args.extend([word(name), take(&mut assign.right)]);
                Some(self.big("set", args))
            }
            _ => None,
        }
    }

    /// What is asked whether it is true: no such number is nothing to the engine.
    fn test(&self, expr: &mut Expr) {
        if !self.seen {
            return;
        }
        match expr {
            Expr::Paren(paren) => self.test(&mut paren.expr),
            Expr::Bin(binary)
                if matches!(binary.op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr) =>
            {
                self.test(&mut binary.left);
                self.test(&mut binary.right);
            }
            Expr::Ident(_) | Expr::Member(_) | Expr::Call(_) | Expr::Assign(_)
                if !self.is_other(expr) =>
            {
                *expr = self.big("truth", vec![std::mem::replace(expr, number(0.0))]);
            }
            _ => {}
        }
    }

    /// Sees what is within, where such numbers are named there.
    fn within(&mut self, names: bool, go: impl FnOnce(&mut Self)) {
        let before = self.seen;
        self.seen |= names;
        go(self);
        self.seen = before;
    }

    fn named(&self, look: impl FnOnce(&mut Uses)) -> bool {
        let mut uses = Uses::of(self.unresolved, false);
        look(&mut uses);
        uses.found
    }
}

impl VisitMut for Reckoning {
    fn visit_mut_function(&mut self, function: &mut Function) {
        let names = self.named(|uses| function.visit_children_with(uses));
        self.within(names, |own| function.visit_mut_children_with(own));
    }

    fn visit_mut_arrow_expr(&mut self, arrow: &mut ArrowExpr) {
        let names = self.named(|uses| arrow.visit_children_with(uses));
        self.within(names, |own| arrow.visit_mut_children_with(own));
    }

    fn visit_mut_class(&mut self, class: &mut Class) {
        let names = self.named(|uses| class.visit_children_with(uses));
        self.within(names, |own| class.visit_mut_children_with(own));
    }

    fn visit_mut_for_stmt(&mut self, statement: &mut ForStmt) {
        if let Some(VarDeclOrExpr::VarDecl(variables)) = &statement.init {
            for one in &variables.decls {
                if let (Pat::Ident(name), Some(Expr::Lit(Lit::Num(_)))) =
                    (&one.name, one.init.as_deref())
                {
                    self.counters.insert(name.to_id());
                }
            }
        }
        statement.visit_mut_children_with(self);
        if let Some(test) = &mut statement.test {
            self.test(test);
        }
    }

    fn visit_mut_if_stmt(&mut self, statement: &mut IfStmt) {
        statement.visit_mut_children_with(self);
        self.test(&mut statement.test);
    }

    fn visit_mut_while_stmt(&mut self, statement: &mut WhileStmt) {
        statement.visit_mut_children_with(self);
        self.test(&mut statement.test);
    }

    fn visit_mut_do_while_stmt(&mut self, statement: &mut DoWhileStmt) {
        statement.visit_mut_children_with(self);
        self.test(&mut statement.test);
    }

    fn visit_mut_cond_expr(&mut self, expr: &mut CondExpr) {
        expr.visit_mut_children_with(self);
        self.test(&mut expr.test);
    }

    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        let literal = match expr {
            Expr::Lit(Lit::BigInt(literal)) => Some(literal.value.to_string()),
            _ => None,
        };
        if let Some(digits) = literal {
            *expr = self.big("of", vec![word(&digits)]);
            return;
        }
        expr.visit_mut_children_with(self);
        if !self.seen {
            return;
        }
        let made = match expr {
            Expr::Bin(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Update(update) => self.update(update),
            Expr::Assign(assign) => self.assign(assign),
            Expr::Ident(_) if is_global(expr, "BigInt", self.global) => Some(self.own()),
            Expr::Call(call) => {
                if let Callee::Expr(callee) = &mut call.callee
                    && is_global(callee, "Number", self.global)
                {
                    **callee = member(self.own(), "num");
                }
                None
            }
            _ => None,
        };
        if let Some(made) = made {
            *expr = made;
        }
    }
}
