//! The parts of the layout helper that many documents do not need.

use super::stand_ins::STAND_INS;

/// What a document is said to have whose pages are told apart.
pub const KINDS_OF_PAGES: &str = "kinds of pages";

/// A part of the helper that many documents do not need.
pub(super) struct Part {
    /// The functions by which it is entered.
    pub entries: &'static [&'static str],
    /// Only a document needs it that has one of these words in it, or in its table.
    pub words: &'static [&'static str],
    /// Whether it is called all the same, and does nothing.
    pub is_called: bool,
}

pub(super) const PARTS: [Part; 57] = [
    Part {
        entries: &[
            "collect",
            "lookInto",
            "children",
            "layOut",
            "breakWords",
            "liftItems",
            "shrinkColumns",
            "fillHeights",
            "gapRules",
            "settle",
            "overflowEnds",
            "inlineBaselines",
        ],
        words: &["flex", "grid"],
        is_called: false,
    },
    Part {
        entries: &[
            "solveGrid",
            "placeItems",
            "writeGrid",
            "columnsToBeMeasured",
            "fillSpanned",
            "byRatio",
        ],
        words: &["grid"],
        is_called: false,
    },
    Part {
        entries: &["placeInAreas"],
        words: &["grid"],
        is_called: true,
    },
    Part {
        entries: &["placeBetween"],
        words: &["-self"],
        is_called: true,
    },
    Part {
        entries: &["withoutBoxes"],
        words: &["contents"],
        is_called: true,
    },
    Part {
        entries: &["collapsed"],
        words: &["collapse"],
        is_called: true,
    },
    Part {
        entries: &["reckon", "reckonOfBoxes"],
        words: &["calc(", "min(", "max(", "clamp("],
        is_called: true,
    },
    Part {
        entries: &["isWrapping", "wrapColumns"],
        words: &["flex-wrap", "flex-flow"],
        is_called: true,
    },
    Part {
        entries: &["levelSubgrids"],
        words: &["subgrid"],
        is_called: true,
    },
    Part {
        entries: &["askContainers"],
        words: &["\"queries\""],
        is_called: true,
    },
    Part {
        entries: &["paintGradients"],
        words: &["gradient"],
        is_called: true,
    },
    Part {
        entries: &["columns", "lowColumns", "narrowColumns"],
        words: &["column-count", "column-width"],
        is_called: true,
    },
    Part {
        entries: &["pageKinds"],
        words: &[KINDS_OF_PAGES],
        is_called: false,
    },
    Part {
        entries: &["substituted", "variables"],
        words: &[
            "--",
            "var(",
            "attr(",
            "urrentcolor",
            "urrentColor",
            "inset-inline",
            "margin-inline",
            "padding-inline",
            "start-radius",
            "end-radius",
            "cq",
        ],
        is_called: true,
    },
    Part {
        entries: &["inherited"],
        words: &["inherit"],
        is_called: true,
    },
    // Some of these are in every document in Korean, Thai, Hindi, Arabic or Chinese.
    Part {
        entries: &["fallbackLines", "growSigns"],
        words: &[
            STAND_INS, "이", "다", "의", "서", "원", "일", "사", "자", "า", "น", "क", "ा", "ا",
            "ل", "的", "公", "日", "号", "人", "金", "一", "中", "名", "是",
        ],
        is_called: true,
    },
    Part {
        entries: &["roundCorners"],
        words: &["-radius"],
        is_called: true,
    },
    Part {
        entries: &["roundedSides", "dashedFills"],
        words: &["-radius", "Radius"],
        is_called: true,
    },
    Part {
        entries: &["drawings", "letteredDrawings", "dashes", "drawnParts"],
        words: &["svg"],
        is_called: true,
    },
    Part {
        entries: &["paleStrokes"],
        words: &["stroke-opacity", "strokeOpacity"],
        is_called: true,
    },
    Part {
        entries: &["ratios"],
        words: &["aspect-ratio"],
        is_called: true,
    },
    Part {
        entries: &["contentSizes", "contentLimits"],
        words: &["-content"],
        is_called: true,
    },
    Part {
        entries: &["balanceTexts"],
        words: &["text-wrap"],
        is_called: true,
    },
    Part {
        entries: &["unfix", "fixed"],
        words: &["fixed"],
        is_called: true,
    },
    Part {
        entries: &["unstick", "stick"],
        words: &["sticky"],
        is_called: true,
    },
    Part {
        entries: &["stringMarkers"],
        words: &["list-style"],
        is_called: true,
    },
    Part {
        entries: &["verticals"],
        words: &["writing-mode"],
        is_called: true,
    },
    Part {
        entries: &["opaqueBorders"],
        words: &["translucent"],
        is_called: false,
    },
    Part {
        entries: &["clipPaths"],
        words: &["clip-path"],
        is_called: true,
    },
    Part {
        entries: &["listMarkers"],
        words: &["marker"],
        is_called: true,
    },
    Part {
        entries: &["decorations"],
        words: &["text-decoration", "text-underline"],
        is_called: true,
    },
    Part {
        entries: &["pseudoLengths"],
        words: &["before", "after"],
        is_called: true,
    },
    Part {
        entries: &["smallCapitals"],
        words: &["small-caps"],
        is_called: true,
    },
    Part {
        entries: &["exactCounters"],
        words: &["counter-"],
        is_called: true,
    },
    Part {
        entries: &["clampLines", "clampItems"],
        words: &["line-clamp"],
        is_called: true,
    },
    Part {
        entries: &["sharesOfTables"],
        words: &["table-layout"],
        is_called: true,
    },
    Part {
        entries: &["placeholders"],
        words: &["placeholder"],
        is_called: true,
    },
    Part {
        entries: &["emphasis"],
        words: &["text-emphasis"],
        is_called: true,
    },
    Part {
        entries: &["initialLetters"],
        words: &["initial-letter"],
        is_called: true,
    },
    Part {
        entries: &["isolates"],
        words: &["<bd", " dir="],
        is_called: true,
    },
    Part {
        entries: &["innerFieldsets"],
        words: &["<fieldset", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["gauges"],
        words: &[
            "<input",
            "<textarea",
            "<progress",
            "<meter",
            "createElement",
        ],
        is_called: true,
    },
    Part {
        entries: &["selects"],
        words: &["<select", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["spannedRows"],
        words: &["rowspan", "rowSpan", "ROWSPAN"],
        is_called: true,
    },
    Part {
        entries: &[
            "measureTables",
            "shareTables",
            "shareAround",
            "fixedColumns",
        ],
        words: &["<td", "<th", "<TD", "<TH", "createElement", "insertRow"],
        is_called: true,
    },
    Part {
        entries: &["formulas"],
        words: &["<math", "<MATH", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["filters"],
        words: &["filter"],
        is_called: true,
    },
    Part {
        entries: &["gradientBorders"],
        words: &["border-image"],
        is_called: true,
    },
    Part {
        entries: &["turns"],
        words: &["translate", "rotate", "scale"],
        is_called: true,
    },
    Part {
        entries: &[
            "divideSpans",
            "squeeze",
            "footBefore",
            "feetOfRow",
            "wholeCells",
        ],
        words: &["table", "TABLE", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["summaries"],
        words: &["<summary", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["rubies"],
        words: &["<ruby", "createElement"],
        is_called: true,
    },
    Part {
        entries: &["lastLines"],
        words: &["text-align-last"],
        is_called: true,
    },
    Part {
        entries: &["itemMarkers"],
        words: &["<li", "<LI"],
        is_called: true,
    },
    Part {
        entries: &["flowRoots", "unclipRoots"],
        words: &["flow-root", "float", "container"],
        is_called: true,
    },
    Part {
        entries: &["ellipses"],
        words: &["ellipsis"],
        is_called: true,
    },
    Part {
        entries: &["fade"],
        words: &["opacity"],
        is_called: true,
    },
];

// A selection of them is a number with a bit for each.
const _: () = assert!(PARTS.len() <= 64);
