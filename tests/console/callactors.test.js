import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { AgentBus } from '../../src/javascript/callactors.js';
import { FakeWebSocket, stateSync, told } from './fakeWebSocket.js';

let heard;

function busWith(options = {}) {
  const bus = new AgentBus({
    url: 'http://127.0.0.1:5080/', agentId: 'agent1', source: 'tests', WebSocket: FakeWebSocket, random: () => 1, ...options,
  });
  for (const name of ['event', 'ignored', 'gap', 'link', 'sent', 'malformed']) {
    heard[name] = [];
    bus.on(name, (...what) => heard[name].push(what));
  }
  return bus;
}

/** A bus that stands at a revision, as a StateSync told it. */
function connectedAt(revision, options) {
  const bus = busWith(options);
  bus.open();
  FakeWebSocket.last.accept();
  FakeWebSocket.last.say(stateSync(revision));
  return bus;
}

const revisions = (of) => of.map(([{ meta }]) => meta.revision);

beforeEach(() => {
  heard = {};
  FakeWebSocket.made = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
});

describe('Connecting', () => {
  it('asks for meta on the first connect, and for nothing that came before', () => {
    busWith().open();
    assert.equal(FakeWebSocket.last.url, 'ws://127.0.0.1:5080/v1/agents/agent1/bus?meta=true');
  });

  it('writes the agent id so that it cannot leave its place in the address', () => {
    busWith({ agentId: 'a/b?c' }).open();
    assert.match(FakeWebSocket.last.url, /\/v1\/agents\/a%2Fb%3Fc\/bus\?meta=true$/);
  });

  it('goes on from a revision that the app already dealt with', () => {
    busWith({ after: 41 }).open();
    assert.match(FakeWebSocket.last.url, /\?meta=true&after=41$/);
  });

  it('turns https into wss', () => {
    busWith({ url: 'https://calls.example' }).open();
    assert.match(FakeWebSocket.last.url, /^wss:\/\/calls\.example\/v1\//);
  });

  it('asks for a StateSync on every connect', () => {
    busWith().open();
    FakeWebSocket.last.accept();
    assert.equal(FakeWebSocket.last.syncs.length, 1);
    FakeWebSocket.last.drop();
    mock.timers.tick(500);
    FakeWebSocket.last.accept();
    assert.equal(FakeWebSocket.made.length, 2);
    assert.equal(FakeWebSocket.last.syncs.length, 1);
  });

  it('says what is missing from its options', () => {
    assert.throws(() => busWith({ agentId: '' }), /agentId is missing/);
    assert.throws(() => busWith({ url: '' }), /url is missing/);
    assert.throws(() => busWith({ WebSocket: null }), /no WebSocket/);
  });
});

describe('Reconnecting', () => {
  const pauseAfterDrop = () => {
    FakeWebSocket.last.drop();
    const [{ retryAt }] = heard.link.at(-1);
    const pause = retryAt - Date.now();
    mock.timers.tick(pause);
    return pause;
  };

  it('pauses longer after each failure, up to the longest pause', () => {
    busWith().open();
    const pauses = Array.from({ length: 7 }, pauseAfterDrop);
    assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    assert.equal(FakeWebSocket.made.length, 8);
  });

  it('varies the pause by up to half of it', () => {
    busWith({ random: () => 0 }).open();
    assert.equal(pauseAfterDrop(), 250);
  });

  it('begins with the shortest pause again once the node has spoken, and not when it only accepted', () => {
    busWith().open();
    pauseAfterDrop();
    FakeWebSocket.last.accept();
    assert.equal(pauseAfterDrop(), 1000);
    FakeWebSocket.last.accept();
    FakeWebSocket.last.say(stateSync(1));
    assert.equal(pauseAfterDrop(), 500);
  });

  it('resumes after the last revision seen', () => {
    connectedAt(7);
    FakeWebSocket.last.say(told(8, 7));
    pauseAfterDrop();
    assert.match(FakeWebSocket.last.url, /&after=8$/);
  });

  it('asks again for a change that was cut in the middle, and gives only the part that was missing', () => {
    connectedAt(7);
    FakeWebSocket.last.say(told(8, 7, { part: 1, parts: 2 }));
    pauseAfterDrop();
    assert.match(FakeWebSocket.last.url, /&after=7$/);
    FakeWebSocket.last.accept();
    FakeWebSocket.last.say(told(8, 7, { part: 1, parts: 2 }));
    FakeWebSocket.last.say(told(8, 7, { part: 2, parts: 2 }));
    assert.deepEqual(heard.event.map(([{ meta }]) => [meta.revision, meta.part]), [[7, undefined], [8, 1], [8, 2]]);
    assert.deepEqual(heard.gap, []);
  });

  it('tells the state of the link, and why it was lost', () => {
    connectedAt(1);
    FakeWebSocket.last.drop(1013, 'Too slow.');
    assert.deepEqual(heard.link.map(([{ state }]) => state), ['connecting', 'open', 'waiting']);
    assert.equal(heard.link.at(-1)[0].code, 1013);
    assert.equal(heard.link.at(-1)[0].reason, 'Too slow.');
  });

  it('can be told to try at once, and then makes one socket only', () => {
    const bus = connectedAt(1);
    FakeWebSocket.last.drop();
    bus.retryNow();
    assert.equal(FakeWebSocket.made.length, 2);
    bus.retryNow();
    mock.timers.tick(5000);
    assert.equal(FakeWebSocket.made.length, 2);
  });

  it('stays closed after close', () => {
    const bus = connectedAt(1);
    const socket = FakeWebSocket.last;
    bus.close();
    socket.drop(1000);
    mock.timers.tick(120_000);
    assert.equal(FakeWebSocket.made.length, 1);
    assert.equal(socket.closedWith.code, 1000);
    assert.equal(bus.link.state, 'closed');
  });

  it('hears nothing more of a socket that it has given up', () => {
    connectedAt(1);
    const old = FakeWebSocket.last;
    old.drop();
    mock.timers.tick(500);
    old.say(told(2, 1));
    assert.deepEqual(revisions(heard.event), [1]);
  });

  it('asks a silent node for a sign of life, and gives it up where none comes', () => {
    const bus = connectedAt(1);
    const socket = FakeWebSocket.last;
    mock.timers.tick(30_000);
    assert.equal(socket.syncs.length, 2);
    assert.equal(heard.sent.at(-1)[1], 'liveness');
    mock.timers.tick(10_000);
    assert.equal(socket.closedWith.code, 4000);
    assert.equal(bus.link.state, 'waiting');
  });

  it('gives up a connect that is never answered', () => {
    const bus = busWith();
    bus.open();
    mock.timers.tick(10_000);
    assert.equal(FakeWebSocket.last.closedWith.code, 4000);
    assert.equal(bus.link.state, 'waiting');
  });
});

describe('Gaps', () => {
  it('sees none where each event names the one before', () => {
    connectedAt(3);
    for (const [revision, previous] of [[4, 3], [6, 4], [7, 6]]) FakeWebSocket.last.say(told(revision, previous));
    assert.deepEqual(heard.gap, []);
    assert.deepEqual(revisions(heard.event), [3, 4, 6, 7]);
  });

  it('asks for one StateSync where the event before was missed, and still gives the event', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(6, 5));
    assert.deepEqual(heard.gap, [[{ revision: 6, previous: 5, seen: 3 }]]);
    assert.equal(FakeWebSocket.last.syncs.length, 2);
    assert.deepEqual(revisions(heard.event), [3, 6]);
    FakeWebSocket.last.say(stateSync(6));
    FakeWebSocket.last.say(told(7, 6));
    assert.equal(heard.gap.length, 1);
    assert.equal(FakeWebSocket.last.syncs.length, 2);
  });

  it('sees one where a part of a change is missing', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(4, 3, { part: 1, parts: 3 }));
    FakeWebSocket.last.say(told(4, 3, { part: 3, parts: 3 }));
    assert.equal(heard.gap.length, 1);
    assert.equal(FakeWebSocket.last.syncs.length, 2);
  });

  it('sees one where a change is left in the middle for the next', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(4, 3, { part: 1, parts: 2 }));
    FakeWebSocket.last.say(told(5, 4));
    assert.equal(heard.gap.length, 1);
  });

  it('sees none after a StateSync that stands for a change which told nothing', () => {
    connectedAt(5);
    FakeWebSocket.last.say(told(6, 4));
    assert.deepEqual(heard.gap, []);
  });

  it('sees one where the event before is older than what was told here', () => {
    connectedAt(5);
    FakeWebSocket.last.say(told(6, 5));
    FakeWebSocket.last.say(told(8, 4));
    assert.equal(heard.gap.length, 1);
  });

  it('does not take an older StateSync for what was missed, and asks again after a pause', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(6, 5));
    FakeWebSocket.last.say(stateSync(4));
    assert.deepEqual(heard.ignored.map(([{ meta }, reason]) => [meta.revision, reason]), [[4, 'stale']]);
    assert.equal(FakeWebSocket.last.syncs.length, 2);
    mock.timers.tick(1000);
    assert.equal(FakeWebSocket.last.syncs.length, 3);
  });

  it('resumes before the gap while it is not made good', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(6, 5));
    FakeWebSocket.last.drop();
    mock.timers.tick(500);
    assert.match(FakeWebSocket.last.url, /&after=3$/);
  });

  it('ignores what it knows already', () => {
    connectedAt(3);
    FakeWebSocket.last.say(told(4, 3));
    FakeWebSocket.last.say(told(4, 3));
    FakeWebSocket.last.say(told(2, 1));
    assert.deepEqual(heard.ignored.map(([{ meta }, reason]) => [meta.revision, reason]), [[4, 'repeat'], [2, 'repeat']]);
    assert.deepEqual(revisions(heard.event), [3, 4]);
  });

  it('believes a node that begins with a lower revision, since it has a new journal', () => {
    const bus = connectedAt(90);
    FakeWebSocket.last.drop();
    mock.timers.tick(500);
    FakeWebSocket.last.accept();
    FakeWebSocket.last.say(stateSync(2));
    FakeWebSocket.last.say(told(3, 2));
    assert.equal(bus.revision, 3);
    assert.deepEqual(heard.gap, []);
    assert.deepEqual(revisions(heard.event), [90, 2, 3]);
  });

  it('takes an answer to this app alone as no part of the order', () => {
    const bus = connectedAt(3);
    FakeWebSocket.last.say({ topic: 'Error', subtopic: 'ApiError', data: {}, meta: { revision: 9 } });
    assert.equal(bus.revision, 3);
    assert.deepEqual(heard.gap, []);
  });

  it('takes everything from a node that sends no meta', () => {
    connectedAt(3);
    const { meta, ...bare } = told(1, 0);
    FakeWebSocket.last.say(bare);
    FakeWebSocket.last.say(bare);
    assert.equal(heard.event.length, 3);
  });
});

