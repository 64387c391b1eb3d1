// POST /pdf over HTTP for a peer, so that everyone is asked in the same way.
import { createServer } from 'node:http';

export function serve(print) {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const words = new URL(request.url, 'http://localhost').searchParams.get('words');
    try {
      const pdf = await print(Buffer.concat(parts).toString(), words);
      response.writeHead(200, { 'Content-Type': 'application/pdf', 'Content-Length': pdf.length });
      response.end(pdf);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1', () => console.error(`listening on http://127.0.0.1:${server.address().port}`));
}
