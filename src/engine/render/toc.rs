//! The table of contents. The engine makes one from the headings by a style
//! sheet in XSLT, which is written here: plain HTML, for CSS to dress.

use url::Url;

use crate::job::options::Toc;
use crate::text::escape_html;

const STYLE: &str = "\
body{font-family:Arial,sans-serif;font-size:11pt;margin:0}\
.toc-title{font-size:1.6em;font-weight:bold;margin:0 0 1em}\
ul.toc,ul.toc ul{list-style:none;margin:0;padding:0}\
ul.toc ul{padding-left:1.4em}\
.entry{display:block;position:relative;margin:.45em 0;line-height:1.25;color:inherit;text-decoration:none;page-break-inside:avoid}\
.entry .text{display:block;margin-right:3em;word-wrap:break-word}\
.entry .page{position:absolute;right:0;bottom:0}\
.entry .text i{font-style:normal}\
.level1>.entry{font-weight:bold;margin-top:.8em}";

/// The text and the number stand on the dotted line, and cover it. It is no
/// element of its own: the engine writes one without text as if it never ended.
const DOTS: &str = "\
.entry .text i{background:#fff;padding-right:.3em;position:relative}\
.entry .page{background:#fff;padding-left:.3em}\
.entry:before{content:'';position:absolute;left:0;right:0;bottom:.28em;border-bottom:1px dotted #777}";

/// How the table looks. A file of its own: in the document, the engine would
/// write `>` and quotes as XML has them, which no style sheet understands. The
/// caller's own comes last.
pub fn css(contents: &Toc, own: &str) -> String {
    let dots = if contents.dots { DOTS } else { "" };
    format!("{STYLE}{dots}\n{own}")
}

/// The style sheet that turns the engine's outline into the table. The CSS is at
/// that address.
pub fn style_sheet(contents: &Toc, css: &Url) -> String {
    let title = in_xml(&contents.title);
    let css = in_xml(css.as_str());
    let depth = contents.depth;
    // The engine has a flag for it, and makes links all the same.
    let link = match contents.links {
        true => r#"<xsl:attribute name="href"><xsl:value-of select="@link"/></xsl:attribute>"#,
        false => "",
    };
    // The first level of the engine's outline is the documents themselves.
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:o="http://wkhtmltopdf.org/outline" xmlns="http://www.w3.org/1999/xhtml">
<xsl:output doctype-public="-//W3C//DTD XHTML 1.0 Strict//EN" doctype-system="http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd" indent="no"/>
<xsl:template match="o:outline"><html><head><title>{title}</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><link rel="stylesheet" type="text/css" href="{css}"/></head><body><div class="toc-title">{title}</div><ul class="toc"><xsl:apply-templates select="o:item/o:item"/></ul></body></html></xsl:template>
<xsl:template match="o:item"><xsl:variable name="level" select="count(ancestor::o:item)"/><xsl:if test="$level &lt;= {depth} and @title != ''"><li class="level{{$level}}"><a class="entry">{link}<xsl:if test="@backLink"><xsl:attribute name="name"><xsl:value-of select="@backLink"/></xsl:attribute></xsl:if><span class="text"><i><xsl:value-of select="@title"/></i></span><span class="page"><xsl:value-of select="@page"/></span></a><xsl:if test="o:item and $level &lt; {depth}"><ul><xsl:apply-templates select="o:item"/></ul></xsl:if></li></xsl:if></xsl:template>
</xsl:stylesheet>
"#
    )
}

/// Text for an XML document, without what no XML may hold.
fn in_xml(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(allowed).collect();
    escape_html(&text)
}
