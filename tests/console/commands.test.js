import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { AgentBus, CommandFailedError, OutcomeUnknownError } from '../../src/javascript/callactors.js';
import { FakeWebSocket } from './fakeWebSocket.js';

let server;
let url;
let asked;
let answers;

const error = (errorType) => ({ channel: 'Amazon', topic: 'Error', subtopic: 'ApiError', data: { errorType, errorMessage: 'Because.', msg: 'It failed.' } });
const held = [{ channel: 'Amazon', topic: 'InboundCall', subtopic: 'InboundCallStateChange', message: {} }];

function busOf(options = {}) {
  return new AgentBus({
    url, agentId: 'a/b', source: 'tests', WebSocket: FakeWebSocket, firstPauseMilliseconds: 1, patienceMilliseconds: 60_000, ...options,
  });
}

/** An address at which nobody listens. */
async function deadUrl() {
  const dead = createServer();
  await new Promise((resolve) => { dead.listen(0, '127.0.0.1', resolve); });
  const { port } = dead.address();
  await new Promise((resolve) => { dead.close(resolve); });
  return `http://127.0.0.1:${port}`;
}

before(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      asked.push({ path: request.url, method: request.method, envelope: JSON.parse(text) });
      const answer = answers.shift() ?? { status: 200, body: held };
      if (answer.lost) return response.destroy();
      if (answer.silent) return undefined;
      response.writeHead(answer.status, { 'content-type': answer.html ? 'text/html' : 'application/json' });
      return response.end(answer.html ?? JSON.stringify(answer.body));
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  url = `ws://127.0.0.1:${server.address().port}/`;
});

after(() => { server.closeAllConnections(); server.close(); });
beforeEach(() => { [asked, answers] = [[], []]; });

describe('A command', () => {
  it('waits for what all apps were told, and its id can be given', async () => {
    assert.deepEqual(await busOf().command('Hold', 'c-1', { requestId: 'hold-1' }), held);
    assert.deepEqual(asked, [{
      path: '/v1/agents/a%2Fb/messages?wait=true',
      method: 'POST',
      envelope: { channel: 'Amazon', topic: 'InboundCall', subtopic: 'Hold', source: 'tests', data: 'c-1', requestId: 'hold-1' },
    }]);
  });

  it('is sent again with the same id while nobody says what became of it', async () => {
    answers = [{ status: 503, body: error('JOURNAL_UNAVAILABLE') }, { lost: true }, { status: 502, html: '<h1>Bad gateway</h1>' },
      { status: 409, body: error('RATE_LIMITED') }, { status: 429, body: error('RATE_LIMITED') }, { status: 500, body: error('UNEXPECTED_ERROR') }];
    await busOf().command('Mute', undefined, { topic: 'Agent' });
    assert.equal(asked.length, 7);
    assert.equal(new Set(asked.map(({ envelope }) => envelope.requestId)).size, 1);
    assert.equal(asked[0].envelope.topic, 'Agent');
  });

  it('goes to the next address where one does not answer', async () => {
    assert.deepEqual(await busOf({ url: [await deadUrl(), url] }).command('Hold', 'c-1'), held);
  });

  it('asks elsewhere where a node is silent for too long', async () => {
    const signals = [];
    const fetch = async (_, { signal }) => {
      signals.push(signal);
      if (signals.length === 1) await new Promise((_, reject) => { signal.onabort = () => reject(signal.reason); });
      return Response.json(held);
    };
    assert.deepEqual(await busOf({ fetch, attemptMilliseconds: 20 }).command('Hold', 'c-1'), held);
    assert.equal(signals.length, 2);
    assert.equal(signals[0].reason.name, 'TimeoutError');
  });

  it('that was refused or failed is an error with its type, and is not sent again', async () => {
    answers = [{ status: 409, body: error('HOLD_CALL_FAILED') }];
    await assert.rejects(busOf().command('Hold', 'c-1', { requestId: 'hold-1' }), (fault) => {
      assert.ok(fault instanceof CommandFailedError);
      assert.deepEqual([fault.requestId, fault.errorType, fault.message, fault.msg], ['hold-1', 'HOLD_CALL_FAILED', 'Because.', 'It failed.']);
      return true;
    });
    assert.equal(asked.length, 1);
  });

  it('of which nobody says anything has an unknown outcome and an id to ask again with', async () => {
    await assert.rejects(busOf({ url: await deadUrl(), patienceMilliseconds: 50 }).command('Hold', 'c-1', { requestId: 'hold-1' }), (fault) => {
      assert.ok(fault instanceof OutcomeUnknownError);
      assert.equal(fault.requestId, 'hold-1');
      return true;
    });
  });

  it('to an address that is no node says so', async () => {
    answers = [{ status: 404, html: '<h1>Not here</h1>' }];
    await assert.rejects(busOf().command('Hold', 'c-1'), /is the address right/);
  });

  it('ends its waiting by a signal', async () => {
    answers = [{ silent: true }];
    const ending = new AbortController();
    const waiting = busOf().command('Hold', 'c-1', { signal: ending.signal });
    server.once('request', () => ending.abort());
    await assert.rejects(waiting, { name: 'AbortError' });
  });
});
