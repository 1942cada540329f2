import { hasSimulator, listAgents } from './api.js';
import { stageLabels } from './card.js';
import { element, setAttribute, setText, showList } from './page.js';

const pollMilliseconds = 2000;
const soonMilliseconds = 150;
const hiddenPollMilliseconds = 15_000;
const simulatorPollMilliseconds = 10_000;
const filterFrom = 9;

/** The list of agents on the left, read again and again over HTTP. */
export class Floor {
  #views = new Map();
  #agents = [];
  #timer = null;
  #soon = false;
  #askedSimulatorAt = 0;
  #selected = null;
  #reached = null;
  simulated = false;

  constructor({ select, changed }) {
    this.select = select;
    this.changed = changed;
    this.list = document.querySelector('#agents');
    this.hint = document.querySelector('#floor-hint');
    this.summary = document.querySelector('#floor-summary');
    this.filter = document.querySelector('#filter');
    this.filter.addEventListener('input', () => this.#show());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.refresh(); });
  }

  get agents() { return this.#agents; }

  /** null before the first answer, then whether the node answered last time. */
  get reached() { return this.#reached; }

  find(agentId) { return this.#agents.find((agent) => agent.agentId === agentId); }

  choose(agentId) {
    this.#selected = agentId;
    this.#show();
  }

  async refresh() {
    clearTimeout(this.#timer);
    this.#soon = false;
    const asked = this.#askSimulatorNowAndThen();
    try {
      this.#agents = (await listAgents()).sort((one, other) => labelOf(one).localeCompare(labelOf(other), undefined, { numeric: true }));
      this.#reached = true;
    } catch {
      this.#reached = false;
    }
    await asked;
    this.#show();
    this.changed();
    // Two refreshes may have met here; only one goes on.
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), this.#soon ? soonMilliseconds : document.hidden ? hiddenPollMilliseconds : pollMilliseconds);
  }

  refreshSoon() {
    this.#soon = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), soonMilliseconds);
  }

  async #askSimulatorNowAndThen() {
    if (Date.now() - this.#askedSimulatorAt < simulatorPollMilliseconds && this.#reached) return;
    this.#askedSimulatorAt = Date.now();
    this.simulated = await hasSimulator();
  }

  #show() {
    const wanted = this.filter.value.trim().toLowerCase();
    const shown = this.#agents.filter((agent) => !wanted || `${labelOf(agent)} ${agent.agentId} ${agent.username ?? ''}`.toLowerCase().includes(wanted));
    setAttribute(this.filter, 'hidden', this.#agents.length < filterFrom && !wanted);
    showList(this.list, this.#views, shown, ({ agentId }) => agentId, () => new AgentRow((agentId) => this.select(agentId)));
    for (const [agentId, view] of this.#views) view.choose(agentId === this.#selected);
    setAttribute(this.list, 'data-stale', this.#reached === false);
    setText(this.summary, this.#agents.length ? summaryOf(this.#agents) : '');
    const hint = this.#reached === false ? 'The node does not answer. Trying again…'
      : !this.#agents.length ? 'No agent was seen yet.'
        : !shown.length ? 'No agent of that name.' : '';
    setText(this.hint, hint);
    setAttribute(this.hint, 'hidden', !hint);
  }
}

export const labelOf = ({ name, username, agentId }) => name || username || agentId;

const ended = { acw: 'ended', ended: 'ended', missed: 'missed', rejected: 'rejected', error: 'missed' };
const urgency = ['ringing', 'hold', 'connected', 'dialling', 'missed', 'rejected', 'ended'];

/** What is shown at a glance: of several contacts, the one that asks most for attention. */
function glanceOf({ contacts = [] }) {
  const stages = contacts.map(({ phase, status }) => {
    const word = String(phase ?? '').toLowerCase();
    if (ended[word]) return ended[word];
    if (status === 'hold' || status === 'connected') return status;
    return word === 'dialling' || word === 'outbound' ? 'dialling' : 'ringing';
  });
  return urgency.find((stage) => stages.includes(stage)) ?? 'free';
}

function summaryOf(agents) {
  const stages = agents.map(glanceOf);
  const count = (...wanted) => stages.filter((stage) => wanted.includes(stage)).length;
  const parts = [
    [agents.length, agents.length === 1 ? 'agent' : 'agents'],
    [count('connected', 'dialling'), 'on a call'],
    [count('ringing'), 'ringing'],
    [count('hold'), 'on hold'],
    [agents.filter(({ bridge }) => bridge === 'lost').length, 'without a bridge'],
  ];
  return parts.filter(([number], index) => index === 0 || number > 0).map((part) => part.join(' ')).join(' · ');
}

class AgentRow {
  constructor(select) {
    this.avatar = element('span.avatar', { 'aria-hidden': 'true' });
    this.name = element('span.name');
    this.about = element('span.about');
    this.status = element('span.chip');
    this.count = element('span.count', { 'data-testid': 'open-contacts' });
    this.node = element('button.agent', { type: 'button', onclick: () => select(this.agentId) },
      this.avatar, element('span.who', {},
        element('span.line', {}, this.name, this.count), element('span.line', {}, this.about, this.status)));
  }

  show(agent) {
    const label = labelOf(agent);
    const glance = glanceOf(agent);
    const open = agent.openContacts ?? agent.contacts?.length ?? 0;
    this.agentId = agent.agentId;
    setAttribute(this.node, 'data-agent', agent.agentId);
    setAttribute(this.node, 'data-status', glance);
    setAttribute(this.node, 'data-bridge', agent.bridge ?? null);
    setText(this.avatar, initialsOf(label));
    setText(this.name, label);
    setText(this.about, agent.bridge === 'lost' ? 'No bridge' : agent.agentId);
    setText(this.status, glance === 'free' ? '' : stageLabels[glance]);
    setAttribute(this.status, 'hidden', glance === 'free');
    setText(this.count, String(open));
    setAttribute(this.count, 'hidden', open === 0);
    const bridge = agent.bridge === 'lost' ? 'no bridge' : 'bridge attached';
    setAttribute(this.node, 'aria-label', `${label}, ${bridge}, ${open} open ${open === 1 ? 'contact' : 'contacts'}${glance === 'free' ? '' : `, ${stageLabels[glance].toLowerCase()}`}`);
  }

  choose(chosen) {
    const isNew = chosen && !this.node.hasAttribute('aria-current');
    setAttribute(this.node, 'aria-current', chosen ? 'true' : null);
    if (isNew) this.node.scrollIntoView({ block: 'nearest' });
  }
}

export function initialsOf(label) {
  const words = label.split(/[\s._-]+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word[0]).join('').toUpperCase() || '?';
}
