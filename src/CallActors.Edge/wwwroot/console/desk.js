import { AgentBus } from '../callactors.js';
import { AgentPicture } from './agentState.js';
import { CallPicture } from './calls.js';

const probeMilliseconds = 5000;
const busyMilliseconds = 7000;

/** One selected agent: the bus, what is known, and the requests on their way. It knows no page. */
export class Desk {
  calls = new CallPicture();
  agent = new AgentPicture();
  bridge = null;
  /** The request that the user waits for: `{ requestId, contactId, connectionId, button }`, or null. */
  busy = null;
  #probes = new Map();
  #quiet = new Set();
  #busyTimer = null;

  /** `tell` has `changed()`, `log(kind, …)`, `endpoints(list)`, `failed(error)`. */
  constructor({ url, agentId, tell }) {
    this.agentId = agentId;
    this.tell = tell;
    this.bus = new AgentBus({ url, agentId, source: 'console' });
    this.bus.on('link', (link) => this.#linked(link));
    this.bus.on('event', (envelope) => this.#received(envelope));
    this.bus.on('ignored', (envelope, reason) => tell.log('received', envelope, { repeat: reason }));
    this.bus.on('gap', ({ seen, previous }) => tell.log('note', 'Gap', `seen r${seen}, missed up to r${previous}`));
    this.bus.on('malformed', (text) => tell.log('note', 'Not understood', text.slice(0, 200)));
    this.bus.on('sent', (envelope, purpose) => {
      if (purpose === 'liveness') this.#quiet.add(envelope.requestId);
      else tell.log('sent', envelope, purpose);
    });
  }

  get usable() { return this.bus.link.state === 'open'; }

  open() { this.bus.open(); }

  close() {
    clearTimeout(this.#busyTimer);
    this.bus.close();
  }

  /** Sends what the user wants. @returns {string|null} the request's id, null where it could not be sent */
  ask(subtopic, data, { topic, button, contactId, connectionId } = {}) {
    try {
      const requestId = this.bus.request(subtopic, data, { topic });
      if (button) this.#wait({ requestId, button, contactId, connectionId });
      return requestId;
    } catch (error) {
      this.tell.failed({ msg: 'The request was not sent.', errorMessage: error.message });
      return null;
    }
  }

  /** Asks for what an older server may not know: its refusal is no news for the user. */
  probe(subtopic, topic) {
    const requestId = this.usable ? this.ask(subtopic, undefined, { topic }) : null;
    if (requestId) this.#probes.set(requestId, Date.now());
  }

  #linked({ state, attempt, code, reason }) {
    this.#probes.clear();
    this.#settle();
    if (state === 'open') {
      this.tell.log('note', 'Connected', this.bus.revision === null ? '' : `from r${this.bus.revision} on`);
      this.probe('StateSync', 'Agent');
    }
    // Only the first of a row of attempts is news; the head of the page shows that it goes on.
    if (state === 'waiting' && attempt === 1) this.tell.log('note', 'Connection lost', reason || (code ? `code ${code}` : ''));
    this.tell.changed();
  }

  #received(envelope) {
    const { topic, subtopic, message, data, meta } = envelope;
    this.bridge = meta?.bridge ?? this.bridge;
    if (!this.#quiet.delete(meta?.requestId)) this.tell.log('received', envelope);
    if (topic === 'Error') this.#failed(data, meta?.requestId);
    else if (topic === 'Agent') this.#agentChanged(subtopic, message, meta?.requestId);
    else if (subtopic === 'StateSync') this.calls.applyStateSync(message);
    else if (subtopic === 'InboundCallStateChange') this.#callChanged(message, meta?.requestId);
    else if (subtopic === 'GetDirectConnects') {
      this.#probes.delete(meta?.requestId);
      this.tell.endpoints(message?.endpoints ?? []);
    }
    this.tell.changed();
  }

  #callChanged(message, requestId) {
    if (!this.calls.applyCallEvent(message)) this.ask('StateSync');
    const { connectionId } = message.call.ResponseActual;
    const contactId = this.calls.contactOf(connectionId)?.contactId;
    if (this.busy && (requestId === this.busy.requestId || contactId === this.busy.contactId)) this.#settle();
  }

  #agentChanged(subtopic, message, requestId) {
    const wasKnown = this.agent.state !== null;
    this.agent.apply(subtopic, message);
    if (!this.#probes.delete(requestId) && requestId === undefined) this.#probes.clear();
    if (!wasKnown && this.agent.state?.loggedIn) this.probe('GetStates', 'Agent');
  }

  #failed(error, requestId) {
    if (this.#isProbes(error, requestId)) return;
    if (!requestId || requestId === this.busy?.requestId) this.#settle();
    this.tell.failed(error ?? {});
  }

  /** Without a request id in the answer, a refusal of form soon after a probe is taken for the probe's. */
  #isProbes(error, requestId) {
    if (requestId) return this.#probes.delete(requestId);
    const [oldest] = this.#probes;
    if (!oldest || error?.errorType !== 'INVALID_MESSAGE' || Date.now() - oldest[1] > probeMilliseconds) return false;
    return this.#probes.delete(oldest[0]);
  }

  #wait(busy) {
    clearTimeout(this.#busyTimer);
    this.busy = busy;
    this.#busyTimer = setTimeout(() => {
      this.#settle();
      this.tell.changed();
    }, busyMilliseconds);
    this.tell.changed();
  }

  #settle() {
    clearTimeout(this.#busyTimer);
    this.busy = null;
  }
}