describe('Requests', () => {
  it('are sent in the envelope of the wire, each with an id of its own', () => {
    const bus = connectedAt(3);
    const first = bus.request('Resume', 'bcdb2ec7');
    const second = bus.request('Hold', 'bcdb2ec7');
    const [sent] = FakeWebSocket.last.sent.filter(({ subtopic }) => subtopic === 'Resume');
    assert.deepEqual(sent, { channel: 'Amazon', topic: 'InboundCall', subtopic: 'Resume', source: 'tests', data: 'bcdb2ec7', requestId: first });
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(first, second);
  });

  it('leave data out where there is none, and name another topic where told', () => {
    const bus = connectedAt(3);
    bus.request('SetReady', undefined, { topic: 'Agent' });
    const sent = FakeWebSocket.last.sent.at(-1);
    assert.equal('data' in sent, false);
    assert.equal(sent.topic, 'Agent');
  });

  it('take the id of an earlier request, so that it can be repeated without being done twice', () => {
    const bus = connectedAt(3);
    assert.equal(bus.request('Hold', 'x', { requestId: 'my-1' }), 'my-1');
    assert.equal(FakeWebSocket.last.sent.at(-1).requestId, 'my-1');
    assert.throws(() => bus.request('Hold', 'x', { requestId: 'with space' }), /requestId must be/);
  });

  it('are refused while the bus is not open, and never sent later', () => {
    const bus = connectedAt(3);
    FakeWebSocket.last.drop();
    assert.throws(() => bus.request('Hold', 'x'), /was not sent/);
    mock.timers.tick(500);
    FakeWebSocket.last.accept();
    assert.deepEqual(FakeWebSocket.last.sent.map(({ subtopic }) => subtopic), ['StateSync']);
  });
});

