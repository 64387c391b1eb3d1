//! A script of today as ES5. Runs in the worker: deep nesting may end the process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use swc_common::comments::SingleThreadedComments;
use swc_common::sync::Lrc;
use swc_common::{FileName, GLOBALS, Globals, Mark, SourceMap, Spanned, SyntaxContext};
use swc_ecma_ast::{EsVersion, Pass, Program};
use swc_ecma_codegen::{Config, Emitter};
use swc_ecma_compat_es2015 as es2015;
use swc_ecma_compat_es2020 as es2020;
use swc_ecma_compat_es2022 as es2022;
use swc_ecma_parser::{EsSyntax, Syntax, parse_file_as_module, parse_file_as_script};
use swc_ecma_transformer::Options;
use swc_ecma_transforms_base::assumptions::Assumptions;
use swc_ecma_transforms_base::fixer::{fixer, paren_remover};
use swc_ecma_transforms_base::helpers::{HELPERS, Helpers, inject_helpers};
use swc_ecma_transforms_base::hygiene::hygiene;
use swc_ecma_transforms_base::resolver;
use swc_ecma_visit::VisitMutWith;

use super::accessors::Accessors;
use super::constructors::{self, Constructors, Extended};
use super::imports::{self, Imports};
use super::inks::Inks;
use super::lines::{ForgetPlaces, LineWriter};
use super::orders::{self, Orders};
use super::primitives::{self, Primitives};
use super::quirks::Quirks;
use super::regexps::Regexps;
use super::sizes::Sizes;
use super::{
    Kind, Lowered, ScriptError, big_ints, made_code, module, names, proxies, syntax, targets,
};

/// Writes a script as ES5, on as many lines as it has. Where the page has `proxies`,
/// all that may meet one asks for it.
pub fn lower(source: &str, kind: Kind, proxies: bool) -> Result<Lowered, ScriptError> {
    // What the library cannot do it may say by a panic.
    let lowering = AssertUnwindSafe(|| lower_within(source, kind, proxies));
    catch_unwind(lowering).unwrap_or_else(|_| {
        Err(ScriptError {
            line: 1,
            message: "it cannot be lowered to ES5".to_owned(),
        })
    })
}

fn lower_within(source: &str, kind: Kind, proxies: bool) -> Result<Lowered, ScriptError> {
    GLOBALS.set(&Globals::new(), || {
        let map: Lrc<SourceMap> = Lrc::default();
        let mut program = parse(&map, source, kind)?;
        if !proxies && kind != Kind::Module && !syntax::is_newer(&program, source) {
            return Ok(Lowered::default());
        }
        let (unresolved, top) = (Mark::new(), Mark::new());
        (paren_remover(None), resolver(unresolved, top, false)).process(&mut program);
        let imported = module::wrap(&mut program, unresolved);
        let declared = names::declared(&program);
        HELPERS.set(&Helpers::new(false), || {
            if made_code::may_make(source) {
                made_code::see_made_code(&mut program, unresolved, proxies);
            }
            if constructors::may_ask(source) {
                program.visit_mut_with(&mut Constructors { unresolved });
            }
            if constructors::may_extend(source) {
                program.visit_mut_with(&mut Extended { unresolved });
            }
            // Of a number that is large, the sum is reckoned otherwise.
            let reckons = big_ints::reckon(&mut program, unresolved, source.len());
            if !reckons && primitives::may_ask(source) {
                program.visit_mut_with(&mut Primitives { unresolved });
            }
            if kind != Kind::Module && imports::may_import(source) {
                program.visit_mut_with(&mut Imports { unresolved });
            }
            transform(&mut program, unresolved);
            program.visit_mut_with(&mut Sizes { unresolved });
            program.visit_mut_with(&mut Inks { unresolved });
            if !proxies && source.len() <= orders::LONGEST {
                program.visit_mut_with(&mut Orders { unresolved });
            }
            if proxies {
                proxies::see_proxies(&mut program, unresolved, top);
            }
            (hygiene(), fixer(None)).process(&mut program);
        });
        if kind != Kind::Handler {
            names::make_own(&mut program, &declared, source);
        }
        program.visit_mut_with(&mut Quirks);
        program.visit_mut_with(&mut ForgetPlaces);
        Ok(Lowered {
            code: Some(write(map, &program, source)),
            imports: imported.first,
            later: imported.later,
        })
    })
}

