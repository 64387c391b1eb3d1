//! Fields that a line has beside those of a request, or reads otherwise.

/// A document's path.
pub const FILE: &str = "file";
pub const OUTPUT: &str = "output";
/// Paths of files beside the document, or files in base64 as a request has them.
pub const ASSETS: &str = "assets";
/// The language of the document, or the path of a template.
pub const TEMPLATE: &str = "template";
pub const DATA: &str = "data";

/// How columns of a table begin that are members of the data.
pub const COLUMN: &str = "data.";
