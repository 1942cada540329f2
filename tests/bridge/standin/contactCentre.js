import { randomUUID } from 'node:crypto';

const instance = 'arn:aws:connect:us-east-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002';
const seconds = () => Date.now() / 1000;
const refusal = (type, message) => Object.assign(new Error(message), { type });

/** One agent of a contact centre, as Amazon's own API shows and changes it. */
export class ContactCentre {
  agentARN = `${instance}/agent/${randomUUID()}`;
  states = [['Available', 'routable'], ['Lunch', 'not_routable'], ['Offline', 'offline']]
    .map(([name, type], index) => ({ agentStateARN: `${instance}/agent-state/s${index}`, type, name }));
  queue = { queueARN: `${instance}/queue/q1`, name: 'Sales' };
  endpoints = [
    { endpointARN: `${instance}/transfer-destination/e1`, type: 'agent', name: 'Bea' },
    { endpointARN: `${instance}/transfer-destination/e2`, type: 'phone_number', name: 'Bank', phoneNumber: '+15550142' },
  ];
  state = { ...this.states[0], startTimestamp: seconds() };
  nextState = null;
  contacts = [];
  /** What was asked of Amazon Connect: name of the operation and its parameters. */
  calls = [];
  /** How the next calls of an operation go wrong: {error: {type, message, status}} or {silent: true}. */
  faults = new Map();
  version = 1;
  #waiting = new Set();

  changed() {
    this.version++;
    this.#waiting.forEach(wake => wake());
    this.#waiting.clear();
  }

  /** Ends when there is something newer than that version. */
  async newer(version, milliseconds) {
    if (this.version === version) {
      await new Promise(wake => { this.#waiting.add(wake); setTimeout(wake, milliseconds).unref(); });
    }
  }

  snapshot() {
    return {
      snapshotTimestamp: seconds(), state: this.state, contacts: this.contacts,
      ...(this.nextState === null ? {} : { nextState: this.nextState }),
    };
  }

  ring(phoneNumber = '+15550100') {
    const contactId = randomUUID();
    this.#add(contactId, 'connecting', 'inbound', [connection('agent', 'connecting'), connection('inbound', 'connected', phoneNumber, contactId)]);
    return this.contacts.at(-1);
  }

  /** A call that is answered and talked on. */
  talk() {
    const contact = this.ring();
    this.#enter(contact, 'connected');
    contact.connections.forEach(each => enter(each, 'connected'));
    this.changed();
    return contact;
  }

  thirdPartyAnswers() {
    enter(this.contacts[0].connections.at(-1), 'connected');
    this.changed();
  }

  customerHangsUp(contact = this.contacts[0]) {
    this.#end(contact);
    this.changed();
  }

  /** Does what the operation does at Amazon Connect, and gives what it answers. */
  perform(operation, parameters) {
    const answer = this[`_${operation}`]?.(parameters);
    if (answer === undefined) {
      throw refusal('UnknownOperationException', operation);
    }
    return answer;
  }

  _GetAgentConfiguration() {
    return {
      configuration: {
        name: 'Ann Agent', username: 'ann', softphoneEnabled: true, softphoneAutoAccept: false, extension: '', agentARN: this.agentARN,
        agentPreferences: {}, routingProfile: { name: 'Basic', routingProfileARN: `${instance}/routing-profile/r1`, defaultOutboundQueue: this.queue },
      },
    };
  }

  _GetAgentPermissions() { return { permissions: ['outboundCall'] }; }
  _GetAgentStates() { return { states: this.states }; }
  _GetDialableCountryCodes() { return { countryCodes: ['us'] }; }
  _GetRoutingProfileQueues() { return { queues: [this.queue] }; }
  _SendClientLogs() { return {}; }

  _GetEndpoints({ nextToken }) {
    // Two pages, as a long list comes.
    return nextToken ? { endpoints: this.endpoints.slice(1) } : { endpoints: this.endpoints.slice(0, 1), nextToken: 'more' };
  }

  _AcceptContact({ contactId }) {
    return this.#change(contactId, contact => {
      this.#enter(contact, 'connected');
      contact.connections.forEach(each => enter(each, 'connected'));
    });
  }

