/** A WebSocket whose other end is the test. */
export class FakeWebSocket extends EventTarget {
  static made = [];
  static get last() { return FakeWebSocket.made.at(-1); }

  sent = [];
  closedWith = null;

  constructor(url) {
    super();
    this.url = url;
    FakeWebSocket.made.push(this);
  }

  send(text) { this.sent.push(JSON.parse(text)); }
  close(code, reason) { this.closedWith = { code, reason }; }

  // What the node does:
  accept() { this.dispatchEvent(new Event('open')); }
  say(envelope) { this.sayText(JSON.stringify(envelope)); }
  sayText(data) { this.dispatchEvent(Object.assign(new Event('message'), { data })); }
  drop(code = 1006, reason = '') { this.dispatchEvent(Object.assign(new Event('close'), { code, reason })); }

  get syncs() { return this.sent.filter(({ subtopic }) => subtopic === 'StateSync'); }
}

export const stateSync = (revision, message = { attributes: [], queueName: null, queueTimestamp: null, calls: [] }) =>
  ({ channel: 'Amazon', topic: 'InboundCall', subtopic: 'StateSync', message, meta: { agentId: 'agent1', revision, bridge: 'attached' } });

export const told = (revision, previous, { part = 1, parts = 1, requestId } = {}) => ({
  channel: 'Amazon',
  topic: 'InboundCall',
  subtopic: 'InboundCallStateChange',
  message: { call: {}, source: 'event' },
  meta: { agentId: 'agent1', revision, previous, part, parts, requestId, bridge: 'attached' },
});