fn parse(map: &Lrc<SourceMap>, source: &str, kind: Kind) -> Result<Program, ScriptError> {
    let file = map.new_source_file(FileName::Anon.into(), source.to_owned());
    let syntax = Syntax::Es(EsSyntax {
        allow_return_outside_function: kind == Kind::Handler,
        import_attributes: true,
        ..EsSyntax::default()
    });
    // What the parser recovers from may be a fault or not: browsers are not as strict.
    let (target, mut recovered) = (EsVersion::latest(), Vec::new());
    let parsed = match kind {
        Kind::Module => {
            parse_file_as_module(&file, syntax, target, None, &mut recovered).map(Program::Module)
        }
        Kind::Script | Kind::Handler => {
            parse_file_as_script(&file, syntax, target, None, &mut recovered).map(Program::Script)
        }
    };
    let error = match parsed {
        Ok(program) => return Ok(program),
        Err(error) => error,
    };
    let at = (error.span().lo.0 as usize).saturating_sub(1);
    let before = &source.as_bytes()[..at.min(source.len())];
    Err(ScriptError {
        line: memchr::memchr_iter(b'\n', before).count() as u32 + 1,
        message: error.kind().msg().into_owned(),
    })
}

/// The order is that of swc's own `preset_env`, whose tables of browsers weigh more
/// than all of this.
fn transform(program: &mut Program, unresolved: Mark) {
    program.visit_mut_with(&mut Accessors);
    program.visit_mut_with(&mut Regexps { unresolved });
    let mut all = (
        es2022::static_blocks(),
        es2022::class_properties(
            es2022::class_properties::Config {
                no_document_all: true,
                ..Default::default()
            },
            unresolved,
        ),
        es2020::optional_chaining(
            es2020::optional_chaining::Config {
                no_document_all: true,
                ..Default::default()
            },
            unresolved,
        ),
        younger_than_classes(unresolved),
        classes_and_functions(unresolved),
        bindings(unresolved),
    );
    all.process(program);
    targets::simplify(program);
    inject_helpers(unresolved).process(program);
}

fn options(unresolved: Mark) -> Options {
    let mut options = Options::default();
    options.unresolved_ctxt = SyntaxContext::empty().apply_mark(unresolved);
    options.assumptions = assumptions();
    options
}

fn assumptions() -> Assumptions {
    let mut assumptions = Assumptions::default();
    assumptions.no_document_all = true;
    assumptions
}

fn younger_than_classes(unresolved: Mark) -> impl Pass {
    let mut options = options(unresolved);
    let env = &mut options.env;
    env.regexp.dot_all_regex = true;
    env.regexp.sticky_regex = true;
    env.regexp.unicode_property_regex = true;
    env.regexp.unicode_regex = true;
    env.regexp.unicode_sets_regex = true;
    env.regexp.has_indices = true;
    env.es2022.private_property_in_object = true;
    env.es2021.logical_assignment_operators = true;
    env.es2020.nullish_coalescing = true;
    env.es2019.optional_catch_binding = true;
    env.es2018.object_rest_spread = true;
    env.es2017.async_to_generator = true;
    env.es2016.exponentiation_operator = true;
    options.into_pass()
}

fn classes_and_functions(unresolved: Mark) -> impl Pass {
    let mut later = options(unresolved);
    later.env.es2015.shorthand = true;
    later.env.es2015.function_name = true;
    later.env.es2015.duplicate_keys = true;
    later.env.es2015.sticky_regex = true;
    later.env.es2015.instanceof = true;
    later.env.es2015.typeof_symbol = true;
    (
        es2015::block_scoped_functions(),
        es2015::template_literal(Default::default()),
        es2015::classes(Default::default()),
        es2015::new_target(),
        es2015::spread(Default::default(), unresolved),
        es2015::object_super(),
        es2015::for_of(Default::default()),
        es2015::parameters(Default::default(), unresolved),
        es2015::arrow(unresolved),
        later.into_pass(),
    )
}

fn bindings(unresolved: Mark) -> impl Pass {
    (
        es2015::computed_properties(Default::default()),
        es2015::destructuring(Default::default()),
        es2015::block_scoping(unresolved),
        es2015::generator::generator(unresolved, SingleThreadedComments::default()),
    )
}

