// Holds a JSON file against a JSON schema, with ajv.
//
// usage: node schema.js SCHEMA.json FILE.json
'use strict';
const fs = require('fs');
const Ajv = require('ajv');

const [schemaFile, file] = process.argv.slice(2);
const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
delete schema.$schema; // an address that ajv would look for
const data = JSON.parse(fs.readFileSync(file, 'utf8'));
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
const errors = validate(data) ? [] : validate.errors;
errors.slice(0, 20).forEach((error) => console.error(`${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`));
console.log(`${file.replace(/^.*\//, '')}: ajv holds ${data.length} objects against ${schema.$id || schemaFile}, ${errors.length} errors`);
process.exit(errors.length ? 1 : 0);
