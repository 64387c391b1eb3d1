use super::*;

fn locale(tag: &str) -> Locale {
    find(tag).unwrap_or_else(|| panic!("{tag}"))
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

#[test]
fn every_line_of_the_table_is_a_locale() {
    assert!(tags().count() > 60);
    for tag in tags() {
        let locale = locale(tag);
        assert_eq!(locale.months[0].len(), 12, "{tag}");
        assert!(
            !locale.number(&decimal("1234567.5"), None).is_empty(),
            "{tag}"
        );
    }
}

#[test]
fn tags_are_known_in_any_style_and_by_their_language() {
    assert_eq!(find("ko_kr"), find("ko"));
    assert_eq!(find("KO-KR"), find("ko"));
    assert_eq!(find("de-DE"), find("de"));
    assert_eq!(find("zh-TW"), find("zh-Hant"));
    assert_eq!(find("no"), find("nb"));
    assert_ne!(find("en-GB"), find("en-US"));
    for tag in ["", "x", "klingon", "qq", "ko/../..", "ko-", "한국"] {
        assert_eq!(find(tag), None, "{tag}");
    }
}

#[test]
fn amounts_stand_as_each_language_has_them() {
    for (tag, amount, code, text) in [
        ("ko-KR", "1234567", "KRW", "₩1,234,567"),
        ("ja-JP", "1234567", "JPY", "￥1,234,567"),
        ("zh-CN", "1234.5", "CNY", "¥1,234.50"),
        ("de-DE", "-1234.5", "EUR", "-1.234,50\u{a0}€"),
        ("de-CH", "1234567.5", "CHF", "CHF\u{a0}1'234'567.50"),
        ("fr-FR", "1234.5", "EUR", "1\u{202f}234,50\u{a0}€"),
        ("en-US", "-1234.5", "USD", "-$1,234.50"),
        ("en-GB", "1234.5", "GBP", "£1,234.50"),
        ("en-IN", "12345678.9", "INR", "₹1,23,45,678.90"),
        ("es-ES", "1234.5", "EUR", "1234,50\u{a0}€"),
        ("pt-BR", "1234.5", "BRL", "R$\u{a0}1.234,50"),
        ("nl-NL", "1234.5", "EUR", "€\u{a0}1.234,50"),
        ("pl-PL", "12345.6", "PLN", "12\u{a0}345,60\u{a0}zł"),
        ("tr-TR", "1234.5", "TRY", "₺1.234,50"),
        ("vi-VN", "1234567", "VND", "1.234.567\u{a0}₫"),
        ("en-US", "3", "XYZ", "XYZ\u{a0}3.00"),
        ("en-US", "3", "KWD", "KWD\u{a0}3.000"),
    ] {
        assert_eq!(
            locale(tag).currency(&decimal(amount), code, None),
            text,
            "{tag}"
        );
    }
}

#[test]
fn numbers_and_shares() {
    assert_eq!(
        locale("de").number(&decimal("1234.5678"), None),
        "1.234,568"
    );
    assert_eq!(locale("en").number(&decimal("1234.5"), Some(2)), "1,234.50");
    assert_eq!(locale("en").percent(&decimal("0.256"), None), "26%");
    assert_eq!(
        locale("de").percent(&decimal("0.256"), Some(1)),
        "25,6\u{a0}%"
    );
    assert_eq!(locale("ar-EG").number(&decimal("1234.5"), None), "١٬٢٣٤٫٥");
}

#[test]
fn dates_stand_as_each_language_has_them() {
    let moment = Moment::parse("2026-11-29T15:04:05", 540).unwrap();
    for (tag, style, text) in [
        ("ko", Style::Long, "2026년 11월 29일"),
        ("ko", Style::Full, "2026년 11월 29일 일요일"),
        ("ja", Style::Long, "2026年11月29日"),
        ("zh-CN", Style::Short, "2026/11/29"),
        ("de", Style::Long, "29. November 2026"),
        ("de", Style::Short, "29.11.26"),
        ("fr", Style::Long, "29 novembre 2026"),
        ("en-US", Style::Long, "November 29, 2026"),
        ("en-GB", Style::Long, "29 November 2026"),
        ("pl", Style::Long, "29 listopada 2026"),
        ("ru", Style::Long, "29 ноября 2026 г."),
        ("th", Style::Short, "29/11/69"),
    ] {
        assert_eq!(locale(tag).date(&moment, style), text, "{tag}");
    }
    assert_eq!(locale("en").time(&moment, Style::Short), "3:04 PM");
    assert_eq!(locale("de").time(&moment, Style::Short), "15:04");
    assert_eq!(
        locale("de").date_and_time(&moment, Style::Medium, Style::Short),
        "29.11.2026, 15:04"
    );
    assert_eq!(
        locale("de").by_pattern(&moment, "EEE, yyyy-MM-dd 'um' HH''mm"),
        "So., 2026-11-29 um 15'04"
    );
}

#[test]
fn moments_are_brought_into_the_zone() {
    let shown = |text: &str| {
        let moment = Moment::parse(text, 540)?;
        Some(locale("en").by_pattern(&moment, "yyyy-MM-dd HH:mm:ss"))
    };
    for (text, expected) in [
        ("2026-11-29", "2026-11-29 00:00:00"),
        ("2026-11-29T23:30:00Z", "2026-11-30 08:30:00"),
        ("2026-11-29T23:30:00.123+01:00", "2026-11-30 07:30:00"),
        ("2026-11-29 23:30", "2026-11-29 23:30:00"),
        ("2024-02-29", "2024-02-29 00:00:00"),
        ("2026-12-31T24:00", "2027-01-01 00:00:00"),
        ("0001-01-01", "0001-01-01 00:00:00"),
    ] {
        assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "",
        "29.11.2026",
        "2026-02-29",
        "2026-13-01",
        "2026-1",
        "2026-11-29T25:00",
        "2026-11-29T10:00+9",
        "20261129",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
    assert_eq!(Moment::of_milliseconds(i64::MAX, 540), None);
    assert_eq!(
        Moment::of_milliseconds(0, 540),
        Moment::parse("1970-01-01T09:00", 540)
    );
}
