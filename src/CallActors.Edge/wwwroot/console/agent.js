import { initialsOf, labelOf } from './floor.js';
import { icon } from './icons.js';
import { element, setAttribute, setText, showTimer } from './page.js';

/** The head of the agent's view: who it is, the state, and what can be done without a call. */
export class AgentHeader {
  #picture;
  #offered = '';

  /**
   * @param {object} act  what the buttons do: `setReady`, `setNotReady`, `setState(state)`, `setMuted(boolean)`,
   *                      `makeCall`, `ring`, `ringWith`, `setBridge(boolean)`
   */
  constructor(act) {
    const button = (name, label, onclick, symbol, kind = '') => element(`button${kind}`, {
      type: 'button', 'data-action': name, 'data-testid': name, onclick,
    }, symbol ? icon(symbol) : null, label ? element('span', {}, label) : null);

    this.avatar = element('span.avatar.large', { 'aria-hidden': 'true' });
    this.name = element('h2');
    this.about = element('p.about');
    this.state = element('strong');
    this.timer = element('time.timer', { 'aria-label': 'Time in this state' });
    this.stateChip = element('span.agent-state', { 'data-testid': 'agent-state' }, element('span.dot'), this.state, this.timer);
    this.bridgeChip = element('span.bridge', { 'data-testid': 'bridge' }, element('span.dot'), this.bridgeText = element('span'));
    this.ready = button('ready', 'Ready', act.setReady);
    this.notReady = button('not-ready', 'Not ready', act.setNotReady);
    this.states = element('select', {
      'aria-label': 'Set the agent state', 'data-testid': 'states', onchange: () => this.#choose(act.setState),
    });
    this.mute = button('mute', 'Mute', () => act.setMuted(true), 'mute');
    this.unmute = button('unmute', 'Unmute', () => act.setMuted(false), 'unmute');
    this.makeCall = button('make-call', 'Make call', act.makeCall, 'answer');
    this.ring = button('ring-me', 'Ring me', act.ring, 'ring', '.primary');
    this.ringWith = button('ring-with', '', act.ringWith, 'more', '.primary');
    setAttribute(this.ringWith, 'aria-label', 'Ring me with…');
    setAttribute(this.ringWith, 'title', 'Ring me with…');
    this.ringGroup = element('span.joined', {}, this.ring, this.ringWith);
    this.cut = button('cut-bridge', 'Cut bridge', () => act.setBridge(false), null, '.quiet');
    this.restore = button('restore-bridge', 'Restore bridge', () => act.setBridge(true), null, '.quiet');
    this.node = element('section.agent-head', { 'aria-label': 'Agent' },
      element('div.identity', {}, this.avatar,
        element('div.who', {}, this.name,
          element('div.below', {}, this.about, this.bridgeChip, this.cut, this.restore)),
        this.makeCall, this.ringGroup),
      this.controls = element('div.controls', { role: 'group', 'aria-label': 'Agent state' },
        this.stateChip, this.ready, this.notReady, this.states, this.mute, this.unmute));
  }

  show({ agent, picture, bridge, usable, simulated }) {
    this.#picture = picture;
    const label = labelOf(agent);
    setText(this.avatar, initialsOf(label));
    setText(this.name, label);
    const about = new Set([agent.agentId, agent.username, picture.state?.extension && `ext. ${picture.state.extension}`]);
    setText(this.about, [...about].filter((part) => part && part !== label).join(' · '));
    this.#showState(usable);
    setText(this.bridgeText, { attached: 'Bridge attached', lost: 'No bridge' }[bridge] ?? 'Bridge unknown');
    setAttribute(this.bridgeChip, 'data-bridge', bridge ?? 'unknown');
    setAttribute(this.ringGroup, 'hidden', !simulated);
    for (const node of [this.ring, this.ringWith, this.cut, this.restore]) node.disabled = !usable;
    setAttribute(this.cut, 'hidden', !simulated || bridge === 'lost');
    setAttribute(this.restore, 'hidden', !simulated || bridge !== 'lost');
  }

  #showState(usable) {
    const picture = this.#picture;
    const { state } = picture;
    setAttribute(this.controls, 'hidden', !state);
    setAttribute(this.stateChip, 'data-status', state?.loggedIn ? state.type : 'offline');
    setText(this.state, state?.loggedIn === false ? 'Logged out' : state?.name ?? 'State unknown');
    showTimer(this.timer, state?.since);
    const shown = (node, there, works) => {
      setAttribute(node, 'hidden', !there);
      node.disabled = !usable || !works;
    };
    shown(this.ready, state && 'Ready' in state.buttons, picture.allows('Ready'));
    shown(this.notReady, state && 'NotReady' in state.buttons, picture.allows('NotReady'));
    shown(this.mute, state && 'mute' in state.buttons && !state.muted, picture.allows('mute'));
    shown(this.unmute, state && 'unmute' in state.buttons && state.muted, picture.allows('unmute'));
    shown(this.states, picture.states.length > 0 && state?.loggedIn, true);
    // Without a word of the server about it, the server is asked rather than the user refused.
    this.makeCall.disabled = !usable || (state !== null && 'make_call' in state.buttons && !picture.allows('make_call'));
    this.#offerStates();
  }

  #offerStates() {
    const { states, state } = this.#picture;
    const offered = JSON.stringify([states, state?.name]);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.states.replaceChildren(
      element('option', { value: '' }, 'Set state…'),
      ...states.map(({ name }, index) => element('option', { value: index }, name)));
  }

  #choose(setState) {
    const state = this.#picture.states[this.states.value];
    this.states.value = '';
    if (state) setState(state);
  }
}
