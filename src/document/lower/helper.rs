//! The layout helper, and the parts of it that a document needs: the engine reads all that it
//! is given anew for each document.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use aho_corasick::AhoCorasick;

use super::parts::PARTS;
use crate::text::parts_without_data;

/// What tells whether the layout helper is needed, where that hangs on sizes.
pub const IS_NEEDED: &str = include_str!("page/needed.js");
/// What finds the functions that the layout helper calls, before scripts put others in their
/// place.
pub const ORIGINALS: &str = include_str!("page/originals.js");
/// What tells of styles that scripts wrote, and puts in their place what became of them.
pub const WRITTEN: &str = include_str!("page/written.js");
/// The layout helper, which runs in the page when it has settled: `scripts/prelude/build.mjs` makes
/// it of the scripts here, as short as it can be, because the engine reads it anew each time.
const MADE: &str = include_str!("page/made.txt");

/// What it is made of.
#[cfg(test)]
pub const HELPER: &str = concat!(
    include_str!("page/originals.js"),
    include_str!("page/natives.js"),
    include_str!("page/base.js"),
    include_str!("page/mentions.js"),
    include_str!("page/cascade.js"),
    include_str!("page/turns.js"),
    include_str!("page/logical.js"),
    include_str!("page/shorthands.js"),
    include_str!("page/colours.js"),
    include_str!("page/shadows.js"),
    include_str!("page/freeze.js"),
    include_str!("page/looks.js"),
    include_str!("page/exact.js"),
    include_str!("page/collect.js"),
    include_str!("page/build.js"),
    include_str!("page/measure.js"),
    include_str!("page/flex.js"),
    include_str!("page/grid.js"),
    include_str!("page/write.js"),
    include_str!("page/tight.js"),
    include_str!("page/heights.js"),
    include_str!("page/percents.js"),
    include_str!("page/overflows.js"),
    include_str!("page/overlaps.js"),
    include_str!("page/columnwraps.js"),
    include_str!("page/baselines.js"),
    include_str!("page/subgrids.js"),
    include_str!("page/intrinsic.js"),
    include_str!("page/loose.js"),
    include_str!("page/placed.js"),
    include_str!("page/objects.js"),
    include_str!("page/filters.js"),
    include_str!("page/formulas.js"),
    include_str!("page/canvases.js"),
    include_str!("page/columnsets.js"),
    include_str!("page/mixed.js"),
    include_str!("page/columns.js"),
    include_str!("page/counters.js"),
    include_str!("page/parts.js"),
    include_str!("page/markers.js"),
    include_str!("page/decorations.js"),
    include_str!("page/opaque.js"),
    include_str!("page/clips.js"),
    include_str!("page/verticals.js"),
    include_str!("page/fixed.js"),
    include_str!("page/sticky.js"),
    include_str!("page/words.js"),
    include_str!("page/balance.js"),
    include_str!("page/lasts.js"),
    include_str!("page/summaries.js"),
    include_str!("page/rubies.js"),
    include_str!("page/letters.js"),
    include_str!("page/fallbacks.js"),
    include_str!("page/releases.js"),
    include_str!("page/emphasis.js"),
    include_str!("page/ellipses.js"),
    include_str!("page/borders.js"),
    include_str!("page/rounds.js"),
    include_str!("page/fade.js"),
    include_str!("page/kinds.js"),
    include_str!("page/margins.js"),
    include_str!("page/strokes.js"),
    include_str!("page/drawnparts.js"),
    include_str!("page/drawnturns.js"),
    include_str!("page/tabs.js"),
    include_str!("page/shares.js"),
    include_str!("page/tables.js"),
    include_str!("page/spans.js"),
    include_str!("page/controls.js"),
    include_str!("page/gauges.js"),
    include_str!("page/gradients.js"),
    include_str!("page/pages.js"),
    include_str!("page/floats.js"),
    include_str!("page/roots.js"),
    include_str!("page/items.js"),
    include_str!("page/breaks.js"),
    include_str!("page/rows.js"),
    include_str!("page/feet.js"),
    include_str!("page/draft.js"),
    include_str!("page/queries.js"),
    include_str!("page/main.js"),
);