describe('Frames', () => {
  it('that are no JSON object are told as malformed, and the next is heard', () => {
    connectedAt(3);
    for (const text of ['{', '[]', 'null', '"hold"']) FakeWebSocket.last.sayText(text);
    FakeWebSocket.last.say(told(4, 3));
    assert.deepEqual(heard.malformed.flat(), ['{', '[]', 'null', '"hold"']);
    assert.deepEqual(revisions(heard.event), [3, 4]);
  });

  it('tell whether the bridge is attached', () => {
    const bus = connectedAt(3);
    assert.equal(bus.bridge, 'attached');
    const lost = told(4, 3);
    lost.meta.bridge = 'lost';
    FakeWebSocket.last.say(lost);
    assert.equal(bus.bridge, 'lost');
  });

  it('are no longer told to a listener that was taken away', () => {
    const bus = connectedAt(3);
    const seen = [];
    const forget = bus.on('event', (envelope) => seen.push(envelope));
    FakeWebSocket.last.say(told(4, 3));
    forget();
    FakeWebSocket.last.say(told(5, 4));
    assert.deepEqual(seen.map(({ meta }) => meta.revision), [4]);
  });
});

describe('Several addresses', () => {
  const url = ['ws://node1:5080', 'ws://node2:5080'];

  it('are tried in turn', () => {
    busWith({ url }).open();
    FakeWebSocket.last.drop();
    mock.timers.tick(500);
    FakeWebSocket.last.drop();
    mock.timers.tick(1000);
    assert.deepEqual(FakeWebSocket.made.map((socket) => new URL(socket.url).host), ['node1:5080', 'node2:5080', 'node1:5080']);
  });

  it('keep the pause short while a node asks its apps to go elsewhere', () => {
    const bus = busWith({ url });
    bus.open();
    for (const code of [1001, 1012, 1013, 1001]) {
      FakeWebSocket.last.drop(code);
      assert.equal(bus.link.retryAt - Date.now(), 500);
      mock.timers.tick(500);
    }
  });
});
