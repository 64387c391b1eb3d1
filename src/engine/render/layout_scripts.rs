//! What the engine is told of the layout helper: all of it, or only what it is to do where the engine
//! has it already (`preload/helper.c`).

use std::sync::{Arc, LazyLock};

use crate::document::lower::{self, IS_NEEDED};
use script::{code_lines, literal, literals};

/// An argument of a process is no longer than 128 kB.
const LONGEST_SCRIPT: usize = 127_000;

/// What tells whether the helper is needed.
static NEEDED: LazyLock<String> = LazyLock::new(|| without_comments(IS_NEEDED));

/// What runs in a page before it is printed.
#[derive(Clone, Debug)]
pub enum LayoutScripts {
    Plain(String),
    WithHelper(WithHelper),
}

/// The helper, and what it is to do.
#[derive(Clone, Debug)]
pub struct WithHelper {
    pub helper: Arc<lower::Helper>,
    pub start: String,
    /// A word that no page can know.
    pub word: String,
    /// What is asked about the page first, if anything, and what is done where it then needs no helper.
    pub needed_if: Option<String>,
    pub needed_else: String,
    pub has_user_style: bool,
    /// Whether the page has nothing that could see or disturb what our scripts declare for all.
    pub is_alone: bool,
}

impl LayoutScripts {
    /// For an engine that knows of nothing: one after another.
    pub fn whole(&self) -> Vec<String> {
        match self {
            Self::Plain(script) => vec![script.clone()],
            Self::WithHelper(helper) => helper.whole(),
        }
    }

    /// For one that has the helper.
    pub fn for_warm(&self) -> String {
        match self {
            Self::Plain(script) => script.clone(),
            Self::WithHelper(helper) => helper.for_warm(),
        }
    }
}

/// What a script begins with that runs where the engine has the helper.
pub fn mark(word: &str) -> String {
    format!("/*{word}*/")
}

/// A script without comments and indentation.
pub fn without_comments(script: &str) -> String {
    code_lines(script).collect::<Vec<_>>().join("\n")
}

impl WithHelper {
    fn whole(&self) -> Vec<String> {
        let user_style = match self.has_user_style {
            true => "hasUserStyle=true;",
            false => "",
        };
        let start = format!("{user_style}{}", self.start);
        let unless = match &self.needed_if {
            Some(asked) => format!(
                "{}if(!isNeeded({asked}))return {};",
                *NEEDED, self.needed_else
            ),
            None => String::new(),
        };
        let programs = match unless.is_empty() && self.is_alone {
            true => programs(&self.helper, &start),
            false => None,
        };
        programs.unwrap_or_else(|| scripts(&self.helper, &start, &self.word, &unless))
    }

    /// `this` is the window of the page, and all else that it names belongs to the engine's own page.
    fn for_warm(&self) -> String {
        let Self { start, helper, .. } = self;
        let unless = match &self.needed_if {
            Some(asked) => format!(
                "if(!h2pNeeded(window,document)({asked}))return {};",
                self.needed_else
            ),
            None => String::new(),
        };
        format!(
            "{}(function(window){{var document=window.document,console=window.console,\
             setTimeout=function(f,t){{return window.setTimeout(f,t)}};{unless}\
             var helper=h2pHelper(window,document,'{}',{}),run=helper.run,takeBack=helper.takeBack,\
             giveBack=helper.giveBack;{start}}})(this)",
            mark(&self.word),
            helper.parts,
            self.has_user_style
        )
    }
}

/// The helper as programs of the page, and what it is to do. The engine would read a function around
/// all of it twice: to find its end, and when it is called.
fn programs(helper: &lower::Helper, start: &str) -> Option<Vec<String>> {
    let fits = start.len() + 100 < LONGEST_SCRIPT;
    fits.then(|| {
        let mut programs = helper.programs().to_vec();
        programs.push(format!("(function(){{{start}}})()"));
        programs
    })
}

/// The helper, and what it is to do. Where that does not fit into an argument it is told in
/// pieces, between which no script of the page runs.
fn scripts(helper: &lower::Helper, start: &str, word: &str, unless: &str) -> Vec<String> {
    // The engine reads all that a function has in it before it runs. What may not be needed is a
    // string until it is.
    let told = if unless.is_empty() {
        helper.code.as_str()
    } else {
        helper.literal()
    };
    if told.len() + start.len() + unless.len() < LONGEST_SCRIPT {
        let whole = match unless {
            "" => format!("(function(){{{}{start}}})()", helper.code),
            _ => format!(
                "(function(){{{unless}new Function({}\"+{})()}})()",
                helper.literal(),
                literal(start)
            ),
        };
        if whole.len() < LONGEST_SCRIPT {
            return vec![whole];
        }
    }
    let mut scripts = vec![format!("window.{word}=''")];
    for piece in helper.pieces().iter().chain(&literals(start)) {
        scripts.push(format!("window.{word}+={piece}"));
    }
    scripts.push(format!(
        "(function(){{var s=window.{word};delete window.{word};{unless}new Function(s)()}})()"
    ));
    scripts
}