/// By what the helper is entered.
const ROOTS: [&str; 3] = ["run", "takeBack", "giveBack"];

static KNOWN: Mutex<Option<HashMap<u64, Arc<Helper>>>> = Mutex::new(None);

/// Selections of parts that are kept; each has some 200 kB.
const MOST_KNOWN: usize = 16;

/// The helper as the engine is told it.
#[derive(Debug)]
pub struct Helper {
    pub code: String,
    /// For each part `1` where it is there, and `0` where it is not.
    pub parts: String,
    literal: OnceLock<String>,
    pieces: OnceLock<Vec<String>>,
    programs: OnceLock<Vec<String>>,
}

impl Helper {
    fn new(needed: u64) -> Arc<Self> {
        let is_there = |at: usize| needed & 1 << at != 0;
        Arc::new(Self {
            code: CHUNKS.without(|at| !is_there(at)),
            parts: (0..PARTS.len())
                .map(|at| if is_there(at) { '1' } else { '0' })
                .collect(),
            literal: OnceLock::new(),
            pieces: OnceLock::new(),
            programs: OnceLock::new(),
        })
    }

    /// The same as a literal of a script, without the quote at its end.
    pub fn literal(&self) -> &str {
        let literal = self.literal.get_or_init(|| script::literal(&self.code));
        &literal[..literal.len() - 1]
    }

    /// The same as literals that fit into arguments.
    pub fn pieces(&self) -> &[String] {
        self.pieces.get_or_init(|| script::literals(&self.code))
    }

    /// The same as programs that fit into arguments, and declare its functions for all that follow.
    pub fn programs(&self) -> &[String] {
        const LONGEST: usize = 100_000;
        self.programs.get_or_init(|| {
            let mut programs: Vec<String> = Vec::new();
            for line in self.code.split_inclusive('\n') {
                match programs.last_mut() {
                    Some(last) if last.len() + line.len() <= LONGEST => last.push_str(line),
                    _ => programs.push(line.to_owned()),
                }
            }
            programs
        })
    }

    /// All of it, for a page of which scripts may make anything.
    pub fn whole() -> Arc<Self> {
        static WHOLE: LazyLock<Arc<Helper>> = LazyLock::new(|| Helper::new(u64::MAX));
        WHOLE.clone()
    }

    /// That of a document of which these are the texts.
    pub fn of(texts: &[&str]) -> Arc<Self> {
        let needed = WORDS.parts_of(texts);
        // What is behind it is whole whenever it is seen.
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        // Whoever sends documents chooses what is known.
        if known.len() >= MOST_KNOWN && !known.contains_key(&needed) {
            known.clear();
        }
        known
            .entry(needed)
            .or_insert_with(|| Self::new(needed))
            .clone()
    }
}

/// Functions that make the helper for the window of a page, and what tells whether a page needs it:
/// `h2pHelper(window, document, parts, hasUserStyle)` and `h2pNeeded(window, document)`. They
/// hold for all pages, and so an engine can have them before it has any.
pub fn for_any_page() -> String {
    let mut leaves = String::new();
    for (at, part) in PARTS.iter().enumerate().filter(|(_, part)| part.is_called) {
        let entries: String = part.entries.iter().map(|name| format!("{name}=")).collect();
        leaves += &format!("if(parts.charAt({at})==='0'){entries}h2pNothing;");
    }
    let is_needed: String = script::code_lines(IS_NEEDED)
        .flat_map(|line| [line, "\n"])
        .collect();
    format!(
        "function h2pHelper(window,document,parts,hasUser){{var console=window.console;{}function h2pNothing(){{}}\n{leaves}\
         hasUserStyle=hasUser;return{{run:run,takeBack:takeBack,giveBack:giveBack}}}}\n\
         function h2pNeeded(window,document){{{is_needed}return isNeeded}}\n",
        Helper::whole().code
    )
}

