#!/usr/bin/env node
// Makes crates/script/src/prelude/modules.txt: what pages of today expect and the engine lacks, as
// small modules of ES5, each on one line. And src/document/lower/page/made.txt: the layout helper,
// of the scripts beside it; and src/template/locale/table.txt: what templates know of languages.
//
// usage: npm ci --ignore-scripts && node build.mjs [--check]
//
// Beside it NOTICE, with the licences of what others wrote of it.
//
// --check makes it anew and compares; the files are kept in git, since a machine that builds the
// program need not have node. A line is NAME, the numbers of the modules it needs, and its code:
// a function that gets (module, exports, require). Modules are those that features.txt names, and
// what they need. Names are paths in core-js, `own/` for those beside this script, or
// `language/` for what cldr.mjs makes of CLDR. What lies in
// `internals` here stands in for the module of that name in core-js.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { LOCALES, decompositions, extra, source as language, table as locales } from './cldr.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const CORE = join(HERE, 'node_modules/core-js');
const ROOT = join(HERE, '../..');
const ROOM = join(ROOT, 'crates/script/src/prelude');

/** The names of modules that a table calls for. */
function roots(table) {
  const names = new Set(Object.keys(LOCALES).flatMap(code => ['language', 'relative', 'names'].map(kind => `language/${kind}-${code}`)));
  names.add('own/order-zh');
  for (const line of table.split('\n')) {
    const [, modules] = line.split(':');
    if (line.startsWith('#') || !modules) continue;
    for (const name of modules.trim().split(/\s+/)) names.add(full(name));
  }
  return [...names].sort();
}

function full(name) {
  return /^(own|internals|modules|language)\//.test(name) ? name : /^language-/.test(name) ? `language/${name}` : /^(es|web|esnext)\./.test(name) ? `modules/${name}` : `own/${name}`;
}

function fileOf(name) {
  if (PACKAGE.test(name)) return join(HERE, 'node_modules', name);
  const ours = join(HERE, `${name}.js`);
  return existsSync(ours) ? ours : join(CORE, `${name}.js`);
}

// A file of another package, by its path there.
const PACKAGE = /^(?!own\/|internals\/|modules\/|language\/).*\.js$/;

function sourceOf(name) {
  const [, code] = /^language\/language-(.+)$/.exec(name) ?? [];
  if (name === 'language/decompositions') return decompositions();
  const [, kind, tongue] = /^language\/(relative|names)-(.+)$/.exec(name) ?? [];
  if (kind) return extra(kind, tongue);
  return code ? language(code) : readFileSync(fileOf(name), 'utf8');
}

/** The name of what `path` leads to from the module `name`. */
function resolved(name, path) {
  if (!path.startsWith('.')) return path;
  return relative('/', resolve(dirname(join('/', name)), path));
}

const REQUIRE = /\brequire\('([^']+)'\)/g;

function gather(names) {
  const modules = new Map();
  const visit = name => {
    if (modules.has(name)) return;
    const source = sourceOf(name);
    const needs = [];
    modules.set(name, { source, needs });
    for (const [, path] of source.matchAll(REQUIRE)) needs.push(resolved(name, path));
    needs.forEach(visit);
  };
  names.forEach(visit);
  return modules;
}

async function code(name, source, number) {
  const numbered = source.replace(REQUIRE, (_, path) => `require(${number(resolved(name, path))})`);
  const wrapped = `made=function(module,exports,require){${numbered}\n}`;
  const { code } = await minify(wrapped, {
    ecma: 5,
    compress: { passes: 2, negate_iife: false, side_effects: true },
    mangle: true,
    format: { ascii_only: true, comments: false, semicolons: true, wrap_func_args: false },
  });
  const text = code.replace(/;$/, '').replace(/^made=/, '');
  if (!text.startsWith('function(') || /[\n\t]/.test(text)) throw new Error(`${name}: not a function on one line: ${text.slice(0, 80)}`);
  return text;
}

