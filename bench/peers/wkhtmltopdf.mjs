// The usual Lambda handler around wkhtmltopdf: the npm package of that name, HTML to its standard
// input, the PDF from its standard output. Serves, or with --once prints standard input and ends.
import { readFileSync } from 'node:fs';
import wkhtmltopdf from 'wkhtmltopdf';
import { serve } from './serve.mjs';

wkhtmltopdf.command = process.env.WKHTMLTOPDF;

const print = (html) =>
  new Promise((resolve, reject) => {
    const parts = [];
    wkhtmltopdf(html, {}, (error) => error && reject(error))
      .on('data', (part) => parts.push(part))
      .on('end', () => resolve(Buffer.concat(parts)));
  });

if (process.argv.includes('--once')) {
  const pdf = await print(readFileSync(0, 'utf8'));
  await new Promise((written) => process.stdout.write(pdf, written));
} else {
  serve(print);
}
