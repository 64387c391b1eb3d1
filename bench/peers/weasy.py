"""WeasyPrint. Serves POST /pdf from one process that is kept, or with --once prints standard input and ends."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from weasyprint import HTML


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        html = self.rfile.read(int(self.headers["Content-Length"]))
        pdf = HTML(string=html.decode()).write_pdf()
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(pdf)))
        self.end_headers()
        self.wfile.write(pdf)

    def log_message(self, *_):
        pass


if "--once" in sys.argv:
    sys.stdout.buffer.write(HTML(string=sys.stdin.read()).write_pdf())
else:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(f"listening on http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
    server.serve_forever()