const table = readFileSync(join(ROOM, 'features.txt'), 'utf8');
const modules = gather(roots(table));
const names = [...modules.keys()].sort();
const number = name => {
  const at = names.indexOf(name);
  if (at < 0) throw new Error(`no module ${name}`);
  return at;
};
const lines = [];
for (const name of names) {
  const { source, needs } = modules.get(name);
  const numbers = [...new Set(needs.map(number))].sort((a, b) => a - b);
  lines.push(`${name}\t${numbers.join(' ')}\t${await code(name, source, number)}\n`);
}

/** The layout helper: on each line the names that it declares, the numbers of the lines that it needs, and its
 *  code, which declares them at the top. The first line tells what it was made of. */
async function helper() {
  const room = join(ROOT, 'src/document/lower');
  const [, list] = /pub const HELPER[^;]*concat!\(([^;]*)\);/.exec(readFileSync(join(room, 'helper.rs'), 'utf8'));
  const source = [...list.matchAll(/"(page\/\w+\.js)"/g)].map(([, path]) => readFileSync(join(room, path), 'utf8')).join('');
  const chunks = [];
  for (const line of source.split('\n')) {
    if (!line.trim() || line.trim().startsWith('//')) continue;
    // What is not indented begins something, but for the end of what came before.
    if (!/^[ })\]]/.test(line)) chunks.push('');
    chunks[chunks.length - 1] += `${line}\n`;
  }
  const pieces = [];
  for (const chunk of chunks) {
    const { code } = await minify(chunk, {
      ecma: 5,
      ie8: true,
      toplevel: false,
      compress: { passes: 2, unused: 'keep_assign' },
      mangle: { toplevel: false },
      format: { ascii_only: true, comments: false, semicolons: true, keep_quoted_props: true },
    });
    if (/[\n\t]/.test(code)) throw new Error(`not on one line: ${code.slice(0, 80)}`);
    pieces.push({ names: declared(chunk), code });
  }
  const needs = needed(pieces);
  const lines = pieces.map(({ names, code }, at) => `${names.join()}\t${needs[at].join(' ')}\t${code}\n`);
  return `# ${createHash('sha256').update(source).digest('hex')}\n${lines.join('')}`;
}

/** Of each piece of the helper the numbers of those that it names, and of those that are nothing without it. */
function needed(pieces) {
  const words = code => code.split(/[^\w$]+/).filter(Boolean);
  const declares = new Map();
  pieces.forEach(({ names }, at) => names.forEach(name => declares.has(name) || declares.set(name, at)));
  const named = pieces.map(({ code }) => new Set(words(code).filter(word => declares.has(word)).map(word => declares.get(word))));
  pieces.forEach(({ code }, at) => {
    // `children.count = 0;`
    const owner = declares.get(words(code)[0]);
    if (!/^(?:function|var) /.test(code) && owner !== undefined) named[owner].add(at);
  });
  return named.map((numbers, at) => [...numbers].filter(number => number !== at).sort((a, b) => a - b));
}

function declared(chunk) {
  const [first] = chunk.split('\n');
  const [, name] = /^function ([\w$]+)/.exec(first) ?? [];
  if (name) return [name];
  if (!first.startsWith('var ')) return [];
  return first.slice(4).split(', ').flatMap(part => /^([\w$]+)(?: =|;|$)/.exec(part)?.[1] ?? []);
}

/** The licences of the packages that modules come from. */
function notice() {
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  const texts = Object.keys(dependencies).map(name => {
    const folder = join(HERE, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'='.repeat(80)}\n`);
}

const made = {
  'src/document/lower/page/made.txt': await helper(),
  'crates/script/src/prelude/modules.txt': lines.join(''), 'crates/script/src/prelude/NOTICE': notice(), 'src/template/locale/table.txt': locales(),
};
for (const [name, text] of Object.entries(made)) {
  const file = join(ROOT, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not what build.mjs makes; run it and look at the difference`);
    process.exitCode = 1;
  }
}
console.log(`${names.length} modules, ${made['crates/script/src/prelude/modules.txt'].length} bytes`);