/// The words by which documents ask for parts, all looked for in one pass.
struct Words {
    finder: AhoCorasick,
    /// The part of each.
    parts: Vec<usize>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let of_parts = PARTS.iter().enumerate();
    let words = of_parts.flat_map(|(at, part)| part.words.iter().map(move |word| (at, *word)));
    let (parts, words): (Vec<_>, Vec<&str>) = words.unzip();
    let finder = AhoCorasick::new(words).expect("there are few of them, and they are short");
    Words { finder, parts }
});

impl Words {
    /// A bit for each part that these texts ask for.
    fn parts_of(&self, texts: &[&str]) -> u64 {
        let found = texts
            .iter()
            .flat_map(|text| parts_without_data(text))
            .flat_map(|text| self.finder.find_overlapping_iter(text));
        found.fold(0, |parts, word| {
            parts | 1 << self.parts[word.pattern().as_usize()]
        })
    }
}

/// A function or variables of the helper.
struct Chunk {
    /// What it declares.
    names: &'static str,
    /// The numbers of the chunks that it names, and of those that are nothing without it.
    needs: &'static str,
    /// A whole line.
    text: &'static str,
}

struct Chunks {
    chunks: Vec<Chunk>,
    names: HashMap<&'static str, usize>,
}

static CHUNKS: LazyLock<Chunks> = LazyLock::new(|| Chunks::of(MADE));

/// All of the helper, with what only scripts enter.
pub fn all_of_helper() -> String {
    CHUNKS.chunks.iter().map(|chunk| chunk.text).collect()
}

impl Chunk {
    fn of(line: &'static str) -> Option<Self> {
        let mut fields = line.splitn(3, '\t');
        Some(Self {
            names: fields.next()?,
            needs: fields.next()?,
            text: fields.next()?,
        })
    }

    fn needs(&self) -> impl Iterator<Item = usize> {
        let numbers = self.needs.split_ascii_whitespace();
        numbers.map(|number| number.parse().expect("made.txt has numbers there"))
    }
}

impl Chunks {
    fn of(made: &'static str) -> Self {
        let chunks: Vec<_> = made.split_inclusive('\n').filter_map(Chunk::of).collect();
        let mut names = HashMap::new();
        for (at, chunk) in chunks.iter().enumerate() {
            for name in chunk.names.split(',').filter(|name| !name.is_empty()) {
                names.entry(name).or_insert(at);
            }
        }
        Self { chunks, names }
    }

