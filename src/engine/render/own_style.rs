//! What browsers of today say of elements by themselves, where it hangs on the document: the
//! engine's own style sheet is that of 2011.

/// In which colour edges of tables are drawn: in that of the text, from which browsers make a light
/// and a dark one where an edge is raised or sunken. Of black they make these two, and so does the
/// engine of the lighter; it would draw both in black otherwise. What is collapsed has one line.
pub fn edges_of_tables(collapse: bool) -> &'static str {
    const OF_TEXT: &str = "table{border-color:currentColor}";
    const RAISED: &str = "table{border-color:currentColor}table[border]{border-color:#a8a8a8}\
        table[rules],table[frame],table[style*=solid],table[style*='e:collapse'],\
        table[style*='e: collapse']{border-color:currentColor}";
    match collapse {
        true => OF_TEXT,
        false => RAISED,
    }
}

/// Marks around `<q>` as browsers set them for each language, and those of one in another.
pub fn quotation_marks() -> String {
    const MARKS: [(&str, [char; 4]); 13] = [
        ("", ['“', '”', '‘', '’']),
        ("de cs sk hr sl et", ['„', '“', '‚', '‘']),
        ("fr", ['«', '»', '«', '»']),
        ("fr-CH fa", ['«', '»', '‹', '›']),
        ("it el ca pt-PT", ['«', '»', '“', '”']),
        ("nl", ['‘', '’', '‘', '’']),
        ("sv fi he", ['”', '”', '’', '’']),
        ("nb no nn", ['«', '»', '‘', '’']),
        ("hu", ['„', '”', '»', '«']),
        ("ro pl", ['„', '”', '«', '»']),
        ("ru uk", ['«', '»', '„', '“']),
        ("bg lt", ['„', '“', '„', '“']),
        ("ja zh-Hant zh-TW zh-HK", ['「', '」', '『', '』']),
    ];
    let mut css = String::new();
    for (languages, marks) in MARKS {
        for (at, mark) in marks.into_iter().enumerate() {
            let (inner, side) = (["", "q "][at / 2], ["before", "after"][at % 2]);
            let selectors: Vec<String> = languages
                .split(' ')
                .map(|language| match language {
                    "" => format!("{inner}q:{side}"),
                    _ => format!("{inner}q:lang({language}):{side}"),
                })
                .collect();
            let code = u32::from(mark);
            css += &format!("{}{{content:'\\{code:x}'}}", selectors.join(","));
        }
    }
    css
}
