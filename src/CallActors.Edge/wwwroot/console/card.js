import { ButtonRow } from './buttons.js';
import { connectionsOf, partiesOf, sinceOf, stageOf } from './calls.js';
import { icon } from './icons.js';
import { element, setAttribute, setText, showList, showTimer } from './page.js';

export const stageLabels = {
  ringing: 'Ringing', dialling: 'Dialling', connected: 'Connected', hold: 'On hold', consulting: 'Consult ringing',
  consult: 'Consult', conference: 'Conference', ended: 'After call work', missed: 'Missed', rejected: 'Rejected',
  monitoring: 'Monitoring',
};
const statusLabels = { connecting: 'Connecting', connected: 'Connected', hold: 'On hold', disconnected: 'Disconnected' };
const typeLabels = { agent: 'Agent', inbound: 'Inbound', outbound: 'Outbound', monitoring: 'Monitoring' };

/** What a party that was called does in the simulator, and in which status it can. */
const partyActions = [
  ['answer', 'Simulator: answers', ['connecting']],
  ['refuse', 'refuses', ['connecting']],
  ['hangup', 'Simulator: hangs up', ['connected', 'hold']],
];

/** One contact with its connections inside. `press(button, contact, connection)` is the user's, `leave(contact)` and `act(connection, action)` the simulator's. */
export class ContactCard {
  #connections = new Map();
  #contact;

  constructor({ press, leave, act }) {
    this.press = press;
    this.act = act;
    this.chip = element('span.chip', { 'data-testid': 'stage' });
    this.party = element('h3.party');
    this.queue = element('span.queue');
    this.timer = element('time.timer', { 'aria-label': 'Time in this state' });
    this.attributes = element('dl.attributes');
    this.list = element('div.connections');
    this.id = element('code.identifier');
    this.leave = element('button.quiet', { type: 'button', 'data-testid': 'customer-leaves', onclick: () => leave(this.#contact) });
    this.node = element('article.card', { tabindex: '-1' },
      element('header', {},
        element('div.title', {}, this.chip, this.party, this.queue),
        this.timer),
      this.attributes,
      this.list,
      element('footer', {}, this.id, this.leave));
  }

  show({ contact, agentName, usable, simulated }) {
    this.#contact = contact;
    const stage = stageOf(contact);
    const living = partiesOf(contact).filter(({ status }) => status !== 'disconnected');
    const parties = living.length ? living : partiesOf(contact).slice(0, 1);
    const heading = parties.map((party) => party.phoneNumber ?? 'Unknown number').join(' + ') || 'Unknown party';
    setAttribute(this.node, 'data-contact', contact.contactId);
    setAttribute(this.node, 'data-status', stage);
    setAttribute(this.node, 'aria-label', `Call with ${heading}: ${stageLabels[stage]}`);
    setText(this.chip, stageLabels[stage]);
    setText(this.party, heading);
    setText(this.queue, contact.queueName ?? 'No queue');
    setAttribute(this.queue, 'data-empty', contact.queueName === null);
    showTimer(this.timer, sinceOf(contact));
    this.#showAttributes(contact.attributes);
    showList(this.list, this.#connections, connectionsOf(contact), ({ connectionId }) => connectionId,
      () => new ConnectionRow((button, connection) => this.press(button, this.#contact, connection), this.act));
    for (const connection of connectionsOf(contact)) {
      this.#connections.get(connection.connectionId).showIn({ agentName, usable, simulated });
    }
    setText(this.id, contact.contactId);
    setAttribute(this.leave, 'hidden', !simulated || contact.ending !== null || !living.some(({ type }) => type === 'inbound'));
    setText(this.leave, stage === 'ringing' ? 'Simulator: caller gives up' : 'Simulator: customer hangs up');
  }

  showBusy(connectionId, button) { this.#connections.get(connectionId)?.buttons.showBusy(button); }

  #showAttributes(attributes) {
    const entries = Object.entries(attributes);
    setAttribute(this.attributes, 'hidden', entries.length === 0);
    const text = JSON.stringify(entries);
    if (this.attributes.dataset.shown === text) return;
    this.attributes.dataset.shown = text;
    this.attributes.replaceChildren(...entries.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, String(value)))));
  }
}

class ConnectionRow {
  #connection;

  constructor(press, act) {
    this.actions = partyActions.map(([action, label, shownAt]) => [action, {
      shownAt,
      node: element('button.quiet', { type: 'button', title: 'Simulator', onclick: () => act(this.#connection, action) }, label),
    }]);
    this.symbol = element('span.symbol');
    this.name = element('span.name');
    this.type = element('span.type');
    this.status = element('span.state');
    this.before = element('span.before');
    this.timer = element('time.timer', { 'aria-label': 'Time in this status' });
    this.buttons = new ButtonRow((button) => press(button, this.#connection));
    this.node = element('section.connection', {},
      element('div.facts', {}, this.symbol, this.name, this.type, ...this.actions.map(([, { node }]) => node), element('span.spring'), this.before, this.status, this.timer),
      this.buttons.node);
  }

  show(connection) {
    this.#connection = connection;
    const { connectionId, type, status, previousStatus, statusTimestamp } = connection;
    setAttribute(this.node, 'data-connection', connectionId);
    setAttribute(this.node, 'data-status', status);
    setAttribute(this.node, 'data-type', type);
    setAttribute(this.node, 'title', `Connection ${connectionId}`);
    if (this.symbol.dataset.shown !== type) this.symbol.replaceChildren(icon(type));
    this.symbol.dataset.shown = type;
    setText(this.type, typeLabels[type] ?? type);
    setText(this.status, statusLabels[status] ?? status);
    setText(this.before, previousStatus ? `was ${(statusLabels[previousStatus] ?? previousStatus).toLowerCase()}` : '');
    showTimer(this.timer, statusTimestamp);
  }

  showIn({ agentName, usable, simulated }) {
    const { type, phoneNumber, status, buttons } = this.#connection;
    for (const [action, { node, shownAt }] of this.actions) {
      setAttribute(node, 'hidden', !simulated || type !== 'outbound' || !shownAt.includes(status));
      setAttribute(node, 'data-party-action', action);
    }
    const name = type === 'agent' ? agentName : phoneNumber ?? 'Unknown number';
    setText(this.name, name);
    this.buttons.show(buttons, usable, name);
  }
}
