//! Lines break between words, also where these have no spaces between them.

use crate::support;

use support::service::Service;

use super::styled::print;

#[test]
fn lines_of_thai_break_between_its_words() {
    let service = Service::start();
    let style = "p{width:200px;font:16px Garuda}";
    let body =
        "<p>ประกาศเรื่องการเปลี่ยนแปลงเวลาทำการของสำนักงานในช่วงวันหยุดยาวประจำปีและการให้บริการลูกค้า</p>";
    let text = print(&service, style, body).text();
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    // As Chromium breaks them: announcement of the change | of the times at which the office is open
    // during | the long yearly holidays and | of the services for customers.
    let beginnings = ["ประกาศ", "เวลา", "ช", "การ"];
    assert_eq!(lines.len(), beginnings.len(), "{text}");
    for (line, beginning) in lines.iter().zip(beginnings) {
        assert!(line.trim_start().starts_with(beginning), "{text}");
    }
}