    /// The helper without some of the parts.
    fn without(&self, is_left_out: impl Fn(usize) -> bool) -> String {
        let mut out = String::new();
        let mut seen = vec![false; self.chunks.len()];
        let parts = PARTS.iter().enumerate();
        for (_, part) in parts.filter(|(at, _)| is_left_out(*at)) {
            for name in part.entries {
                let body = match part.is_called {
                    true => String::new(),
                    false => format!("throw Error('{name} is not here')"),
                };
                out.push_str(&format!("function {name}(){{{body}}}\n"));
                seen[self.names[name]] = true;
            }
        }
        let left_out = seen.clone();
        let mut open: Vec<_> = ROOTS.iter().map(|root| self.names[root]).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(self.chunks[at].needs().filter(|at| !seen[*at]));
            }
        }
        let kept = self.chunks.iter().zip(seen.iter().zip(&left_out));
        kept.filter(|(_, (seen, left_out))| **seen && !**left_out)
            .for_each(|(chunk, _)| out.push_str(chunk.text));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
            .filter(|word| !word.is_empty())
    }

    fn has(helper: &str, function: &str) -> bool {
        helper.contains(&format!("\nfunction {function}(")) && !is_stub(helper, function)
    }

    fn is_stub(helper: &str, function: &str) -> bool {
        let stubs = [
            format!("function {function}(){{}}"),
            format!("function {function}(){{throw Error('{function} is not here')}}"),
        ];
        helper
            .lines()
            .any(|line| stubs.iter().any(|stub| stub == line))
    }

    /// After a change to them: `cd scripts/prelude && npm ci --ignore-scripts && node build.mjs`.
    #[test]
    fn it_is_made_of_the_scripts_beside_it() {
        use sha2::{Digest, Sha256};
        let hash: String = Sha256::digest(HELPER)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(MADE.lines().next(), Some(&*format!("# {hash}")));
    }

    /// Of two functions of one name the engine takes the last.
    #[test]
    fn no_name_is_declared_twice() {
        let declared = CHUNKS
            .chunks
            .iter()
            .flat_map(|chunk| chunk.names.split(','));
        let mut declared: Vec<_> = declared.filter(|name| !name.is_empty()).collect();
        declared.sort_unstable();
        let twice: Vec<_> = declared
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .collect();
        assert!(declared.len() > 500 && twice.is_empty(), "{twice:?}");
        // These stand beside it.
        for script in [IS_NEEDED, WRITTEN] {
            let functions = script
                .lines()
                .filter_map(|line| line.strip_prefix("function "));
            let mut names = functions
                .filter_map(|rest| rest.split('(').next())
                .peekable();
            assert!(names.peek().is_some());
            let again = names.find(|name| declared.binary_search(name).is_ok());
            assert_eq!(again, None);
        }
    }

    /// Each range there is costs each change of the document: see `rangeOf`.
    #[test]
    fn the_helper_makes_one_range() {
        let made = CHUNKS.chunks.iter().map(|chunk| chunk.text);
        let ranges: usize = made.map(|text| text.matches(".createRange(").count()).sum();
        assert_eq!(ranges, 1);
    }

    #[test]
    fn each_entry_of_a_part_is_a_function_of_the_helper() {
        for name in PARTS.iter().flat_map(|part| part.entries).chain(&ROOTS) {
            assert!(CHUNKS.names.contains_key(name), "{name}");
        }
    }

    #[test]
    fn with_all_parts_only_what_nothing_names_is_left_out() {
        let all = CHUNKS.without(|_| false);
        let texts = CHUNKS.chunks.iter().map(|chunk| chunk.text);
        for text in texts.filter(|text| !all.contains(text)) {
            let name = declared_in(text);
            let uses = words(&all).filter(|word| *word == name).count();
            assert_eq!(uses, 0, "{name}");
        }
        assert!(has(&all, "solveGrid") && has(&all, "paginate") && !has(&all, "draft"));
    }

    fn declared_in(text: &str) -> &str {
        words(text).nth(1).unwrap_or_default()
    }

    #[test]
    fn a_document_has_the_parts_that_its_words_ask_for() {
        let plain = &Helper::of(&["<p>plain</p>", "{}"]).code;
        let flex = &Helper::of(&["<p>", r#"{"display":"flex"}"#]).code;
        let grid = &Helper::of(&["<p data-h2p='display: grid'>", ""]).code;
        assert!(has(plain, "paginate") && !has(plain, "layOut"));
        assert!(has(flex, "layOut") && has(flex, "solveFlex") && !has(flex, "solveGrid"));
        assert!(has(grid, "solveGrid"));
        assert!(plain.len() * 3 < Helper::whole().code.len() * 2);
        assert!(is_stub(plain, "paintGradients") && !is_stub(flex, "solveFlex"));
    }

    #[test]
    fn no_more_is_kept_than_a_few_selections() {
        let words: Vec<_> = PARTS.iter().map(|part| part.words[0]).collect();
        for selection in 0..3 * MOST_KNOWN {
            let chosen = words.iter().enumerate();
            let chosen = chosen.filter(|(at, _)| selection & 1 << at != 0);
            let text: Vec<_> = chosen.map(|(_, word)| *word).collect();
            Helper::of(&[&text.join(" ")]);
            let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
            assert!(known.as_ref().unwrap().len() <= MOST_KNOWN);
        }
    }

    #[test]
    fn what_is_said_behind_a_function_of_it_comes_with_it() {
        assert!(Helper::of(&["flex"]).code.contains("\npseudo.count=0;\n"));
    }
}
