/**
 * CallActors for JavaScript: one app's connection to the bus of one agent.
 *
 * It needs a WebSocket and nothing of a page, so it runs in browsers, workers and Node alike.
 *
 *   const bus = new AgentBus({ url: 'ws://127.0.0.1:5080', agentId: 'agent1', source: 'myapp' });
 *   bus.on('event', (envelope) => console.log(envelope.subtopic, envelope.message));
 *   bus.open();
 *   await bus.command('Resume', connectionId);
 *
 * What it promises:
 * - A lost connection is opened again, with pauses that grow and vary, from the last revision seen on.
 * - Every connect asks for a StateSync, and so does every gap in the revisions.
 * - A command is awaited until Amazon Connect did it, and never done twice: see {@link AgentBus#command}.
 * - A request is sent on the socket once or refused with an exception; nothing is queued, since a Hold that
 *   was meant a minute ago must not happen now. Success is the state change, failure the ApiError.
 *
 * Listeners (`on(name, listener)` gives back a function that takes the listener away again):
 * - `event`     (envelope)             what is new: fold it into what you know
 * - `ignored`   (envelope, reason)     what was known already: `repeat`, or `stale`
 * - `sent`      (envelope, purpose)    what went out: `request`, `connect`, `gap`, `liveness`
 * - `link`      ({ state, attempt, retryAt, code, reason })   see {@link AgentBus#link}
 * - `gap`       ({ revision, previous, seen })                something was missed; a StateSync is asked for
 * - `malformed` (text)                 a frame that was no JSON object
 */

import { askUntilKnown } from './commands.js';
import { RevisionOrder } from './revisions.js';

export { CommandFailedError, OutcomeUnknownError } from './commands.js';

const defaults = {
  source: 'callactors-js',
  firstPauseMilliseconds: 500,
  longestPauseMilliseconds: 15_000,
  answerDeadlineMilliseconds: 10_000,
  silenceMilliseconds: 30_000,
  attemptMilliseconds: 10_000,
  patienceMilliseconds: 30_000,
  random: Math.random,
};

// The node asks its apps to go elsewhere: it stops, or has lost its journal.
const elsewhereCodes = new Set([1001, 1012, 1013]);
const requestIdForm = /^[A-Za-z0-9._-]{1,64}$/;

export class AgentBus {
  #options;
  #listeners = new Map();
  #order;
  #socket = null;
  #link = { state: 'closed', attempt: 0, retryAt: null, code: null, reason: null };
  #bridge = null;
  #attempt = 0;
  #node = 0;
  #retryTimer = null;
  #silenceTimer = null;
  #answerTimer = null;
  #syncTimer = null;

  /**
   * @param {object} options
   * @param {string|string[]} options.url  the node or load balancer, `ws://host:port` (http and https are taken too);
   *   of several each is tried in its turn
   * @param {string} options.agentId  whose calls
   * @param {string} [options.source] the name of this app, as it stands in its requests
   * @param {number} [options.after]  the last revision that this app has already dealt with
   * @param {typeof WebSocket} [options.WebSocket] where the platform has none of its own
   * @param {typeof fetch} [options.fetch]         likewise
   * @param {number} [options.patienceMilliseconds] how long a command is tried while no node answers
   */
  constructor(options) {
    this.#options = { WebSocket: globalThis.WebSocket, fetch: globalThis.fetch?.bind(globalThis), ...defaults, ...options };
    const { url, agentId, WebSocket } = this.#options;
    if (!url?.length) throw new TypeError('url is missing: give the node, as in ws://127.0.0.1:5080');
    if (!agentId) throw new TypeError('agentId is missing: give the agent whose calls are meant');
    if (!WebSocket) throw new TypeError('This platform has no WebSocket: give one as options.WebSocket');
    this.#order = new RevisionOrder(this.#options.after);
  }

