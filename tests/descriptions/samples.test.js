// The documents against the messages that stand in the other tests' sample files.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faults, read, schemaOf } from './documents.js';

const tests = fileURLToPath(new URL('../', import.meta.url));
const passedOver = /(^|\/)(bin|obj|node_modules|descriptions)\//;

function* messagesIn(value) {
  if (value === null || typeof value !== 'object') return;
  if (value.channel === 'Amazon') yield value;
  else for (const each of Object.values(value)) yield* messagesIn(each);
}

test('every message in a sample file fits its schema', () => {
  const files = readdirSync(tests, { recursive: true }).map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.json') && !passedOver.test(file));
  let count = 0;
  for (const file of files) {
    for (const message of messagesIn(JSON.parse(read(`tests/${file}`)))) {
      const from = 'source' in message ? 'app' : 'engine';
      assert.deepEqual(faults(schemaOf(message, from), message), [], file);
      count += 1;
    }
  }
  console.log(`${count} messages in ${files.length} files`);
  assert.ok(count >= 2);
});
