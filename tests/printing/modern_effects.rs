//! Filters, borders of gradients, what fades, and what is moved and turned, as browsers paint
//! them.

/// Red, and 400 pixels wide.
pub const RED: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAZAAAAEsAQMAAADXeXeBAAAABlBMVEX/AAAAAABBoxIDAAAAJklEQVR42u3BMQEAAADCoPVPbQlPoAAAAAAAAAAAAAAAAAAAgKcBO8QAAfyeO9sAAAAASUVORK5CYII=";
