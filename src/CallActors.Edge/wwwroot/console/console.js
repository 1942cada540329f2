import { AgentHeader } from './agent.js';
import { agentPath, askSimulator, connectionPath, contactPath } from './api.js';
import { stageOf } from './calls.js';
import { ContactCard, stageLabels } from './card.js';
import { Desk } from './desk.js';
import { askAgent, askEndpoint, askRing, openKeypad, showEndpoints } from './dialogs.js';
import { Floor } from './floor.js';
import { EventLog } from './log.js';
import { runTimers, setAttribute, setText, showList } from './page.js';
import { toast } from './toast.js';

const byId = (id) => document.getElementById(id);
const url = new URL('.', document.baseURI).href;

const log = new EventLog(byId('log'), { count: byId('log-count'), clear: byId('log-clear') });
const floor = new Floor({ select, changed: floorChanged });
const header = new AgentHeader({
  setReady: () => desk.ask('SetReady', undefined, { topic: 'Agent' }),
  setNotReady: () => desk.ask('SetNotReady', undefined, { topic: 'Agent' }),
  setState: ({ name, agentStateARN, type }) => desk.ask('UpdateState', { label: name, code: agentStateARN, type }, { topic: 'Agent' }),
  setMuted: (muted) => desk.ask(muted ? 'Mute' : 'Unmute', undefined, { topic: 'Agent' }),
  makeCall: async () => {
    const asker = desk;
    const target = await askEndpoint('Make a call', () => asker.probe('GetDirectConnects'));
    if (target) asker.ask('SetMakeCall', target);
  },
  ring: () => ring(proposedCall()),
  ringWith: async () => {
    const call = await askRing(proposedCall());
    if (call) await ring(call);
  },
  setBridge: async (connected) => {
    await askSimulator(agentPath(desk.agentId, 'bridge'), { connected });
    await floor.refresh();
  },
});
const cards = new Map();
let desk = null;
let announced = '';

byId('agent').append(header.node);
byId('retry').addEventListener('click', () => desk?.bus.retryNow());
byId('add-agent').addEventListener('click', addAgent);
window.addEventListener('online', () => desk?.bus.retryNow());
window.addEventListener('hashchange', () => select(agentInAddress()));
document.addEventListener('visibilitychange', () => { if (!document.hidden) desk?.bus.retryNow(); });
setInterval(showLink, 500);
runTimers();
if (agentInAddress()) select(agentInAddress());
show();
floor.refresh();

function agentInAddress() { return decodeURIComponent(location.hash.slice(1)); }

function select(agentId) {
  if (!agentId || desk?.agentId === agentId) return;
  desk?.close();
  for (const { node } of cards.values()) node.remove();
  cards.clear();
  log.clear();
  const chosen = new Desk({
    url,
    agentId,
    tell: {
      changed: () => { if (desk === chosen) show(); },
      log: (kind, ...what) => { if (desk === chosen) log[kind](...what); },
      endpoints: showEndpoints,
      failed: ({ msg, errorMessage, errorType }) => toast(msg ?? errorType ?? 'The request failed.', errorMessage),
    },
  });
  desk = chosen;
  if (agentInAddress() !== agentId) history.replaceState(null, '', `#${encodeURIComponent(agentId)}`);
  floor.choose(agentId);
  desk.open();
}

function floorChanged() {
  if (!desk && floor.agents.length) select(floor.agents[0].agentId);
  const listed = desk && floor.find(desk.agentId);
  if (listed && floor.reached) {
    desk.bridge = listed.bridge ?? desk.bridge;
    desk.calls.fillIn(listed.contacts ?? []);
  }
  show();
}

function show() {
  showLink();
  setAttribute(byId('add-agent'), 'hidden', !floor.simulated);
  setAttribute(byId('agent'), 'hidden', !desk);
  if (desk) showDesk();
  showEmpty();
}

