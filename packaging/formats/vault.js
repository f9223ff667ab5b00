// Reads the front matter of every file of a vault with js-yaml, strictly: a key
// twice, or a doubt, fails. It holds identifiers, titles, days and keys against
// what the library says of the papers, and types against what Obsidian takes.
//
// usage: node vault.js TRUTH.jsonl FOLDER
'use strict';
const fs = require('fs');
const path = require('path');
const yaml = require('js-yaml');

const [truthFile, folder] = process.argv.slice(2);
const truth = new Map(fs.readFileSync(truthFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((paper) => [paper.key, paper]));

// one is text in one line, as formats.OneLine has it.
const one = (text) => text.replace(/(?!\s)[\x00-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef]/g, '').normalize('NFC').split(/[\s\x85]+/).filter(Boolean).join(' ');

let wrong = 0;
const seen = new Set();
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.md')).sort()) {
  const fail = (text) => {
    wrong++;
    if (wrong <= 20) {
      console.error(`${file}: ${text}`);
    }
  };
  const text = fs.readFileSync(path.join(folder, file), 'utf8');
  const parts = /^---\n([^]*?\n)---\n/.exec(text);
  if (!parts) {
    fail('has no front matter');
    continue;
  }
  let front;
  try {
    // The core schema knows no days: a day stays the text that it is.
    front = yaml.load(parts[1], { schema: yaml.CORE_SCHEMA, onWarning: (warning) => fail(String(warning)) });
    yaml.load(parts[1]); // and what Obsidian may use knows them
  } catch (error) {
    fail(String(error.message));
    continue;
  }
  const paper = truth.get(front.citekey);
  if (!paper || seen.has(front.citekey)) {
    fail(`${front.citekey} is no paper, or is there twice`);
    continue;
  }
  seen.add(front.citekey);
  const same = (key, want) => {
    if ((front[key] === undefined ? '' : front[key]) !== want) {
      fail(`${key} is ${JSON.stringify(front[key])}, not ${JSON.stringify(want)}`);
    }
  };
  same('arxiv', paper.arxiv || '');
  same('title', one(paper.title) || `Untitled paper ${paper.arxiv}`);
  same('doi', paper.doi || '');
  same('published', paper.published || '');
  if (paper.arxiv) {
    same('url', `https://huggingface.co/papers/${paper.arxiv}`);
    same('pdf', `https://arxiv.org/pdf/${paper.arxiv}`);
  }
  for (const key of ['aliases', 'authors', 'tags']) {
    if (front[key] !== undefined && !(Array.isArray(front[key]) && front[key].every((item) => typeof item === 'string' && item))) {
      fail(`${key} is ${JSON.stringify(front[key])}`);
    }
  }
  for (const tag of front.tags) {
    if (!/^[\p{L}\p{M}\p{N}\p{So}_/\u200d-]+$/u.test(tag) || /^[\p{N}/-]+$/u.test(tag)) {
      fail(`the tag ${JSON.stringify(tag)}`);
    }
  }
  for (const [key, value] of Object.entries(front)) {
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) {
      fail(`${key} is ${JSON.stringify(value)}, which Obsidian does not show`);
    }
  }
  if ((text.match(/^<!-- offprint begin /gm) || []).length < 1 || !/\n<!-- offprint end [0-9a-f]{16} [^\n]*-->\n$/.test(text)) {
    fail('lacks a line of Offprint');
  }
}
if (seen.size !== truth.size) {
  console.error(`${seen.size} of ${truth.size} papers are there`);
  wrong++;
}
console.log(`vault: ${path.basename(folder)}: js-yaml read ${seen.size} of ${truth.size} files, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