  _RejectContact({ contactId }) { return this.#change(contactId, contact => this.#end(contact, 'rejected')); }
  _ClearContact({ contactId }) { return this.#change(contactId, contact => { this.contacts = this.contacts.filter(other => other !== contact); }); }

  _HoldConnection(parameters) {
    return this.#party(parameters, party => {
      if (party.state.type === 'hold') {
        throw refusal('CallAlreadyHeldException', 'Error received from Voice Service');
      }
      enter(party, 'hold');
    });
  }

  _ResumeConnection(parameters) {
    return this.#party(parameters, party => {
      if (party.state.type === 'connected') {
        throw refusal('CallAlreadyResumedException', 'Error received from Voice Service');
      }
      enter(party, 'connected');
    });
  }

  _DestroyConnection(parameters) {
    return this.#party(parameters, (party, contact) => {
      enter(party, 'disconnected');
      const living = contact.connections.filter(each => each.state.type !== 'disconnected');
      if (party.type === 'agent' || living.every(each => each.type === 'agent')) {
        this.#end(contact);
      }
    });
  }

  _SendDigits(parameters) { return this.#party(parameters, () => {}); }

  _CreateAdditionalConnection({ contactId, endpoint }) {
    return this.#change(contactId, contact => {
      enter(contact.connections[1], 'hold');
      contact.connections.push(connection('outbound', 'connecting', endpoint.phoneNumber ?? null));
    });
  }

  _ToggleActiveConnections({ contactId }) {
    return this.#change(contactId, contact => contact.connections.filter(({ type }) => type !== 'agent')
      .forEach(party => enter(party, party.state.type === 'hold' ? 'connected' : 'hold')));
  }

  _ConferenceConnections({ contactId }) {
    return this.#change(contactId, contact => contact.connections.forEach(each => enter(each, 'connected')));
  }

  _CreateOutboundContact({ endpoint }) {
    const contactId = randomUUID();
    this.#add(contactId, 'connecting', 'outbound', [connection('agent', 'connected'), connection('outbound', 'connecting', endpoint.phoneNumber, contactId)]);
    return {};
  }

  _PutAgentState({ state, enqueueNextState }) {
    if (enqueueNextState && this.contacts.length > 0) {
      this.nextState = { ...state, startTimestamp: seconds() };
    } else {
      this.state = { ...state, startTimestamp: seconds() };
    }
    this.changed();
    return {};
  }

  #add(contactId, state, initiationMethod, connections) {
    this.contacts.push({
      contactId, initialContactId: null, type: 'voice', state: { type: state, timestamp: seconds() }, queue: { ...this.queue },
      queueTimestamp: seconds(), connections, attributes: { ANI: { name: 'ANI', value: '+15550100' } }, initiationMethod,
      contactFeatures: { multiPartyConferenceEnabled: false },
    });
    this.changed();
  }

  #enter(contact, state) {
    contact.state = { type: state, timestamp: seconds() };
  }

  #end(contact, state = 'ended') {
    this.#enter(contact, state);
    contact.connections.forEach(each => enter(each, 'disconnected'));
  }

  #change(contactId, act) {
    const contact = this.contacts.find(each => each.contactId === contactId);
    if (contact === undefined) {
      throw refusal('ContactNotFoundException', `There is no contact ${contactId}.`);
    }
    act(contact);
    this.changed();
    return {};
  }

  #party({ contactId, connectionId }, act) {
    return this.#change(contactId, contact => {
      const party = contact.connections.find(each => each.connectionId === connectionId);
      if (party === undefined) {
        throw refusal('ConnectionNotFoundException', `There is no connection ${connectionId}.`);
      }
      act(party, contact);
    });
  }
}

function connection(type, state, phoneNumber = null, initialId = null) {
  return {
    connectionId: initialId ?? randomUUID(), state: { type: state, timestamp: seconds() }, type, initial: initialId !== null, mute: false,
    ...(type === 'agent' ? { softphoneMediaInfo: { callType: 'audio', callContextToken: 'media-token', autoAccept: false } } : { endpoint: { type: 'phone_number', phoneNumber } }),
  };
}

function enter(connection, state) {
  connection.state = { type: state, timestamp: seconds() };
}
