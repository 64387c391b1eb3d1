// puppeteer-core with @sparticuz/chromium, started as its README shows. Serves with a browser and a
// page that are kept, or with --once prints standard input and ends.
import { readFileSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import puppeteer from 'puppeteer-core';
import { serve } from './serve.mjs';

// No WebGL in invoices: starts a little sooner.
chromium.setGraphicsMode = false;

const browser = await puppeteer.launch({
  args: await puppeteer.defaultArgs({ args: chromium.args, headless: 'shell' }),
  executablePath: await chromium.executablePath(),
  headless: 'shell',
});
const page = await browser.newPage();

async function print(html, words) {
  await page.setContent(html, { waitUntil: 'load' });
  // As soon as the script is done: sooner than any fixed delay, or than a network that is idle.
  if (words) await page.waitForFunction((text) => document.body.innerText.includes(text), {}, words);
  return page.pdf({ printBackground: true, preferCSSPageSize: true });
}

if (process.argv.includes('--once')) {
  const pdf = await print(readFileSync(0, 'utf8'));
  await new Promise((written) => process.stdout.write(pdf, written));
  await browser.close();
} else {
  serve(print);
}
