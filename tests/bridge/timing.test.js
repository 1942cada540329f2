import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { source } from './standin/source.js';

const { Clock, EngineSocket, Pacer } = await source('clock', 'engineSocket', 'pacer');

/** The browser's WebSocket, whose other end is the test. */
class FakeWebSocket {
  static OPEN = 1;
  static made = [];
  readyState = 0;

  constructor(url) {
    this.url = url;
    FakeWebSocket.made.push(this);
  }

  open() {
    this.readyState = FakeWebSocket.OPEN;
    this.onopen();
  }

  drop() {
    this.onclose({ code: 1006, reason: '' });
  }

  close() {
    this.isClosed = true;
  }
}

let clock;
let slept;
let losses;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  mock.method(performance, 'now', () => Date.now());
  mock.method(Math, 'random', () => 0.5);
  globalThis.WebSocket = FakeWebSocket;
  FakeWebSocket.made = [];
  [slept, losses] = [0, []];
  clock = new Clock(() => slept++);
});

afterEach(() => {
  clock.stop();
  mock.timers.reset();
  mock.restoreAll();
});

/** A socket to the engine that is wanted from now on. */
function started() {
  const socket = new EngineSocket('ws://engine/v1/bridge', clock, {
    opened: () => {}, received: () => {}, lost: (reason, againMilliseconds) => losses.push({ reason, againMilliseconds }),
  });
  socket.start();
  return socket;
}

const newest = () => FakeWebSocket.made.at(-1);

describe('The socket to the engine', () => {
  /** How long it takes after a loss until the next try, to the millisecond. */
  function pauseAfterLoss() {
    const tries = FakeWebSocket.made.length;
    newest().drop();
    const { againMilliseconds } = losses.at(-1);
    mock.timers.tick(againMilliseconds - 1);
    assert.equal(FakeWebSocket.made.length, tries, 'not before its time');
    mock.timers.tick(1);
    assert.equal(FakeWebSocket.made.length, tries + 1);
    return againMilliseconds;
  }

  test('Is tried again with pauses that double, up to half a minute', () => {
    started();
    assert.deepEqual(Array.from({ length: 9 }, pauseAfterLoss), [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('Varies the pause by a quarter, so that a whole floor does not come back in one instant', () => {
    started();
    Math.random.mock.mockImplementation(() => 0);
    assert.equal(pauseAfterLoss(), 375);
    Math.random.mock.mockImplementation(() => 1);
    assert.equal(pauseAfterLoss(), 1_250);
  });

  test('Pauses shortly again once the engine has welcomed it, and not when it was only opened', () => {
    const socket = started();
    pauseAfterLoss();
    newest().open();
    assert.equal(pauseAfterLoss(), 1_000);
    newest().open();
    socket.welcomed();
    assert.equal(pauseAfterLoss(), 500);
  });

  test('Is given up when the engine does not welcome it within 20 s', () => {
    started();
    newest().open();
    mock.timers.tick(19_999);
    assert.deepEqual(losses, []);
    mock.timers.tick(1);
    assert.deepEqual(losses, [{ reason: 'The engine did not answer within 20 s.', againMilliseconds: 500 }]);
    assert.equal(FakeWebSocket.made[0].isClosed, true);
  });

  test('Once welcomed stays for as long as nobody drops it', () => {
    const socket = started();
    newest().open();
    socket.welcomed();
    mock.timers.tick(3_600_000);
    assert.deepEqual(losses, []);
    assert.equal(socket.isOpen(), true);
  });

  test('Is tried at once when it is said that the network is back, and once only', () => {
    const socket = started();
    newest().drop();
    socket.hurry();
    assert.equal(FakeWebSocket.made.length, 2);
    socket.hurry();
    mock.timers.tick(19_000);
    assert.equal(FakeWebSocket.made.length, 2);
  });

  test('Is not tried again after it was stopped', () => {
    const socket = started();
    newest().drop();
    socket.stop();
    socket.hurry();
    socket.drop('The page slept.');
    mock.timers.tick(3_600_000);
    assert.equal(FakeWebSocket.made.length, 1);
    assert.equal(losses.length, 1);
  });
});

describe('The pace of the snapshots', () => {
  /** What was sent, and when, of changes that come every so many milliseconds. */
  function sentOf(changes, everyMilliseconds, isSent = () => true) {
    const begunAt = Date.now();
    const sent = [];
    let change = 0;
    const pacer = new Pacer(clock, () => {
      const isGone = isSent(Date.now() - begunAt);
      if (isGone) {
        sent.push([Date.now() - begunAt, change]);
      }
      return isGone;
    });
    const pass = milliseconds => Array.from({ length: milliseconds / 10 }).forEach(() => mock.timers.tick(10));
    while (change < changes) {
      change++;
      pacer.offer();
      pass(everyMilliseconds);
    }
    pass(1_000);
    return sent;
  }

  test('Of a hundred changes in a second 21 are sent: the first at once, one every 50 ms, the last in any case', () => {
    assert.deepEqual(sentOf(100, 10), [[0, 1], ...Array.from({ length: 20 }, (_, index) => [50 * (index + 1), 5 * (index + 1)])]);
  });

  test('Changes that are further apart are sent at once', () => {
    assert.deepEqual(sentOf(3, 50), [[0, 1], [50, 2], [100, 3]]);
  });

  test('What could not be sent is tried again every 50 ms, and then it is the newest', () => {
    assert.deepEqual(sentOf(10, 10, milliseconds => milliseconds >= 150), [[150, 10]]);
  });
});

describe('The watch for sleep', () => {
  test('A page without a worker may be kept back for a minute, as hidden ones are', () => {
    mock.timers.setTime(Date.now() + 60_000);
    mock.timers.tick(1_000);
    assert.equal(slept, 0);
  });

  test('A longer gap between two beats is a sleep, told once', () => {
    mock.timers.tick(10_000);
    assert.equal(slept, 0);
    mock.timers.setTime(Date.now() + 100_000);
    mock.timers.tick(5_000);
    assert.equal(slept, 1);
  });

  test('With a worker, whose beats are on time in a hidden page, more than ten seconds are a sleep', t => {
    const beat = withWorker(t);
    for (const [milliseconds, times] of [[0, 0], [1_000, 0], [10_000, 0], [10_001, 1], [1_000, 1]]) {
      mock.timers.setTime(Date.now() + milliseconds);
      beat();
      assert.equal(slept, times);
    }
  });

  test('What is handled after the page was blocked may have come in right after the last beat', t => {
    const beat = withWorker(t);
    beat();
    const beganAt = Date.now();
    mock.timers.setTime(beganAt + 2_000);
    assert.equal(clock.receivedAt(), beganAt + 2_000);
    mock.timers.setTime(beganAt + 2_001);
    assert.equal(clock.receivedAt(), beganAt);
    beat();
    assert.equal(clock.receivedAt(), beganAt + 2_001);
  });

  /** A clock with a worker, and what has the worker beat. */
  function withWorker(t) {
    let worker;
    globalThis.Worker = class {
      constructor() { worker = this; }
      postMessage() {}
      terminate() {}
    };
    t.after(() => { delete globalThis.Worker; });
    clock.stop();
    clock = new Clock(() => slept++);
    return () => worker.onmessage({ data: { beat: Date.now() } });
  }
});
