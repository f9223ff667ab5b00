// Holds our references in the style of the APA against those that citation-js
// (citeproc-js with the APA's style) makes of our CSL-JSON.
//
// usage: node apa.js TRUTH.jsonl FILE.json
//
// Left out of the comparison: the genre and number that citation-js puts behind
// the title, which the manual's example of a preprint does not have (section
// 10.8); the letters behind years that belong to a list of references; and, since
// ours is to be pasted as it is, characters of a DOI that end a link. Papers with
// an author whose given names are in lower case or have a nickname in quotes are
// counted apart: citation-js writes "lan,  jinghong" and "Doe, J. “Four.”".
'use strict';
const fs = require('fs');
const { Cite } = require('@citation-js/core');
require('@citation-js/plugin-csl');

const [truthFile, file] = process.argv.slice(2);
const items = JSON.parse(fs.readFileSync(file, 'utf8'));
const truth = fs.readFileSync(truthFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const theirs = new Map(new Cite(items, { generateGraph: false })
  .format('bibliography', { format: 'text', template: 'apa', lang: 'en-US', asEntryArray: true })
  .map(([key, text]) => [key, text.trim()]));

function same(text) {
  return text.replace(/ \(Preprint arXiv:[^)]*\)/, '').replace(/([?!.…]["”’')\]]*)\. arXiv\./, '$1 arXiv.').replace(/\((\d{4})[a-z]\)/, '($1)').replace(/(n\.d\.)-[a-z]/, '$1').replace(/[“”"]/g, '"').replace(/[‘’']/g, "'").replace(/\s+/g, ' ');
}

const isOdd = ({ Given }) => /["“]/.test(Given) || (/\p{Ll}/u.test(Given) && !/\p{Lu}/u.test(Given));

let differences = 0;
let odd = 0;
for (const paper of truth) {
  if (paper.names.some(isOdd)) {
    odd++;
    continue;
  }
  const their = theirs.get(paper.key) || '';
  if (same(their) !== same(paper.apa)) {
    differences++;
    if (differences <= 40) {
      console.error(`apa: ${paper.key}:\n  citation-js: ${their}\n  ours:        ${paper.apa}`);
    }
  }
}
console.log(`apa: ${truth.length - odd} references and ${odd} of odd names, ${differences} other than those of citation-js`);
process.exit(differences ? 1 : 0);
