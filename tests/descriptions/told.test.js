// The documents against what a real host really sends: every message, frame and answer of a long conversation is held
// against its schema, and whatever is described must have come.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Conversation } from './conversation.js';
import { asyncapi, at, compileInOpenapi, faults, messagesOf, openapi, schemaOf } from './documents.js';

const conversation = new Conversation();
const { answers } = conversation;
let app;
let plain;
let reader;
let frames;

before(async () => {
  await conversation.hold();
  ({ app, plain, reader, relay: { frames } } = conversation);
});

after(() => conversation.end());

test('every event fits its schema, with meta and without', () => {
  for (const each of [...app.events, ...plain.events, ...reader.events]) {
    assert.deepEqual(faults(schemaOf(each, 'engine'), each), [], JSON.stringify(each));
  }
  assert.ok(app.events.length > 100 && plain.events.length > 100 && reader.events.length > 100);
  assert.ok([...app.events, ...reader.events].every(({ meta }) => meta));
  assert.ok(plain.events.every((each) => !('meta' in each)));
});

test('a reader of server-sent events is told what the apps are told', () => {
  const told = app.events.filter(({ meta }) => meta.part);
  const first = told[0].meta.revision;
  assert.deepEqual(reader.events.filter(({ meta }) => meta.revision >= first), told);
  reader.events.forEach(({ meta }, index) => assert.equal(reader.ids[index], meta.part === meta.parts ? String(meta.revision) : null));
});

test('every event that is described was told', () => {
  const told = new Set(app.events.map((each) => schemaOf(each, 'engine')));
  assert.deepEqual(messagesOf('engine').map(({ schema }) => schema).filter((name) => !told.has(name)), []);
  const kinds = new Set(app.events.filter(({ message }) => message?.call).map(({ message }) => message.call.event));
  assert.deepEqual([...kinds].sort(), [...asyncapi.components.schemas.CallEvent.enum].sort());
});

test('every error type was told, but for those of a host in trouble', () => {
  const told = new Set([...app.events, ...answers.map(({ json }) => json)].map((each) => each?.data?.errorType).filter(Boolean));
  const missing = asyncapi.components.schemas.ErrorType.enum.filter((type) => !told.has(type));
  assert.deepEqual(missing, ['RATE_LIMITED', 'JOURNAL_UNAVAILABLE', 'UNEXPECTED_ERROR']);
});

test('every frame between bridge and engine fits its schema, and every one that is described went over the wire', () => {
  const seen = new Set();
  for (const { from, frame } of frames.filter(({ frame: each }) => !Array.isArray(each))) {
    const schema = schemaOf(frame, from);
    seen.add(schema);
    assert.deepEqual(faults(schema, frame), [], JSON.stringify(frame));
  }
  const described = [...messagesOf('bridge'), ...messagesOf('engineToBridge')].map(({ schema }) => schema);
  assert.deepEqual(described.filter((name) => !seen.has(name)), []);
});

test('every operation that is described was asked of a bridge', () => {
  const described = asyncapi.components.schemas.BridgeRequest.oneOf.flatMap(({ $ref }) => at(asyncapi, $ref).properties.operation.enum);
  const asked = new Set(frames.map(({ frame }) => frame.operation).filter(Boolean));
  assert.deepEqual(described.filter((name) => !asked.has(name)), []);
});

test('every answer over HTTP fits its schema', () => {
  for (const { operationId, status, json } of answers) {
    const described = responseOf(operationId, status);
    if (!described.content) {
      assert.equal(json, null);
      continue;
    }
    const validate = compileInOpenapi(described.content['application/json'].schema);
    assert.ok(validate(json), `${operationId} ${status}: ${JSON.stringify(validate.errors)}\n${JSON.stringify(json).slice(0, 2000)}`);
  }
});

test('every answer that is described was given, but for those of a host in trouble', () => {
  const given = new Set(answers.map(({ operationId, status }) => `${operationId} ${status}`));
  // Sockets and streams were opened in another way.
  ['openBus 101', 'openBridge 101', 'followEvents 200'].forEach((each) => given.add(each));
  // Only a record that a newer host can read is read again with success.
  given.add('retrySetAside 200');
  const described = operations().flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`));
  assert.deepEqual(described.filter((each) => !given.has(each) && !each.endsWith(' 503')), []);
});

function operations() {
  return Object.values(openapi.paths).flatMap((item) => Object.values(item).filter(({ operationId }) => operationId));
}

function responseOf(operationId, status) {
  const response = operations().find((each) => each.operationId === operationId).responses[status];
  assert.ok(response, `${operationId} ${status} is not described.`);
  return response.$ref ? at(openapi, response.$ref) : response;
}
