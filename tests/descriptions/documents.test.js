import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { withSharedSchemas } from './copySchemas.js';
import { asyncapi, at, compileInOpenapi, faults, messagesOf, openapi, read } from './documents.js';

const require = createRequire(import.meta.url);
const directions = ['app', 'engine', 'bridge', 'engineToBridge'];
const allMessages = directions.flatMap((from) => messagesOf(from));

test('the AsyncAPI document is one of AsyncAPI 3.0', () => {
  // The specification's own schema brings its draft of JSON Schema with it.
  const ajv = new Ajv({ strict: false, validateSchema: false, meta: false });
  addFormats(ajv);
  const validate = ajv.compile(require('@asyncapi/specs/schemas/3.0.0.json'));
  assert.equal(asyncapi.asyncapi, '3.0.0');
  assert.ok(validate(asyncapi), JSON.stringify(validate.errors?.slice(0, 3), null, 2));
});

test('the OpenAPI document is one of OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(openapi));
  assert.equal(openapi.openapi, '3.1.0');
  assert.ok(result.valid, JSON.stringify(result.errors, null, 2));
});

test('every reference names something', () => {
  for (const document of [asyncapi, openapi]) {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]*)"/g)].map(([, reference]) => reference);
    assert.ok(references.length > 100);
    references.forEach((reference) => at(document, reference));
  }
});

test('every message of a channel is in one of its operations, and every described message in a channel', () => {
  const operated = Object.values(asyncapi.operations).flatMap(({ messages }) => messages.map(({ $ref }) => $ref)).sort();
  const channelled = Object.entries(asyncapi.channels)
    .flatMap(([channel, { messages }]) => Object.keys(messages).map((name) => `#/channels/${channel}/messages/${name}`)).sort();
  assert.deepEqual(operated, channelled);
  const described = Object.values(asyncapi.channels).flatMap(({ messages }) => Object.values(messages).map(({ $ref }) => $ref)).sort();
  assert.deepEqual(described, Object.keys(asyncapi.components.messages).map((name) => `#/components/messages/${name}`).sort());
});

test('every schema is used', () => {
  const used = new Set([...JSON.stringify(asyncapi).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  assert.deepEqual(Object.keys(asyncapi.components.schemas).filter((name) => !used.has(name)), []);
});

test('every schema compiles without an unknown keyword', () => {
  for (const name of Object.keys(asyncapi.components.schemas)) assert.doesNotThrow(() => faults(name, {}), name);
  for (const name of Object.keys(openapi.components.schemas)) assert.doesNotThrow(() => faults(name, {}, 'openapi'), name);
});

test('every example fits its schema', () => {
  const examples = allMessages.flatMap(({ name, schema, examples: each }) => each.map(({ payload }) => ({ name, schema, payload })));
  assert.ok(examples.length >= 30);
  for (const { name, schema, payload } of examples) {
    assert.deepEqual(faults(schema, payload), [], `${name}: ${JSON.stringify(payload)}`);
  }
  for (const [address, item] of Object.entries(openapi.paths)) {
    for (const operation of Object.values(item).filter((each) => each.operationId)) {
      const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((each) => Object.values(each?.content ?? {}));
      for (const { schema, example } of contents.filter((each) => 'example' in each)) {
        const validate = compileInOpenapi(schema);
        assert.ok(validate(example), `${address}: ${JSON.stringify(validate.errors)}`);
      }
    }
  }
});

test('every request of an app has an example', () => {
  assert.deepEqual(messagesOf('app').filter(({ examples }) => examples.length === 0).map(({ name }) => name), []);
});

test('what we send has no member that is not described', () => {
  const open = [];
  const visited = new Set();
  const visit = (schema, path) => {
    if (schema.$ref) {
      if (!visited.has(schema.$ref)) {
        visited.add(schema.$ref);
        visit(at(asyncapi, schema.$ref), schema.$ref);
      }
      return;
    }
    if (schema.type === 'object' && (schema.additionalProperties ?? true) === true) open.push(path);
    for (const [name, property] of Object.entries(schema.properties ?? {})) visit(property, `${path}.${name}`);
    for (const each of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? []), ...(schema.items ? [schema.items] : [])]) visit(each, path);
  };
  [...messagesOf('engine'), ...messagesOf('engineToBridge')].forEach(({ schema }) => visit({ $ref: `#/components/schemas/${schema}` }));
  assert.ok(visited.size > 30);
  assert.deepEqual(open, []);
});

test('both documents describe the same messages alike', () => {
  assert.deepEqual(openapi, withSharedSchemas(), 'Run npm run copy-schemas in tests/descriptions.');
});

test('the OpenAPI document has every request and every event of the bus', () => {
  const names = (schema) => openapi.components.schemas[schema].oneOf.map(({ $ref }) => $ref.split('/').at(-1)).sort();
  assert.deepEqual(names('Request'), messagesOf('app').map(({ schema }) => schema).sort());
  assert.deepEqual(names('Event'), messagesOf('engine').map(({ schema }) => schema).sort());
});

test('the pages and the schema have the same error types', () => {
  const section = read('docs/messages.md').split('\n## Errors\n')[1].split('\n## ')[0];
  const rows = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, type]) => type);
  assert.deepEqual(rows.sort(), [...asyncapi.components.schemas.ErrorType.enum].sort());
});
