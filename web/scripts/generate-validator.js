// Compiles the schema of the cloud's messages into a small validator that needs no library and no
// eval in the browser. The output is committed; running this again must not change it.
import { readFile, writeFile } from 'node:fs/promises';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { format, resolveConfig } from 'prettier';

const folder = new URL('../src/lib/protocol/', import.meta.url);
const target = new URL('validate.js', folder);

const schema = JSON.parse(await readFile(new URL('server-message.schema.json', folder), 'utf8'));
// What booths hear, and what this page shows nothing of.
const unheard = [
  'SESSION_REGISTERED',
  'LIKE_RECEIVED',
  'REACTION_RECEIVED',
  'SESSION_VALID',
  'SESSION_EXPIRED',
];
schema.oneOf = schema.oneOf.filter((branch) => !unheard.includes(branch.properties.type.const));
// Of this draft's own rules none is used, and ajv's plain class writes less for each object.
delete schema.$schema;
// Every message names its kind, so that only one branch has to be looked at.
schema.type = 'object';
schema.discriminator = { propertyName: 'type' };
dropDescriptions(schema);

const ajv = new Ajv.default({
  code: { source: true, esm: true, optimize: true },
  discriminator: true,
  allowUnionTypes: true,
  validateFormats: false,
  messages: false,
  inlineRefs: false,
});
const code = standaloneCode.default(ajv, { isServerMessage: compileAs('isServerMessage') });

function dropDescriptions(node) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.description === 'string') delete node.description;
  Object.values(node).forEach(dropDescriptions);
}

/** Registers the schema under the name that the module exports. */
function compileAs(name) {
  ajv.addSchema(schema, name);
  return name;
}

// Lengths are counted in characters, as the cloud does; ajv would import this from its own package.
const characters = 'const $1 = (text) => [...text].length;';
// Nobody reads why a frame did not fit; that there is a reason is all the code itself looks at.
const reasons = /(validate\d+\.errors = )\[\{instancePath[^;]*\}\];/g;
const body = code
  .replace(/^"use strict";/, '')
  .replace(reasons, '$1[0];')
  .replace(/const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;?/g, characters);
if (/\brequire\(|\bimport\b/.test(body)) {
  throw new Error('The validator would need a library at run time; inline what it asks for.');
}

const banner = [
  '// Generated from server-message.schema.json by `npm run generate`. Do not edit.',
  '/* eslint-disable */',
  '',
].join('\n');
const options = await resolveConfig(target);
await writeFile(target, await format(banner + body, { ...options, parser: 'babel' }));
console.warn('web/src/lib/protocol/validate.js is up to date.');
