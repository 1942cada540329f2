/** What the console knows of an agent's calls: a fold over StateSync and InboundCallStateChange, without any page. */

const endings = new Set(['ACW', 'missed', 'Rejected']);

export class CallPicture {
  #contacts = new Map();
  #contactOfLastAgentEvent = null;

  /** The open contacts, in the order in which they were first seen. */
  get contacts() { return [...this.#contacts.values()]; }

  contactOf(connectionId) {
    return this.contacts.find((contact) => contact.connections.has(connectionId));
  }

  /** Replaces what is known; keeps what StateSync does not say (queue and attributes of each, how a call ended). */
  applyStateSync({ calls = [], attributes = [], queueName = null, queueTimestamp = null }) {
    const known = this.#contacts;
    this.#contacts = new Map();
    for (const call of calls) {
      const contactId = call.contactId ?? call.connectionId;
      const before = known.get(contactId);
      const contact = this.#contacts.get(contactId) ?? this.#add({ ...(before ?? blank(contactId)), connections: new Map() });
      const connection = before?.connections.get(call.connectionId);
      const previousStatus = connection?.status === call.status ? connection.previousStatus : undefined;
      contact.connections.set(call.connectionId, connectionFrom(call, previousStatus));
    }
    for (const contact of this.#contacts.values()) {
      const ended = buttonOf(agentConnectionOf(contact), 'clearContact');
      contact.ending = ended ? contact.ending ?? 'ended' : null;
    }
    const described = describedContact(this.contacts);
    if (!described) return;
    described.attributes = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
    described.queueName = queueName;
    described.queueTimestamp = queueTimestamp;
  }

  /** @returns {boolean} false where the event's contact is not known, so that only a StateSync can tell */
  applyCallEvent({ call }) {
    const actual = call.ResponseActual;
    const contact = this.#place(actual, call.event);
    if (call.event === 'Dropped') {
      if (contact) this.#contacts.delete(contact.contactId);
      return true;
    }
    if (!contact) return false;
    contact.ending = endings.has(call.event) ? call.event : null;
    contact.attributes = call.CallVariables ?? contact.attributes;
    contact.queueName = call.ResponseFields?.MediaProperties?.queueName ?? null;
    contact.queueTimestamp = call.ResponseFields?.MediaProperties?.queueTimestamp ?? null;
    contact.connections.set(actual.connectionId, connectionFrom(actual, actual.previousStatus));
    return true;
  }

  /** Takes from the list of agents what StateSync leaves out: the queue of each contact. */
  fillIn(listed) {
    for (const { contactId, queueName } of listed) {
      const contact = this.#contacts.get(contactId);
      if (contact) contact.queueName ??= queueName ?? null;
    }
  }

  /** Only the agent's connection names its contact; a party's follows it, or is known, or has the contact's own id. */
  #place({ connectionId, contactId, type }, event) {
    if (contactId) {
      if (type === 'agent' || type === 'monitoring') this.#contactOfLastAgentEvent = contactId;
      return this.#contacts.get(contactId) ?? (event === 'Dropped' ? null : this.#add(blank(contactId)));
    }
    return this.contactOf(connectionId)
      ?? this.#contacts.get(connectionId)
      ?? this.#contacts.get(this.#contactOfLastAgentEvent)
      ?? (this.#contacts.size === 1 ? this.contacts[0] : null);
  }

  #add(contact) {
    this.#contacts.set(contact.contactId, contact);
    return contact;
  }
}

function blank(contactId) {
  return { contactId, ending: null, queueName: null, queueTimestamp: null, attributes: {}, connections: new Map() };
}

function connectionFrom({ connectionId, type, phoneNumber, status, statusTimestamp, buttonStates }, previousStatus) {
  return { connectionId, type, phoneNumber, status, statusTimestamp, previousStatus, buttons: buttonStates ?? {} };
}

function buttonOf(connection, name) { return connection?.buttons[name] === true; }

/** StateSync's attributes and queue are the newest connected contact's, else the newest's. */
function describedContact(contacts) {
  const since = (contact) => agentConnectionOf(contact)?.statusTimestamp ?? '';
  const newest = (some) => some.reduce((best, contact) => (!best || since(contact) >= since(best) ? contact : best), null);
  return newest(contacts.filter((contact) => agentConnectionOf(contact)?.status === 'connected')) ?? newest(contacts);
}

export function agentConnectionOf(contact) {
  return [...contact.connections.values()].find(({ type }) => type === 'agent');
}

export function partiesOf(contact) {
  return [...contact.connections.values()].filter(({ type }) => type !== 'agent');
}

/** The agent's own connection first, then the parties in the order in which they joined. */
export function connectionsOf(contact) {
  const own = agentConnectionOf(contact);
  return own ? [own, ...partiesOf(contact)] : partiesOf(contact);
}

/** @returns {string} `ringing`, `dialling`, `connected`, `hold`, `consulting`, `consult`, `conference`, `ended`, `missed`, `rejected`, `monitoring` */
export function stageOf(contact) {
  if (contact.ending) return { ACW: 'ended', ended: 'ended', missed: 'missed', Rejected: 'rejected' }[contact.ending];
  const own = agentConnectionOf(contact);
  const parties = partiesOf(contact);
  const living = parties.filter(({ status }) => status !== 'disconnected');
  const count = (status) => living.filter((party) => party.status === status).length;
  if (living.some(({ type }) => type === 'monitoring')) return 'monitoring';
  if (buttonOf(own, 'answer')) return 'ringing';
  if (living.length < 2) {
    if (own?.status === 'hold' || count('hold') === 1) return 'hold';
    if (count('connected') === 1) return 'connected';
    return living.some(({ type }) => type === 'outbound') ? 'dialling' : 'ringing';
  }
  if (count('connecting') > 0) return 'consulting';
  if (count('hold') === living.length) return 'hold';
  return count('hold') > 0 ? 'consult' : 'conference';
}

/** When the call last changed its state, ISO 8601. */
export function sinceOf(contact) {
  return connectionsOf(contact).map(({ statusTimestamp }) => statusTimestamp).filter(Boolean).sort().at(-1) ?? null;
}
