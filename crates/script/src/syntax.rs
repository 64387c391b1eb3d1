//! Whether a parsed script has anything that ES5 does not have. The quick look at its
//! words may have been wrong; and what needs nothing stays as it is.

use swc_common::{BytePos, Span, Spanned};
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, BinExpr, BinaryOp, BlockStmt, CallExpr, Callee,
    CatchClause, Expr, ExprOrSpread, FnDecl, ForOfStmt, Function, Ident, Lit, MetaPropExpr,
    ModuleDecl, NewExpr, Param, Program, Prop, PropName, PropOrSpread, Regex, Str, SuperPropExpr,
    VarDecl, VarDeclKind,
};
use swc_ecma_visit::{Visit, VisitWith};

use super::accessors::is_plain;
use super::{inks, made_code};

pub fn is_newer(program: &Program, source: &str) -> bool {
    let mut look = Look {
        source,
        newer: false,
        blocks: 0,
        strict: source.contains("use strict"),
    };
    program.visit_with(&mut look);
    // The end of a comment of long ago, at the beginning of a line.
    look.newer
        || source.contains("-->")
            && source
                .lines()
                .any(|line| line.trim_start().starts_with("-->"))
}

struct Look<'s> {
    source: &'s str,
    newer: bool,
    /// Blocks around, within the same function.
    blocks: usize,
    strict: bool,
}

impl Look<'_> {
    fn text(&self, from: BytePos, to: BytePos) -> &str {
        let range = (from.0 as usize).saturating_sub(1)..(to.0 as usize).saturating_sub(1);
        self.source.get(range).unwrap_or_default()
    }

    /// ES5 knows no comma behind the last of a list.
    fn list(&mut self, last: Option<Span>, end: BytePos) {
        self.newer |= last.is_some_and(|last| self.text(last.hi, end).contains(','));
    }
}

impl Visit for Look<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        self.newer |= matches!(
            expr,
            Expr::Arrow(_)
                | Expr::Class(_)
                | Expr::Tpl(_)
                | Expr::TaggedTpl(_)
                | Expr::OptChain(_)
                | Expr::Await(_)
                | Expr::Yield(_)
                | Expr::PrivateName(_)
        );
        if !self.newer {
            expr.visit_children_with(self);
        }
    }

    fn visit_class_decl(&mut self, _: &swc_ecma_ast::ClassDecl) {
        self.newer = true;
    }

    fn visit_module_decl(&mut self, _: &ModuleDecl) {
        self.newer = true;
    }

    fn visit_meta_prop_expr(&mut self, _: &MetaPropExpr) {
        self.newer = true;
    }

    fn visit_super_prop_expr(&mut self, _: &SuperPropExpr) {
        self.newer = true;
    }

    fn visit_for_of_stmt(&mut self, _: &ForOfStmt) {
        self.newer = true;
    }

    fn visit_var_decl(&mut self, variables: &VarDecl) {
        self.newer |= variables.kind != VarDeclKind::Var
            || variables.decls.iter().any(|one| !one.name.is_ident());
        variables.visit_children_with(self);
    }

    fn visit_expr_or_spread(&mut self, item: &ExprOrSpread) {
        self.newer |= item.spread.is_some();
        item.visit_children_with(self);
    }

    fn visit_function(&mut self, function: &Function) {
        self.newer |= function.is_async || function.is_generator;
        let body = function.body.as_ref().map(|body| body.span.lo);
        let last = function.params.last().map(Spanned::span);
        self.list(last, body.unwrap_or(function.span.hi));
        let around = std::mem::take(&mut self.blocks);
        function.params.visit_with(self);
        // The body itself is no block.
        if let Some(body) = &function.body {
            body.visit_children_with(self);
        }
        self.blocks = around;
    }

    fn visit_param(&mut self, param: &Param) {
        self.newer |= !param.pat.is_ident();
        param.visit_children_with(self);
    }

    fn visit_fn_decl(&mut self, function: &FnDecl) {
        self.newer |= self.strict && self.blocks > 0;
        function.visit_children_with(self);
    }

    fn visit_block_stmt(&mut self, block: &BlockStmt) {
        self.blocks += 1;
        block.visit_children_with(self);
        self.blocks -= 1;
    }

    fn visit_prop_or_spread(&mut self, property: &PropOrSpread) {
        self.newer |= match property {
            PropOrSpread::Spread(_) => true,
            PropOrSpread::Prop(property) => match &**property {
                Prop::Shorthand(_) | Prop::Method(_) => true,
                Prop::Getter(getter) => !is_plain(&getter.key),
                Prop::Setter(setter) => !is_plain(&setter.key),
                _ => false,
            },
        };
        property.visit_children_with(self);
    }

    fn visit_prop_name(&mut self, name: &PropName) {
        self.newer |= matches!(name, PropName::Computed(_) | PropName::BigInt(_));
        name.visit_children_with(self);
    }

    fn visit_catch_clause(&mut self, catch: &CatchClause) {
        self.newer |= !catch.param.as_ref().is_some_and(|param| param.is_ident());
        catch.visit_children_with(self);
    }

    fn visit_bin_expr(&mut self, binary: &BinExpr) {
        self.newer |= matches!(binary.op, BinaryOp::Exp | BinaryOp::NullishCoalescing);
        binary.visit_children_with(self);
    }

    fn visit_assign_expr(&mut self, assign: &AssignExpr) {
        use AssignOp::{AndAssign, ExpAssign, NullishAssign, OrAssign};
        self.newer |= matches!(assign.op, AndAssign | ExpAssign | NullishAssign | OrAssign)
            || matches!(assign.left, AssignTarget::Pat(_));
        assign.visit_children_with(self);
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        self.newer |=
            call.callee.is_super_() || call.callee.is_import() || is_big_int(&call.callee);
        self.newer |= made_code::is_newer(&call.callee, &call.args);
        self.list(call.args.last().map(Spanned::span), call.span.hi);
        call.visit_children_with(self);
    }

    fn visit_new_expr(&mut self, new: &NewExpr) {
        let args = new.args.as_ref();
        let last = args.and_then(|args| args.last()).map(Spanned::span);
        self.list(last, new.span.hi);
        new.visit_children_with(self);
    }

    fn visit_lit(&mut self, literal: &Lit) {
        self.newer |= match literal {
            Lit::BigInt(_) => true,
            Lit::Num(number) => {
                let raw = self.text(number.span.lo, number.span.hi).as_bytes();
                raw.contains(&b'_') || matches!(raw.get(1), Some(b'b' | b'B' | b'o' | b'O'))
            }
            _ => false,
        };
        literal.visit_children_with(self);
    }

    fn visit_ident(&mut self, name: &Ident) {
        self.newer |= self.text(name.span.lo, name.span.hi).contains("\\u{");
    }

    fn visit_str(&mut self, string: &Str) {
        let raw = self.text(string.span.lo, string.span.hi);
        self.newer |= raw.contains("\\u{") || raw.contains(['\u{2028}', '\u{2029}']);
        self.newer |= string.value.as_str().is_some_and(inks::is_modern);
    }

    fn visit_regex(&mut self, regex: &Regex) {
        self.newer |= !regex.flags.bytes().all(|flag| b"gim".contains(&flag))
            || ["(?<", "\\p{", "\\P{"]
                .iter()
                .any(|new| regex.exp.contains(new));
    }
}

/// Whether a number of any size is made, of which the engine knows nothing.
fn is_big_int(callee: &Callee) -> bool {
    let Callee::Expr(callee) = callee else {
        return false;
    };
    matches!(&**callee, Expr::Ident(name) if &*name.sym == "BigInt")
}
