// Holds what other programs read in our files against what the library says of
// the papers: keys, titles, names, dates and identifiers, of every paper, in
// order. It prints the count, or each difference, and fails on one.
//
// usage: node compare.js READER FORMAT TRUTH.jsonl FILE
//
// READER is pandoc (FILE is its CSL-JSON), biber (FILE is its BibLaTeXML), or
// citation-js (FILE is ours). FORMAT is that of the file that was ours.
'use strict';
const fs = require('fs');

const [reader, format, truthFile, file] = process.argv.slice(2);
const text = fs.readFileSync(file, 'utf8');
const truth = fs.readFileSync(truthFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

// What a reader is known to lose is left out of the comparison; the identifier
// is in the address, too, which none loses.
const loses = {
  'pandoc bibtex': ['identifier'],
  'pandoc biblatex': ['identifier'],
  'citation-js bibtex': ['identifier'],
  'citation-js biblatex': ['identifier'],
}[`${reader} ${format}`] || [];
const isLaTeX = format === 'bibtex' || format === 'biblatex';

// plain is LaTeX as it prints, for what biber leaves as it was.
function plain(value) {
  const marks = {
    '`': '\u0300', "'": '\u0301', '^': '\u0302', '~': '\u0303', '=': '\u0304', u: '\u0306', '.': '\u0307', '"': '\u0308',
    r: '\u030A', H: '\u030B', v: '\u030C', d: '\u0323', c: '\u0327', k: '\u0328', b: '\u0331',
  };
  const letters = { ss: 'ß', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', i: 'ı', S: '§', copyright: '©', pounds: '£' };
  const commands = { textbackslash: '\\', textbraceleft: '\uE000', textbraceright: '\uE001', textasciitilde: '~', textasciicircum: '^', textless: '<', textgreater: '>', textbar: '|' };
  const held = []; // what is decoded, out of the way of what is not
  const hold = (s) => String.fromCharCode(0xE100 + held.push(s) - 1);
  value = value.replace(/\\([$&%#_])/g, (_, c) => hold(c));
  value = value.replace(/\{?\\(text\w+)(\{\}|\})?/g, (whole, name) => (commands[name] ? hold(commands[name]) : whole));
  value = value.replace(/\{\\([a-zA-Z]+)\}/g, (whole, name) => letters[name] || whole);
  for (let before = ''; before !== value;) {
    before = value;
    value = value.replace(/\\(["'^~=.`]|[uHrvbcdk](?=\{))\{?(\P{M}\p{M}*)\}?/gu, (_, mark, letter) => (letter + marks[mark]).normalize('NFC'));
    value = value.replace(/\{(\p{L}\p{M}*)\}/gu, '$1');
  }
  value = value.replace(/[{}]/g, '');
  return value.replace(/[\uE100-\uF8FF]/g, (c) => held[c.charCodeAt(0) - 0xE100]).replace(/\uE000/g, '{').replace(/\uE001/g, '}');
}

function unxml(value) {
  return value.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
}

// biber writes a name part of several words as a part of parts.
function fromBiber() {
  const field = (entry, name) => plain(unxml((entry.match(new RegExp(`<bltx:${name}>([^]*?)</bltx:${name}>`)) || [])[1] || ''));
  return text.split('<bltx:entry ').slice(1).map((entry) => {
    const authors = (entry.match(/<bltx:names type="author"[^>]*>([^]*?)<\/bltx:names>/) || [])[1] || '';
    return {
      key: entry.match(/^id="([^"]*)"/)[1],
      title: field(entry, 'title'), date: field(entry, 'date'), doi: field(entry, 'doi'), arxiv: field(entry, 'eprint'), url: field(entry, 'url'),
      abstract: field(entry, 'abstract'),
      names: authors.split('<bltx:name>').slice(1).map((name) => {
        const parts = {};
        for (const [, type, value] of name.matchAll(/<bltx:namepart type="(\w+)"[^>]*>([^]*?)<\/bltx:namepart>\s*(?=<bltx:namepart type|<\/bltx:name>)/g)) {
          parts[type] = plain(unxml(value.replace(/<[^>]*>/g, ' ')).trim().replace(/\s+/g, ' '));
        }
        return { family: parts.family, given: parts.given, particle: parts.prefix, suffix: parts.suffix };
      }),
    };
  });
}

function fromCSL(items) {
  return items.map((item) => ({
    key: item.id || item['citation-key'],
    title: (item.title || '').replace(/<span class="nocase">|<\/span>|<\/?su[bp]>/g, ''),
    date: item.issued && item.issued['date-parts'] ? item.issued['date-parts'][0].map((n) => String(n).padStart(2, '0')).join('-') : '',
    doi: item.DOI || '', url: item.URL || '', arxiv: (item.number || '').replace(/^arXiv:/, ''), abstract: item.abstract || '',
    names: (item.author || []).map((name) => ({
      family: name.family, given: name.given, suffix: name.suffix, literal: name.literal,
      particle: [name['dropping-particle'], name['non-dropping-particle']].filter(Boolean).join(' '),
    })),
  }));
}

function fromCitationJS() {
  const { Cite, plugins } = require('@citation-js/core');
  require('@citation-js/plugin-bibtex');
  require('@citation-js/plugin-ris');
  require('@citation-js/plugin-csl');
  // As it is by default, but for cases: which it would change beyond recognition.
  plugins.config.get('@bibtex').parse.sentenceCase = 'never';
  plugins.config.get('@bibtex').parse.strict = false;
  return fromCSL(new Cite(text, { generateGraph: false }).data);
}

const read = { biber: fromBiber, pandoc: () => fromCSL(JSON.parse(text)), 'citation-js': fromCitationJS }[reader]();

// same is text as it is compared: quotes, dashes and dots may be written in more
// ways than one, and in LaTeX are.
function same(value) {
  value = (value || '').replace(/[\u0000-\u0008]/g, '').normalize('NFC').replace(/[\s\u00A0]+/g, ' ').trim();
  if (isLaTeX || reader === 'pandoc') {
    value = value.replace(/``|''/g, '"').replace(/[“”‘’'`]/g, '"').replace(/---/g, '—').replace(/--/g, '–').replace(/\.\.\./g, '…');
  }
  if (reader === 'pandoc') {
    // It writes titles in lower case where no brace forbids it, "³" as a 3 that is
    // raised, and version 2.17 does not know \textbar, \textbraceleft and
    // \textbraceright.
    value = value.normalize('NFKC').toLowerCase().replace(/[|{}]/g, '').replace(/ +/g, ' ').trim();
  }
  return value;
}

// whole is a name in one text, with its parts in the order of a bibliography:
// programs differ in what they call a particle. BibTeX has no name of a family
// name and a suffix alone; it is written as one. citation-js takes hyphens out of
// family names such as "Carrillo-de-Albornoz".
function whole(name) {
  const alone = isLaTeX && !name.given && name.suffix;
  const parts = [[name.literal, name.particle, name.family, alone], [name.given], [alone ? '' : name.suffix]];
  const text = parts.map((some) => same(some.filter(Boolean).join(' ').replace(/(['’]) /g, '$1'))).join('|');
  return isLaTeX && reader === 'citation-js' ? text.replace(/-/g, ' ') : text;
}

let differences = 0;
function differs(key, what, got, want) {
  differences++;
  if (differences <= 20) {
    console.error(`${reader} ${format}: ${key}: ${what} is read as ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  }
}

if (read.length !== truth.length) {
  differs('all', 'the number of papers', read.length, truth.length);
}
const byKey = new Map(read.map((paper) => [paper.key, paper]));
let names = 0;
for (const paper of truth) {
  const got = byKey.get(paper.key);
  if (!got) {
    differs(paper.key, 'the paper', 'nothing', paper.title);
    continue;
  }
  if (format === 'bibtex') {
    paper.published = paper.published.slice(0, 'YYYY-MM'.length); // it has no field for a day
  }
  const pairs = { title: [got.title, paper.title], date: [got.date, paper.published], doi: [got.doi, paper.doi], url: [got.url, paper.url], identifier: [got.arxiv, paper.arxiv] };
  for (const [what, [value, want]] of Object.entries(pairs)) {
    if (!loses.includes(what) && same(value) !== same(want)) {
      differs(paper.key, what, value, want);
    }
  }
  const want = paper.names.map((name) => whole({ family: name.Family, given: name.Given, particle: name.Particle, suffix: name.Suffix, literal: name.Literal }));
  const found = got.names.map(whole);
  names += want.length;
  if (want.length !== found.length) {
    differs(paper.key, 'the number of names', found.length, want.length);
  }
  want.forEach((name, i) => name === found[i] || differs(paper.key, `name ${i + 1}`, found[i], name));
}
console.log(`${format}: ${reader} reads ${read.length} papers and ${names} names as the library has them, ${differences} differences`);
process.exit(differences ? 1 : 0);