fn write(map: Lrc<SourceMap>, program: &Program, source: &str) -> String {
    let mut config = Config::default();
    config.target = EsVersion::Es5;
    config.minify = true;
    config.inline_script = true;
    let mut writer = LineWriter::of(source);
    let mut emitter = Emitter {
        cfg: config,
        cm: map,
        comments: None,
        wr: &mut writer,
    };
    // It writes to memory.
    let _ = emitter.emit_program(program);
    drop(emitter);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(source: &str) -> String {
        let lowered = lower(source, Kind::Script, false).unwrap();
        lowered.code.expect("it is newer")
    }

    /// What every line of the source must still have on it.
    #[track_caller]
    fn keeps_lines(source: &str, words: &[(usize, &str)]) {
        let code = lowered(source);
        let lines: Vec<&str> = code.split('\n').collect();
        assert_eq!(lines.len(), source.split('\n').count(), "{code}");
        for (line, word) in words {
            assert!(
                lines[line - 1].contains(word),
                "line {line}: {word}\n{code}"
            );
        }
    }

    #[test]
    fn lines_are_kept() {
        keeps_lines(
            "'use strict';\n\
             class A {\n  #secret = 1;\n  one() {\n    first();\n    return this.#secret;\n  }\n\
             \x20 get two() { second() }\n}\n\
             const f = async (a, {b, c}, ...d) => {\n  third(await a);\n  for (const x of d)\n\
             \x20   fourth(x);\n  return `text\n${fifth()}\n`;\n};\n\
             let i = 0; i\n++sixth\ng?.(\n  seventh()\n)\n",
            &[
                (1, "\"use strict\""),
                (5, "first()"),
                (8, "second()"),
                (11, "third"),
                (13, "fourth"),
                (15, "fifth()"),
                (21, "seventh()"),
            ],
        );
    }

    #[test]
    fn no_line_ends_where_it_would_end_a_statement() {
        let code = lowered(
            "const f = () => {\n  return (\n    one(\n      two)\n  )\n}\nthrow (\nthree\n)",
        );
        assert!(code.contains("return one("), "{code}");
        assert!(code.contains("throw three"), "{code}");
    }

    #[test]
    fn the_window_is_that_of_the_document_alone() {
        let size = "document.documentElement.clientWidth";
        assert!(lowered(&format!("let a = {size}")).contains("innerWidth"));
        let other = format!("const document = frame.contentDocument; a = {size}");
        assert!(!lowered(&other).contains("innerWidth"));
        let other = format!("const a = (document) => {size}");
        assert!(!lowered(&other).contains("innerWidth"));
    }

    #[test]
    fn what_needs_nothing_is_left() {
        for source in [
            "var a = {class: 1};",
            "/* let */ f()",
            "a ? .5 : b",
            "a = {get b() {}, set b(c) {}}",
        ] {
            assert_eq!(lower(source, Kind::Script, false).unwrap().code, None);
        }
    }

    #[test]
    fn names_of_a_page_stay_and_those_that_are_added_are_nobody_else_s() {
        let code = lowered(
            "let a = 1; const b = 2; class C { #d = 1; } function e() { return () => this }\n\
             { let f = 3; var g = f } for (let h of [1]) a = () => h; var i = {...a}",
        );
        for name in ["var a=", "var b=", "var C=", "function e(", "var g="] {
            let name = name.trim_end_matches('=');
            assert!(code.contains(name), "{name}: {code}");
        }
        for name in ["var f=", "function _class_call_check("] {
            assert!(!code.contains(name), "{name}: {code}");
        }
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        let error = lower("var a;\nlet b = ;\n", Kind::Script, false).unwrap_err();
        assert_eq!(error.line, 2);
        let handler = lower("let a = 1;\nreturn a", Kind::Handler, false).unwrap();
        assert_eq!(handler.code.unwrap(), "var a=1;\nreturn a;");
    }

    #[test]
    fn modules_hand_over_a_function() {
        let source = "import one, {two as deux, three} from './a.js';\nimport * as four from 'b';\n\
                      export const [five] = [three];\nexport {five as six};\n\
                      export default function seven() { return deux(four.x, {three}) }\n\
                      export * from './c.js';\nexport {one as eight} from './d.js';\n\
                      export {three as nine};\nimport('./e.js').then(m => m.x + import.meta.url);\n";
        let lowered = lower(source, Kind::Module, false).unwrap();
        assert_eq!(lowered.imports, ["./a.js", "b", "./c.js", "./d.js"]);
        assert_eq!(lowered.later, ["./e.js"]);
        let code = lowered.code.unwrap();
        assert_eq!(code.split('\n').count(), source.split('\n').count());
        for part in [
            "__h2pModule(function(_exports,_require,_import,_meta){\"use strict\";",
            "\"five\":function(){return five;}",
            "\"eight\":function(){return _module",
            "\"default\":function(){return seven;}",
            "\"nine\":function(){return _module.three;}",
            "(0,_module[\"two\"])(",
            "three:_module.three",
            "_import(\"./e.js\")",
            "_meta.url",
        ] {
            assert!(code.contains(part), "{part}: {code}");
        }
        let awaits = lower("export const a = await f();", Kind::Module, false).unwrap();
        assert!(awaits.code.unwrap().contains("_async_to_generator"));
    }

    #[test]
    fn markup_of_long_ago_is_no_fault() {
        lowered("<!-- hidden\nlet a = 1;\n//-->");
    }

    #[test]
    fn no_parameter_has_the_name_of_its_function() {
        let code = lowered("'use strict'; (a => { const s = (s, n = s + a) => n; s(s(a)) })");
        assert!(!code.contains("function s(s"), "{code}");
        assert!(code.contains("=function(s"), "{code}");
    }

    #[test]
    fn no_string_ends_the_element() {
        let code = lowered("let a = '<\\/script>' + `<!--` + '<\\!--<script>';");
        assert!(!code.contains("</script"), "{code}");
        assert!(!code.contains("<!--"), "{code}");
    }
}
