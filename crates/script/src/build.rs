//! Pieces of scripts that lowering writes itself.

use swc_common::{DUMMY_SP, Mark, SyntaxContext};
use swc_ecma_ast::{
    BinExpr, BinaryOp, CallExpr, Callee, ComputedPropName, CondExpr, Decl, Expr, ExprStmt, FnExpr,
    Function, FunctionBody, Ident, IdentName, Lit, MemberExpr, MemberProp, Param, Pat, Stmt, Str,
    UnaryExpr, UnaryOp, VarDecl, VarDeclKind, VarDeclarator,
};

pub fn private(name: &str) -> Ident {
    let own = SyntaxContext::empty().apply_mark(Mark::new());
    Ident::new(name.into(), DUMMY_SP, own)
}

pub fn call(callee: Expr, args: Vec<Expr>) -> Expr {
    Expr::Call(CallExpr {
        callee: Callee::Expr(Box::new(callee)),
        args: args.into_iter().map(|arg| Box::new(arg).into()).collect(),
        ..CallExpr::default()
    })
}

pub fn statement(expr: Expr) -> Stmt {
    Stmt::Expr(ExprStmt {
        span: DUMMY_SP,
        expr: Box::new(expr),
    })
}

pub fn member(of: Expr, name: &str) -> Expr {
    Expr::Member(MemberExpr {
        obj: Box::new(of),
        prop: MemberProp::Ident(IdentName::new(name.into(), DUMMY_SP)),
        span: DUMMY_SP,
    })
}

/// A name of the page's own.
pub fn global(name: &str, unresolved: Mark) -> Expr {
    let context = SyntaxContext::empty().apply_mark(unresolved);
    Expr::Ident(Ident::new(name.into(), DUMMY_SP, context))
}

/// `typeof NAME === "KIND"`, of a name of the page's own.
pub fn is_global(name: &str, kind: &str, unresolved: Mark) -> Expr {
    let its_kind = Expr::Unary(UnaryExpr {
        span: DUMMY_SP,
        op: UnaryOp::TypeOf,
        arg: Box::new(global(name, unresolved)),
    });
    Expr::Bin(BinExpr {
        span: DUMMY_SP,
        op: BinaryOp::EqEqEq,
        left: Box::new(its_kind),
        right: Box::new(Expr::Lit(Lit::Str(string(kind)))),
    })
}

/// `typeof NAME === "KIND" ? NAME : OTHERWISE`
pub fn global_or(name: &str, kind: &str, unresolved: Mark, otherwise: Expr) -> Expr {
    Expr::Cond(CondExpr {
        span: DUMMY_SP,
        test: Box::new(is_global(name, kind, unresolved)),
        cons: Box::new(global(name, unresolved)),
        alt: Box::new(otherwise),
    })
}

pub fn undefined() -> Expr {
    Expr::Unary(UnaryExpr {
        span: DUMMY_SP,
        op: UnaryOp::Void,
        arg: Box::new(Expr::Lit(Lit::Num(0.0.into()))),
    })
}

pub fn string(text: &str) -> Str {
    Str {
        span: DUMMY_SP,
        value: text.into(),
        raw: None,
    }
}

pub fn text(string: &Str) -> String {
    string.value.to_string_lossy().into_owned()
}

pub fn variable(name: Ident, value: Expr) -> Stmt {
    let declarator = VarDeclarator {
        span: DUMMY_SP,
        name: Pat::Ident(name.into()),
        init: Some(Box::new(value)),
        definite: false,
    };
    Stmt::Decl(Decl::Var(Box::new(VarDecl {
        kind: VarDeclKind::Var,
        decls: vec![declarator],
        ..VarDecl::default()
    })))
}

pub fn function_of(params: Vec<Ident>, stmts: Vec<Stmt>, is_async: bool) -> Expr {
    let params = params.into_iter().map(|name| Param {
        span: DUMMY_SP,
        decorators: Vec::new(),
        pat: Pat::Ident(name.into()),
    });
    Expr::Fn(FnExpr {
        ident: None,
        function: Box::new(Function {
            params: params.collect(),
            body: Some(FunctionBody {
                span: DUMMY_SP,
                stmts,
            }),
            is_async,
            ..Function::default()
        }),
    })
}

pub fn property(of: Expr, name: Str) -> Expr {
    Expr::Member(MemberExpr {
        obj: Box::new(of),
        prop: MemberProp::Computed(ComputedPropName {
            span: DUMMY_SP,
            expr: Box::new(Expr::Lit(Lit::Str(name))),
        }),
        span: DUMMY_SP,
    })
}
