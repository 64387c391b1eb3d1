// Runs tests of ECMAScript in the engine, behind the lowering and with the prelude, and counts. See conformance.sh.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [program, packages, out] = process.argv.slice(2);
const require = createRequire(join(packages, 'x'));
mkdirSync(out, { recursive: true });

/** Prints a document; its text and its warnings. */
function print(name, html, files = []) {
  const [input, pdf] = [join(out, `${name}.html`), join(out, `${name}.pdf`)];
  writeFileSync(input, html);
  const assets = files.flatMap((file) => ['--asset', file]);
  const run = spawnSync(program, ['render', input, '-o', pdf, ...assets, '--javascript-delay', '1500'], { encoding: 'utf8' });
  if (run.status !== 0) return { text: '', warnings: run.stderr, failed: true };
  const text = execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { text, warnings: run.stderr, failed: false };
}

/** Programs that must be read, and programs that must not. */
function syntax() {
  const root = join(packages, 'node_modules', 'test262-parser-tests');
  const count = { pass: [0, 0], fail: [0, 0], early: [0, 0] };
  const wrong = [];
  for (const kind of Object.keys(count)) {
    const names = readdirSync(join(root, kind)).sort();
    for (let at = 0; at < names.length; at += 50) {
      const some = names.slice(at, at + 50);
      const files = some.map((name) => {
        let source = readFileSync(join(root, kind, name), 'utf8');
        // What is read need not run: some never end.
        if (kind === 'pass' && !name.includes('module') && !/^\s*(\/\*[^]*?\*\/\s*|\/\/.*\s*)*(\(?['"]|#!)/.test(source)) source = 'throw 0;' + source;
        const file = join(out, `${kind}-${name.replace('.module', '')}`);
        writeFileSync(file, source);
        return file;
      });
      const elements = some.map((name) => {
        const type = name.includes('module') ? ' type=module' : '';
        return `<script${type} src="${kind}-${name.replace('.module', '')}"></script>`;
      });
      const { warnings, failed } = print(`${kind}-${at}`, `<!DOCTYPE html>${elements.join('\n')}<p>x`, files);
      for (const name of some) {
        const file = `${kind}-${name.replace('.module', '')}`;
        const refused = failed || warnings.split('\n').some((line) => line.includes(`${file}`) && line.includes('SyntaxError'));
        const right = (kind === 'pass') !== refused;
        count[kind][0] += right ? 1 : 0;
        count[kind][1] += 1;
        if (!right) wrong.push(`${kind}/${name}: ${warnings.split('\n').find((line) => line.includes(file)) ?? 'was read'}`);
      }
    }
  }
  writeFileSync(join(out, 'syntax.txt'), wrong.join('\n'));
  for (const [kind, [right, all]] of Object.entries(count)) console.log(`syntax, ${kind}: ${right} of ${all}`);
}

/** What the features of each edition do. */
function features() {
  for (const edition of ['es6', 'es2016plus']) {
    const { tests } = require(`compat-table/data-${edition}.js`);
    const groups = new Map();
    for (const test of tests) {
      for (const sub of test.subtests ?? [test]) {
        for (const exec of [sub.exec].flat().slice(0, 1)) {
          const source = String(exec.script ?? exec);
          const body = /\/\*([^]*?)\*\/\s*\}?\s*$/.exec(source)?.[1] ?? source.slice(source.indexOf('{') + 1, source.lastIndexOf('}'));
          const group = test.category ?? 'other';
          const name = sub === test ? test.name : `${test.name}: ${sub.name}`;
          groups.set(group, [...(groups.get(group) ?? []), [name, body]]);
        }
      }
    }
    const wrong = [];
    for (const [group, list] of groups) {
      let right = 0;
      for (let at = 0; at < list.length; at += 100) {
        const some = list.slice(at, at + 100);
        const scripts = some.map(([, body], number) =>
          `<script>passed = function () { result[${number}] = 1 };try{if((function(asyncTestPassed){${body}\n})(passed))passed()}catch(e){}</script>`);
        const html = `<!DOCTYPE html><body><script>var result={},passed,global=window;
          function __createIterableObject(a,m){m=m||{};var i=0,it={next:function(){return i<a.length?{value:a[i++],done:false}:{value:undefined,done:true}},'return':m['return'],'throw':m['throw']},o={};o[Symbol.iterator]=function(){return it};return o}
          global.__createIterableObject=__createIterableObject;</script>${scripts.join('\n')}
          <script>setTimeout(function(){document.body.innerHTML='right:'+Object.keys(result).join(', ')+' :'},1000)</script>`;
        const { text } = print(`${edition}-${group.replace(/\W/g, '')}-${at}`, html);
        const said = /right:([\d,\s]*):/.exec(text)?.[1] ?? '';
        const found = new Set(said.split(',').map((number) => number.replace(/\s/g, '')).filter(Boolean).map(Number));
        right += found.size;
        some.forEach(([name], number) => found.has(number) || wrong.push(`${group}/${name}`));
      }
      console.log(`${edition}, ${group}: ${right} of ${list.length}`);
    }
    writeFileSync(join(out, `${edition}.txt`), wrong.join('\n'));
  }
}

if (process.argv[5] !== 'syntax') features();
if (process.argv[5] !== 'features') syntax();
