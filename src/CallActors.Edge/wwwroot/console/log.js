import { element } from './page.js';

const kept = 200;

/** The raw traffic of the selected agent's socket, newest first. */
export class EventLog {
  constructor(node, { count, clear }) {
    this.node = node;
    this.count = count;
    clear.addEventListener('click', () => this.clear());
  }

  clear() {
    this.node.replaceChildren();
    this.#showCount();
  }

  sent(envelope, purpose) {
    const note = { connect: 'on connect', gap: 'after a gap', liveness: 'after silence' }[purpose];
    const shown = withoutDigits(envelope);
    this.#add('sent', envelope.subtopic, note ?? (inShort(shown.data) || (shown.topic === 'Agent' ? 'topic Agent' : '')), shown);
  }

  received(envelope, { repeat } = {}) {
    const isError = envelope.topic === 'Error';
    const title = isError ? envelope.data?.errorType ?? 'Error' : envelope.subtopic;
    const kind = isError ? 'error' : repeat ? 'repeat' : 'event';
    this.#add(kind, title, repeat ? `known already (${repeat})` : summaryOf(envelope), envelope);
  }

  note(title, detail) { this.#add('note', title, detail); }

  #add(kind, title, summary, envelope) {
    const meta = envelope?.meta;
    const at = new Date();
    const parts = meta?.parts > 1 ? ` ${meta.part}/${meta.parts}` : '';
    const head = [
      element('span.direction', { 'aria-label': { sent: 'Sent', note: 'Note' }[kind] ?? 'Received' },
        { sent: '↑', note: '·' }[kind] ?? '↓'),
      element('span.what', {}, element('strong', {}, title), element('span.summary', {}, summary ?? '')),
      element('span.revision', { title: 'Revision of the agent' }, meta?.revision === undefined ? '' : `r${meta.revision}${parts}`),
      element('time', { datetime: at.toISOString(), title: at.toISOString() },
        at.toLocaleTimeString('en-GB', { hour12: false })),
    ];
    const attributes = { 'data-kind': kind, 'data-subtopic': envelope?.subtopic, 'data-revision': meta?.revision };
    const entry = envelope ? this.#expandable(head, attributes, envelope) : element('div.entry', attributes, ...head);
    // A reader who has scrolled down keeps the place; at the top the newest comes into view.
    const scrolled = this.node.scrollTop;
    this.node.prepend(entry);
    if (scrolled > 0) this.node.scrollTop = scrolled + entry.offsetHeight;
    while (this.node.children.length > kept) this.node.lastElementChild.remove();
    this.#showCount();
  }

  #expandable(head, attributes, envelope) {
    const entry = element('details.entry', attributes, element('summary', {}, ...head));
    entry.addEventListener('toggle', () => {
      if (entry.open && entry.children.length === 1) entry.append(element('pre', { tabindex: '0' }, JSON.stringify(envelope, null, 2)));
    });
    return entry;
  }

  #showCount() { this.count.textContent = String(this.node.children.length); }
}

/** Digits may be a card number or a secret: the log shows how many there were, and no more. */
function withoutDigits(envelope) {
  if (envelope.subtopic !== 'SendDTMF') return envelope;
  const hide = (digits) => `${String(digits).length} digits, not shown`;
  const { data } = envelope;
  return { ...envelope, data: typeof data === 'object' && data ? { ...data, digits: hide(data.digits) } : hide(data) };
}

function inShort(data) {
  if (data === undefined || data === null) return '';
  if (typeof data === 'string') return data;
  return data.digits ?? data.name ?? data.phoneNumber ?? data.label ?? '';
}

function summaryOf({ topic, subtopic, message, data }) {
  if (topic === 'Error') return data?.errorMessage ?? data?.msg ?? '';
  const call = message?.call;
  if (call) {
    const who = call.ResponseActual?.type === 'agent' ? 'agent' : call.ResponseActual?.phoneNumber ?? call.CallType;
    return `${call.event} · ${who}`;
  }
  if (subtopic === 'StateSync' && Array.isArray(message?.calls)) {
    return message.calls.length === 1 ? '1 connection' : `${message.calls.length} connections`;
  }
  if (Array.isArray(message?.endpoints)) return `${message.endpoints.length} endpoints`;
  return message?.event ?? message?.loginState ?? message?.name ?? '';
}