function showDesk() {
  const { agentId, usable, bridge, calls, busy } = desk;
  const agent = floor.find(agentId) ?? { agentId };
  const simulated = floor.simulated;
  header.show({ agent, picture: desk.agent, bridge: usable ? bridge : null, usable, simulated });
  const shown = calls.contacts.map((contact) => ({ contact, agentName: agent.name || agent.username || agentId, usable, simulated }));
  showList(byId('cards'), cards, shown, ({ contact }) => contact.contactId, () => new ContactCard({ press, leave, act }));
  for (const { contact } of shown) {
    for (const connectionId of contact.connections.keys()) {
      cards.get(contact.contactId).showBusy(connectionId, busy?.connectionId === connectionId ? busy.button : null);
    }
  }
  const notice = !usable ? 'Connection lost: calls are shown as last heard, and go on in Amazon Connect.'
    : bridge === 'lost' ? 'No bridge: calls are shown as last seen, and requests are refused until it is back.' : '';
  setText(byId('notice'), notice);
  setAttribute(byId('notice'), 'hidden', !notice || (!usable && desk.bus.link.attempt === 0));
  announce(calls.contacts.map((contact) => stageLabels[stageOf(contact)]), agent.name || agentId);
}

function announce(stages, name) {
  const text = stages.length ? stages.join(', ') : 'No calls';
  if (text === announced) return;
  announced = text;
  // The list on the left need not wait for its turn to show what is already seen here.
  floor.refreshSoon();
  setText(byId('announcement'), text);
  document.title = stages.length ? `${text} · ${name} – CallActors` : 'CallActors';
}

function showEmpty() {
  setAttribute(byId('empty'), 'hidden', desk !== null && (desk.calls.contacts.length > 0 || !desk.usable));
  const title = desk ? 'No calls' : floor.reached === false ? 'The node does not answer' : 'No agent yet';
  const text = desk
    ? floor.simulated ? 'Press “Ring me” and the simulator offers this agent a call.' : 'A call rings here as soon as Amazon Connect offers one to this agent.'
    : floor.reached === false ? 'This page goes on trying.' : 'An agent is listed as soon as its bridge connects or Amazon Connect reports it.';
  setText(byId('empty-title'), title);
  setText(byId('empty-text'), text);
}

function showLink() {
  const link = desk?.bus.link ?? { state: 'closed', attempt: 0 };
  const seconds = Math.max(0, Math.ceil((link.retryAt - Date.now()) / 1000));
  const again = link.attempt > 0;
  const text = {
    closed: 'Not connected',
    connecting: again ? 'Reconnecting…' : 'Connecting…',
    open: `Connected${desk?.bus.revision ? ` · revision ${desk.bus.revision}` : ''}`,
    waiting: seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting…',
  }[link.state];
  setText(byId('link-text'), text);
  setAttribute(byId('link'), 'data-status', link.state === 'connecting' && again ? 'waiting' : link.state);
  setAttribute(byId('retry'), 'hidden', link.state !== 'waiting');
  setAttribute(byId('desk'), 'data-link', link.state);
}

async function press(button, contact, connection) {
  const { contactId } = contact;
  const { connectionId } = connection;
  const asker = desk;
  const asked = { button: button.name, contactId, connectionId };
  if (button.needs === 'endpoint') {
    const target = await askEndpoint('Consult', () => asker.probe('GetDirectConnects'));
    if (target) asker.ask(button.subtopic, target, asked);
  } else if (button.needs === 'digits') {
    openKeypad('Keypad', (digits) => asker.ask(button.subtopic, { connectionId, digits }));
  } else {
    asker.ask(button.subtopic, button.names === 'contact' ? contactId : connectionId, asked);
  }
}

function leave(contact) {
  const rings = stageOf(contact) === 'ringing';
  return askSimulator(contactPath(contact.contactId, rings ? 'abandon' : 'hangup'));
}

function act({ connectionId }, action) { return askSimulator(connectionPath(connectionId, action)); }

function proposedCall() {
  const number = String(Math.floor(Math.random() * 90)).padStart(2, '0');
  return { from: `+155501${number}`, to: '+15550199', queue: 'Support', attributes: { Customer: 'Ada Martin', Language: 'English' } };
}

async function ring(call) {
  await askSimulator(agentPath(desk.agentId, 'calls'), call);
  await floor.refresh();
}

async function addAgent() {
  let number = floor.agents.length + 1;
  while (floor.find(`agent${number}`)) number += 1;
  const agent = await askAgent({ agentId: `agent${number}`, username: `agent${number}`, name: `Agent ${number}` });
  if (!agent || !await askSimulator('agents', agent)) return;
  await floor.refresh();
  select(agent.agentId);
}
