// Holds a library in JSON, or JSON Lines with a paper in each, against the schema of Offprint, with ajv, and the check sum
// of a library against its bytes. The identifiers of its papers are written into a file, a line each.
//
// usage: node library.js SCHEMA.json FILE.json|FILE.jsonl FOUND
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv/dist/2020');

const [schemaFile, file, found] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false });
ajv.addSchema(schema, 'library');
const bytes = fs.readFileSync(file);
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

const errors = [];
const check = (ref, data, where) => {
  const validate = ajv.getSchema(ref);
  if (!validate(data)) {
    errors.push(`${where}${validate.errors[0].instancePath} ${validate.errors[0].message} ${JSON.stringify(validate.errors[0].params)}`);
  }
};

let papers;
if (file.endsWith('.jsonl')) {
  papers = text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  papers.forEach((paper, i) => check('library#/$defs/paper', paper, `line ${i + 1}`));
} else {
  const library = JSON.parse(text);
  papers = library.papers;
  check('library', library, '');
  const sum = crypto.createHash('sha256').update(bytes.subarray(0, bytes.lastIndexOf('"sha256"'))).digest('hex');
  if (sum !== library.sha256) {
    errors.push(`the check sum is ${library.sha256}, and that of the bytes ${sum}`);
  }
}
fs.writeFileSync(found, papers.map((paper) => `${paper.id || ''}\n`).join(''));
errors.slice(0, 20).forEach((error) => console.error(error));
console.log(`${path.basename(file)}: ajv holds ${papers.length} papers against the schema, ${errors.length} errors`);
process.exit(errors.length ? 1 : 0);
