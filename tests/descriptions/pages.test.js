import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults, read, schemaOf } from './documents.js';

/** The JSON values in a page: of a block the whole, or each line, or the members that stand in it without braces. */
function valuesIn(page) {
  return [...read(page).matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, text]) => {
    for (const parse of [(all) => [JSON.parse(all)], (all) => all.trim().split('\n').map((line) => JSON.parse(line)), (all) => [JSON.parse(`{${all}}`)]]) {
      try {
        return parse(text);
      } catch {
        // The next way then.
      }
    }
    throw new Error(`${page} has a block that is no JSON:\n${text}`);
  });
}

test('every message in messages.md fits its schema', () => {
  const messages = valuesIn('docs/messages.md').filter((value) => value.channel);
  assert.ok(messages.length >= 7);
  for (const message of messages) {
    assert.deepEqual(faults(schemaOf(message, 'source' in message ? 'app' : 'engine'), message), [], JSON.stringify(message));
  }
});

test('every part of a message in messages.md fits its schema', () => {
  const values = valuesIn('docs/messages.md');
  const one = (member) => values.find((value) => member in value && !value.channel);
  assert.deepEqual(faults('ToldMeta', one('meta').meta), []);
  assert.deepEqual(faults('LoggedInAgent', one('loginState')), []);
  assert.deepEqual(faults('AgentStateSet', { channel: 'Amazon', topic: 'Agent', subtopic: 'SetAgentState', message: one('event') }), []);
  const agents = values.find((value) => Array.isArray(value));
  assert.deepEqual(faults('AgentSummary', agents[0], 'openapi'), []);
});

test('every frame in amazon-connect.md fits its schema', () => {
  const frames = valuesIn('docs/amazon-connect.md');
  assert.ok(frames.length >= 10);
  for (const frame of frames) {
    const from = ['welcome', 'request', 'standby', 'error'].includes(frame.type) ? 'engineToBridge' : 'bridge';
    assert.deepEqual(faults(schemaOf(frame, from), frame), [], JSON.stringify(frame));
  }
});
