"""The kinds of documents, each numbered, with what must come back."""

import struct
import zlib
from dataclasses import dataclass, field
from urllib.parse import quote

BOUNDARY = "----a-boundary-that-no-part-holds"


@dataclass
class Document:
    body: bytes
    query: str = ""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    pages: int = 1
    # What a reader must find in the PDF.
    words: list = field(default_factory=list)
    # What the warnings must name.
    warning: str = ""
    # The client goes away before there can be an answer.
    leaves: bool = False


def page(body, **rest):
    return Document(f"<!DOCTYPE html><meta charset=utf-8>{body}".encode(), **rest)


def text(number, _server):
    return page(f"<h1>견적서 number{number}end</h1><p>합계 ₩1,234,000", words=[f"number{number}end", "합계"])


def script(number, _server):
    return page(
        f"<p id=p>before<script>var n=0;for(var i=0;i<2e5;i++)n+=i%7;"
        f"document.getElementById('p').innerHTML='number'+{number}+'end '+n</script>",
        words=[f"number{number}end"],
    )


def timer(number, _server):
    return page(
        f"<p id=p>before<script>var left=5,t=setInterval(function(){{if(--left)return;clearInterval(t);"
        f"document.getElementById('p').innerHTML='number{number}end';window.status='ready'}},20)</script>",
        query="wait_for_status=ready",
        words=[f"number{number}end"],
    )


def storage(number, _server):
    """Whatever a document keeps, the next one does not find."""
    return page(
        "<p id=p><script>var found;try{found=localStorage.getItem('kept')}catch(e){}"
        f"found=found||document.cookie;try{{localStorage.setItem('kept','{number}')}}catch(e){{}}"
        f"document.cookie='kept={number}';"
        "document.getElementById('p').innerHTML=found?'somebodys':'nobodys'</script>",
        words=["nobodys"],
    )


def pictures(number, _server):
    html = "<!DOCTYPE html><link rel=stylesheet href=a.css><p class=n>" + "<img src=a.png width=40>" * 20
    return multipart(
        [
            ('name="html"', html.encode()),
            ('name="f"; filename="a.png"', png(number)),
            ('name="f"; filename="a.css"', f".n::after {{ content: 'number{number}end' }}".encode()),
        ],
        words=[f"number{number}end"],
    )


def running(number, _server):
    header = quote(f"<div>Head of number{number}end<script>document.write(' ran')</script></div>")
    body = "<p>one<p style='page-break-before:always'>two"
    return page(
        body,
        query=f"header_html={header}&footer_html={quote('<b>[page] / [topage]</b>')}",
        pages=2,
        words=[f"number{number}end", "ran", "2 / 2"],
    )


def contents(number, _server):
    return page(
        f"<h1>Chapter number{number}end</h1><h1 style='page-break-before:always'>Second</h1>",
        query=f"toc=on&cover_html={quote('<h1>Cover</h1>')}&watermark_text=DRAFT",
        pages=4,
        words=[f"number{number}end", "Cover", "목차"],
    )


def table(number, _server):
    rows = "".join(f"<tr><td>{row}<td>항목<td>{row * number % 997}" for row in range(400))
    head = "<style>td{border:1px solid;height:20mm;font:12px Arial}</style>"
    return page(
        f"{head}<table>{rows}<tr><td>number{number}end</table>", pages=0, words=[f"number{number}end", "399"]
    )


def network(number, server):
    return page(
        f"<link rel=stylesheet href='{server}/{number}.css'><img src='{server}/{number}.png'><p class=n>",
        words=[f"number{number}end"],
    )


def missing(number, _server):
    return page(
        f"<img src=lost{number}.png><p>number{number}end",
        words=[f"number{number}end"],
        warning=f"lost{number}.png",
    )


def missing_in_network(number, server):
    return page(
        f"<img src='{server}/lost{number}'><p>number{number}end",
        words=[f"number{number}end"],
        warning=f"lost{number}",
    )


def crash(_number, _server):
    """Deeper than the engine's stack."""
    return page("<script>new RegExp(Array(2e5).join('(') + Array(2e5).join(')'))</script>", status=422)


def endless(_number, _server):
    return page("<script>while(true){}</script>", query="timeout=300ms", status=504)


def leaving(_number, _server):
    return page("<p>x<script>while(true){}</script>", query="timeout=5s", leaves=True)


# How many of a hundred are of each kind.
KINDS = {
    text: 22, script: 10, timer: 8, storage: 6, pictures: 10, running: 10, contents: 4, table: 4, network: 10,
    missing: 4, missing_in_network: 2, crash: 3, endless: 2, leaving: 5,
}  # fmt: skip
ROUND = [kind for kind, count in KINDS.items() for _ in range(count)]
assert len(ROUND) == 100


def kind(number):
    # 37 has no divisor in common with 100: all kinds come, well mixed.
    return ROUND[number * 37 % len(ROUND)]


def multipart(parts, **rest):
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + contents + b"\r\n"
        for head, contents in parts
    )
    body += f"--{BOUNDARY}--\r\n".encode()
    return Document(body, content_type=f"multipart/form-data; boundary={BOUNDARY}", **rest)


def png(number):
    """A picture in a colour of its own."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = 64
    row = b"\0" + struct.pack(">I", number * 2654435761 % 2**32)[:3] * size
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * size))
        + chunk(b"IEND", b"")
    )