  get agentId() { return this.#options.agentId; }

  /** The last revision that was seen, or null before the first. */
  get revision() { return this.#order.revision; }

  /** `attached` or `lost`, as the last event said; null before the first. */
  get bridge() { return this.#bridge; }

  /**
   * `state` is `closed` (not asked to be open), `connecting`, `open`, or `waiting` for the next attempt,
   * which comes at `retryAt` (milliseconds since 1970). `code` and `reason` say why the last socket closed.
   */
  get link() { return this.#link; }

  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Connects, and stays connected until {@link close}. */
  open() {
    if (this.#link.state === 'closed') this.#connect();
  }

  /** Cuts a pause short, for instance when the network is known to be back. */
  retryNow() {
    if (this.#link.state === 'waiting') this.#connect();
  }

  close() {
    this.#attempt = 0;
    this.#letGo(1000, 'The app closed the bus.');
    this.#setLink({ state: 'closed' });
  }

  /**
   * Sends a request and gives back its id, which stands in `meta.requestId` of what follows from it.
   *
   * @param {string} subtopic   `Answer`, `Hold`, `Resume`, `StateSync`, …
   * @param {*} [data]          as the subtopic wants it; left out where undefined
   * @param {object} [options]  `topic` (default `InboundCall`), `requestId` to repeat an earlier request
   * @throws {Error} while the bus is not open: nothing was sent and nothing will be
   */
  request(subtopic, data, { topic = 'InboundCall', requestId = crypto.randomUUID() } = {}) {
    if (!requestIdForm.test(requestId)) {
      throw new TypeError(`requestId must be 1 to 64 of A-Z a-z 0-9 . _ -, and is: ${requestId}`);
    }
    this.#send({ topic, subtopic, data, requestId }, 'request');
    return requestId;
  }

  /**
   * Asks something and waits until Amazon Connect did it. It goes by HTTP, whether the bus is open or not; while no node
   * says what became of it it is sent again with the same id, so it is never done twice.
   *
   * @param {string} subtopic   `Answer`, `Hold`, `Resume`, …
   * @param {*} [data]          as the subtopic wants it
   * @param {object} [options]  `topic` (default `InboundCall`), `requestId` to repeat an earlier command, `signal` to end the waiting
   * @returns {Promise<object[]>} what all apps were told when it was done, or what answers a query
   * @throws {CommandFailedError} it was refused, or failed
   * @throws {OutcomeUnknownError} no node answered within `patienceMilliseconds`
   */
  async command(subtopic, data, { topic = 'InboundCall', requestId = crypto.randomUUID(), signal } = {}) {
    return askUntilKnown(this.#urls, this.agentId, this.#envelope({ topic, subtopic, data, requestId }), { ...this.#options, signal });
  }

  get #urls() { return [this.#options.url].flat(); }

  #envelope({ topic, subtopic, data, requestId }) {
    return { channel: 'Amazon', topic, subtopic, source: this.#options.source, data, requestId };
  }

  #send(request, purpose) {
    if (this.#link.state !== 'open') throw new Error('Not connected: the request was not sent.');
    const text = JSON.stringify(this.#envelope(request));
    this.#socket.send(text);
    this.#emit('sent', JSON.parse(text), purpose);
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    this.#order.beginSocket();
    const socket = new this.#options.WebSocket(this.#address());
    this.#socket = socket;
    this.#setLink({ state: 'connecting' });
    const live = (handle) => (event) => { if (socket === this.#socket) handle(event); };
    socket.addEventListener('open', live(() => this.#opened()));
    socket.addEventListener('message', live(({ data }) => this.#received(data)));
    socket.addEventListener('close', live(({ code, reason }) => this.#lost(code, reason)));
    // An answer that never comes to the opening handshake is no different from one to a request.
    this.#expectAnswer();
  }

  #address() {
    const base = String(this.#urls[this.#node % this.#urls.length]).replace(/^http/, 'ws').replace(/\/+$/, '');
    const after = this.#order.resumeAfter;
    return `${base}/v1/agents/${encodeURIComponent(this.agentId)}/bus?meta=true`
      + (after === null ? '' : `&after=${after}`);
  }

  #opened() {
    this.#setLink({ state: 'open' });
    this.#askStateSync('connect');
  }

  #lost(code, reason) {
    this.#letGo();
    this.#node += 1;
    if (elsewhereCodes.has(code) && this.#urls.length > 1) this.#attempt = 0;
    const { firstPauseMilliseconds, longestPauseMilliseconds, random } = this.#options;
    const pause = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** this.#attempt);
    // Half of the pause varies, so that a node that comes back is not met by all apps at once.
    const milliseconds = Math.round(pause / 2 + random() * pause / 2);
    this.#attempt += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), milliseconds);
    this.#setLink({ state: 'waiting', retryAt: Date.now() + milliseconds, code, reason });
  }

  #letGo(code, reason) {
    for (const timer of [this.#retryTimer, this.#silenceTimer, this.#answerTimer, this.#syncTimer]) clearTimeout(timer);
    this.#syncTimer = null;
    this.#answerTimer = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket && code) socket.close(code, reason);
  }

  #received(text) {
    const envelope = parse(text);
    if (!envelope) return this.#emit('malformed', text);
    // Only what the node says proves that it works; an accepted socket alone does not.
    this.#attempt = 0;
    this.#watchForSilence();
    this.#bridge = envelope.meta?.bridge ?? this.#bridge;

    const isStateSync = envelope.topic === 'InboundCall' && envelope.subtopic === 'StateSync';
    if (isStateSync) {
      clearTimeout(this.#answerTimer);
      this.#answerTimer = null;
    }
    const verdict = this.#order.place(envelope.meta, isStateSync);
    if (verdict === 'repeat' || verdict === 'stale') this.#emit('ignored', envelope, verdict);
    else this.#emit('event', envelope);
    if (verdict === 'gap') {
      this.#emit('gap', { revision: envelope.meta.revision, previous: envelope.meta.previous, seen: this.#order.seenBeforeGap });
      this.#askStateSync('gap');
    } else if (verdict === 'stale') {
      // The answer was written before what was missed; the pause keeps this from becoming a loop.
      this.#syncTimer ??= setTimeout(() => { this.#syncTimer = null; this.#askStateSync('gap'); }, 1000);
    }
  }

  #askStateSync(purpose) {
    if (this.#link.state !== 'open') return;
    this.#watchForSilence();
    this.#expectAnswer();
    this.#send({ topic: 'InboundCall', subtopic: 'StateSync', requestId: crypto.randomUUID() }, purpose);
  }

  #watchForSilence() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#askStateSync('liveness'), this.#options.silenceMilliseconds);
  }

  /** A socket can be dead without a word; one that leaves a StateSync unanswered is given up. */
  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => {
      this.#letGo(4000, 'No answer.');
      this.#lost(4000, 'No answer.');
    }, this.#options.answerDeadlineMilliseconds);
  }

  #setLink(link) {
    this.#link = Object.freeze({ attempt: this.#attempt, retryAt: null, code: null, reason: null, ...link });
    this.#emit('link', this.#link);
  }

  #emit(name, ...what) {
    for (const listener of [...this.#listeners.get(name) ?? []]) {
      try {
        listener(...what);
      } catch (error) {
        // A fault of the app must be seen, but must not cost the bus its place among the revisions.
        queueMicrotask(() => { throw error; });
      }
    }
  }
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
