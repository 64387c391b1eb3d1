//! What the warm engine prints before anything else: a page that touches what
//! real ones touch. Fonts count most: a child finds them open, and the letters
//! that it needs measured.

/// The families of the bundle that documents ask for, or end up with.
const FAMILIES: [&str; 5] = [
    "Liberation Sans",
    "Liberation Serif",
    "Liberation Mono",
    "NanumGothic",
    "NanumMyeongjo",
];

/// Sizes that pages use, in CSS pixels.
const SIZES: [u32; 1] = [16];

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz \
    0123456789 .,:;!?-–—'\"‘’“”()[]/&%@#*+=·•₩€$";

/// Syllables of invoices, contracts and letters.
const HANGUL: &str = "가각간감강개거건검게겨격결경계고공과관교구국권규그금급기까나날남내년노는능니다단달당대더도독동되된두드등디때라람래량러런레력로록료류르른를리마만매며면명모목무문물미민및바반발방번법변별보본부분불비사산상생서석선설성세소속수순술스습시식신실십아안않알액야약양어업없여역연영예오와외요용우운원월위유으은을음의이인일임입있자작장재저적전절점정제조종주중지진직차착참책처천청체초총최추출치타통트특파판편평포표품하학한할함합해행협형호화확환활황회획효후";

pub fn html() -> String {
    let mut body = String::new();
    for family in FAMILIES {
        for size in SIZES {
            let korean = if family.starts_with("Nanum") {
                "가"
            } else {
                "가나다"
            };
            body +=
                &format!("<p style=\"font:{size}px '{family}'\">Ab1{korean}<b>Ab1{korean}</b></p>");
        }
        body +=
            &format!("<p style=\"font-family:'{family}'\"><i>{LETTERS}<b>{LETTERS}</b></i></p>");
    }
    format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><title>warm</title>\
         <style>table{{border-collapse:collapse}}td{{border:1px solid #ccc;padding:4px}}</style>\
         <h1>Invoice 청구서</h1><table><thead><tr><th>항목<th>Amount</thead>\
         <tr><td>디자인<td style=\"text-align:right\">1,000</table>\
         <ul><li>one</ul><hr>\
         <img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\">\
         <svg width=\"9\" height=\"9\"><path d=\"M0 0L9 9\" stroke=\"red\"/></svg>\
         {body}<script>document.title=[1,2].map(function(n){{return n*2}}).join(\" \")</script>"
    )
}
