//! An operator's defaults of pictures, and what a request makes of them.

use crate::job::options::{Defaults, FieldError, Output};
use crate::raster::{Background, Kind, Pages, Settings, Size};

/// What a request makes of an operator's defaults of pictures.
fn over_defaults(request: &[(&str, &str)]) -> Result<Output, Vec<FieldError>> {
    let defaults = Defaults::of_operator([
        ("dpi", "300"),
        ("page", "all"),
        ("width", "800"),
        ("quality", "50"),
        ("transparent", "on"),
    ]);
    let read = defaults.unwrap().read(request.iter().copied(), &[]);
    read.map(|(options, _)| options.output)
}

#[test]
fn defaults_of_pictures_are_not_used_where_the_answer_is_no_such_picture() {
    assert_eq!(over_defaults(&[]), Ok(Output::Pdf));
    let default = Settings {
        kind: Kind::Png,
        pages: Pages::All,
        size: Size::Width(800),
        background: Background::Transparent,
    };
    let png = over_defaults(&[("format", "png")]);
    assert_eq!(png, Ok(Output::Picture(default)));
    let jpeg = over_defaults(&[("format", "jpg")]);
    let opaque = Settings {
        kind: Kind::Jpeg { quality: 50 },
        background: Background::White,
        ..default
    };
    assert_eq!(jpeg, Ok(Output::Picture(opaque)));
    let small = over_defaults(&[("format", "png"), ("dpi", "72"), ("page", "2")]);
    let own = Settings {
        size: Size::Dpi(72),
        pages: Pages::One(2),
        ..default
    };
    assert_eq!(small, Ok(Output::Picture(own)));
}

#[test]
fn what_a_request_itself_says_of_a_picture_needs_one() {
    for given in [
        ("page", "2"),
        ("width", "100"),
        ("quality", "9"),
        ("transparent", "on"),
    ] {
        let errors = over_defaults(&[given]).unwrap_err();
        assert_eq!(errors[0].field, given.0);
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
}
