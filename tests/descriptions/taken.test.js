// The documents against what a real host takes: every example and thousands of mutants of them are sent, and the host
// must find wrong in form exactly what the schemas find wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { faults, messagesOf } from './documents.js';
import { mutantsOf } from './mutants.js';
import { Program } from './running.js';

let host;
let address;

before(async () => {
  host = new Program('CallActors.Host', ['--urls', 'http://127.0.0.1:0', '--simulator', 'off']);
  address = await host.address();
});

after(() => host.stop());

function examplesAndMutants(message) {
  return message.examples.flatMap(({ payload }) => [{ path: '', what: 'example', value: payload }, ...mutantsOf(payload)]);
}

test('a request is INVALID_MESSAGE exactly where its schema says so', async () => {
  const counts = { right: 0, wrong: 0 };
  const check = async (message, { path, what, value }) => {
    // What says that it is another message is judged by that one's schema.
    const schema = messagesOf('app').find(({ constants }) => constants.topic === value.topic && constants.subtopic === value.subtopic)?.schema;
    const expected = schema === undefined ? ['No such subtopic.'] : faults(schema, value);
    // The agent was never seen, so nothing is asked of anyone, and no id is known to be a repeat.
    const answer = await fetch(`${address}/v1/agents/nobody/messages`, { method: 'POST', body: JSON.stringify(value) });
    const body = await answer.json();
    const isMalformed = answer.status === 400 && body.data.errorType === 'INVALID_MESSAGE';
    assert.equal(isMalformed, expected.length > 0,
      `${message.name}, ${path} ${what}: ${JSON.stringify(value)}\nThe schema: ${expected}\nThe host: ${answer.status} ${JSON.stringify(body)}`);
    counts[isMalformed ? 'wrong' : 'right'] += 1;
  };
  for (const message of messagesOf('app')) await Promise.all(examplesAndMutants(message).map((each) => check(message, each)));
  console.log(`Requests: ${counts.right} taken, ${counts.wrong} refused as wrong in form`);
  assert.ok(counts.right > 150 && counts.wrong > 1000, JSON.stringify(counts));
});

test('a frame of a bridge is misunderstood exactly where its schema says so', async () => {
  const bridge = await Bridge.open();
  await bridge.say({ type: 'hello', agentARN: 'arn:x/agent/mutants', username: 'mutants' });
  const counts = { right: 0, wrong: 0 };
  for (const message of messagesOf('bridge').filter(({ name }) => name !== 'hello')) {
    for (const { path, what, value } of examplesAndMutants(message)) {
      const schema = messagesOf('bridge').find(({ constants }) => constants.type === value.type)?.schema;
      if (schema === 'Hello') continue;
      const expected = schema === undefined ? ['No such type.'] : faults(schema, value);
      const answer = await bridge.say(value);
      assert.equal(answer !== null, expected.length > 0,
        `${message.name}, ${path} ${what}: ${JSON.stringify(value)}\nThe schema: ${expected}\nThe host: ${JSON.stringify(answer)}`);
      counts[answer ? 'wrong' : 'right'] += 1;
    }
  }
  bridge.close();
  console.log(`Frames: ${counts.right} taken, ${counts.wrong} misunderstood`);
  assert.ok(counts.right > 150 && counts.wrong > 300, JSON.stringify(counts));
});

test('a hello is misunderstood exactly where its schema says so', async () => {
  for (const { path, what, value } of examplesAndMutants(messagesOf('bridge').find(({ name }) => name === 'hello'))) {
    const bridge = await Bridge.open();
    const answer = await bridge.say(value);
    const expected = value.type === 'hello' ? faults('Hello', value) : ['The first message is to be hello.'];
    assert.equal(answer !== null, expected.length > 0,
      `${path} ${what}: ${JSON.stringify(value)}\nThe schema: ${expected}\nThe host: ${JSON.stringify(answer)}`);
    bridge.close();
  }
});

/** A bridge that knows whether what it said was understood: after each frame it says one that never is. */
class Bridge {
  #frames = [];
  #socket;
  #answered;

  static async open() {
    const bridge = new Bridge();
    bridge.#socket = new WebSocket(`${address.replace('http', 'ws')}/v1/bridge`);
    bridge.#socket.on('message', (data) => bridge.#hear(JSON.parse(data)));
    await new Promise((resolve, reject) => bridge.#socket.once('open', resolve).once('error', reject));
    return bridge;
  }

  /** Null where the frame was understood, else the error. */
  async say(frame) {
    this.#frames = [];
    const answered = new Promise((resolve) => { this.#answered = resolve; });
    this.#socket.send(JSON.stringify(frame));
    this.#socket.send('[]');
    await answered;
    for (const each of this.#frames) assert.deepEqual(faults(each.type === 'welcome' ? 'Welcome' : 'Misunderstood', each), []);
    return this.#frames.find(({ type }) => type === 'error') ?? null;
  }

  close() {
    this.#socket.close();
  }

  #hear(frame) {
    if (frame.type === 'error' && frame.message.startsWith('The message is an array')) this.#answered();
    else this.#frames.push(frame);
  }
}
