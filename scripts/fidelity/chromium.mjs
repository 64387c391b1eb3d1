// Prints files with puppeteer-core and @sparticuz/chromium, with the paper and the margins that html2pdf has too.
// Usage: chromium.mjs IN.html OUT.pdf [IN.html OUT.pdf]...    it lies where the packages are
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import puppeteer from 'puppeteer-core';

chromium.setGraphicsMode = false;
const browser = await puppeteer.launch({
  args: await puppeteer.defaultArgs({ args: chromium.args, headless: 'shell' }),
  executablePath: await chromium.executablePath(),
  headless: 'shell',
});
const margin = { top: '10mm', right: '10mm', bottom: '10mm', left: '10mm' };
const files = process.argv.slice(2);
while (files.length) {
  const [html, pdf] = files.splice(0, 2);
  const page = await browser.newPage();
  await page.goto(pathToFileURL(html).href, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready);
  // Libraries draw when the page has loaded, and let their charts grow for a second.
  if (await page.evaluate(() => document.scripts.length > 0)) await new Promise(done => setTimeout(done, 2500));
  writeFileSync(pdf, await page.pdf({ printBackground: true, preferCSSPageSize: true, format: 'A4', margin }));
  await page.close();
}
await browser.close();
