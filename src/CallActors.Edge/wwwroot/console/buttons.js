import { icon } from './icons.js';
import { element, setAttribute } from './page.js';

/** The 11 buttons in the order of the wire. `needs` says what the user is asked for; `names` which id goes with it. */
export const buttons = [
  { name: 'answer', label: 'Answer', subtopic: 'Answer', names: 'contact' },
  { name: 'reject', label: 'Reject', subtopic: 'Reject', names: 'contact' },
  { name: 'disconnect', label: 'Hang up', subtopic: 'Disconnect', names: 'connection' },
  { name: 'hold', label: 'Hold', subtopic: 'Hold', names: 'connection' },
  { name: 'resume', label: 'Resume', subtopic: 'Resume', names: 'connection' },
  { name: 'clearContact', label: 'Clear', subtopic: 'ClearContact', names: 'contact' },
  { name: 'consult', label: 'Consult', subtopic: 'Consult', needs: 'endpoint' },
  { name: 'numberpad', label: 'Keypad', subtopic: 'SendDTMF', needs: 'digits' },
  { name: 'swap', label: 'Swap', subtopic: 'Swap', names: 'contact' },
  { name: 'transfer', label: 'Transfer', subtopic: 'Transfer', names: 'contact' },
  { name: 'conference', label: 'Conference', subtopic: 'Conference', names: 'contact' },
];

/** Where the keyboard's focus goes when the button under it is taken away: to what undoes it, if that is offered. */
const counterparts = { hold: 'resume', resume: 'hold' };

/**
 * The row of the 11 buttons of one connection.
 *
 * @param {string} whose                 for screen readers, as in `Hold +15550100`
 * @param {function(object): void} press called with the button's entry
 */
export class ButtonRow {
  #nodes = new Map();
  #enabled = {};
  #usable = false;
  #busy = null;

  constructor(press) {
    this.node = element('div.buttons', { role: 'group' });
    for (const button of buttons) {
      const node = element('button.action', {
        type: 'button',
        'data-button': button.name,
        onclick: () => press(button),
      }, icon(button.name), element('span', {}, button.label));
      this.#nodes.set(button.name, node);
      this.node.append(node);
    }
  }

  /** @param {object} enabled buttonStates as on the wire  @param {boolean} usable whether a request could be sent at all */
  show(enabled, usable, whose) {
    this.#enabled = enabled;
    this.#usable = usable;
    setAttribute(this.node, 'aria-label', `Actions for ${whose}`);
    for (const { name, label } of buttons) setAttribute(this.#nodes.get(name), 'aria-label', `${label}: ${whose}`);
    this.#refresh();
  }

  /** Shows that a button's request is on its way: asked is not happened. */
  showBusy(name) {
    this.#busy = name;
    this.#refresh();
  }

  #refresh() {
    const focused = [...this.#nodes].find(([, node]) => node === document.activeElement)?.[0];
    for (const [name, node] of this.#nodes) {
      const offered = this.#enabled[name] === true;
      setAttribute(node, 'data-enabled', String(offered));
      setAttribute(node, 'aria-busy', this.#busy === name ? 'true' : null);
      node.disabled = !offered || !this.#usable;
    }
    if (focused && this.#nodes.get(focused).disabled) this.#moveFocus(focused);
  }

  #moveFocus(from) {
    const working = [...this.#nodes].filter(([, node]) => !node.disabled);
    const next = working.find(([name]) => name === counterparts[from]) ?? working[0];
    (next ? next[1] : this.node.closest('[tabindex="-1"]'))?.focus({ preventScroll: true });
  }
}
