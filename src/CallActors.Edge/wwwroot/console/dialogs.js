import { element } from './page.js';

const phoneNumberForm = /^\+[1-9]\d{5,14}$/;
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const gatheredMilliseconds = 300;

/**
 * Opens a dialog's form and gives what `read` makes of it.
 *
 * @param {function(HTMLFormElement): *} read  throws an Error whose message is shown, and the dialog stays open
 * @returns {Promise<*>} undefined where the user cancels
 */
function ask(dialog, read) {
  const form = dialog.querySelector('form');
  const problem = form.querySelector('.problem');
  problem.hidden = true;
  return new Promise((resolve) => {
    let answer;
    form.onsubmit = (event) => {
      event.preventDefault();
      try {
        answer = read(form);
        dialog.close();
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
      }
    };
    form.querySelector('[value=cancel]').onclick = () => dialog.close();
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
  });
}

function phoneNumberFrom(text) {
  const number = text.replace(/[\s()./-]/g, '');
  if (!phoneNumberForm.test(number)) throw new Error('A phone number begins with + and the country code, as in +15550123.');
  return number;
}

let offerEndpoints = () => {};

/** Hands the direct connects to the dialog that asked for them, if it is still open. */
export function showEndpoints(endpoints) { offerEndpoints(endpoints); }

/**
 * @param {string} title            what is done with it
 * @param {function(): void} fetch  asks for the direct connects, which come back through {@link showEndpoints}
 * @returns {Promise<string|object|undefined>} a phone number in E.164, or a direct connect
 */
export function askEndpoint(title, fetch) {
  const dialog = document.querySelector('#endpoint-dialog');
  dialog.querySelector('h2').textContent = title;
  const list = dialog.querySelector('.endpoints');
  const input = dialog.querySelector('input');
  input.value = '';
  list.hidden = true;
  let chosen = null;
  offerEndpoints = (endpoints) => {
    list.hidden = endpoints.length === 0;
    list.querySelector('div').replaceChildren(...endpoints.map((endpoint) => element('button.endpoint', {
      type: 'button',
      'data-endpoint': endpoint.endpointId ?? endpoint.endpointARN,
      onclick: () => {
        chosen = endpoint;
        dialog.querySelector('form').requestSubmit();
      },
    }, element('strong', {}, endpoint.name ?? endpoint.endpointId),
    element('span', {}, endpoint.phoneNumber ?? endpoint.type ?? ''))));
  };
  fetch();
  return ask(dialog, () => chosen ?? phoneNumberFrom(input.value)).finally(() => { offerEndpoints = () => {}; });
}

/** Keys pressed in quick succession go out together, since an agent has one request outstanding at a time. */
export function openKeypad(title, send) {
  const dialog = document.querySelector('#keypad-dialog');
  const shown = dialog.querySelector('.pressed');
  let waiting = '';
  let timer = null;
  let count = 0;
  const flush = () => {
    clearTimeout(timer);
    timer = null;
    if (waiting) send(waiting);
    count += waiting.length;
    waiting = '';
    shown.textContent = count === 0 ? 'No digits sent' : `${count} ${count === 1 ? 'digit' : 'digits'} sent`;
  };
  const press = (key) => {
    waiting += key;
    timer ??= setTimeout(flush, gatheredMilliseconds);
  };
  dialog.querySelector('h2').textContent = title;
  flush();
  dialog.querySelector('.keys').replaceChildren(...keys.map((key) =>
    element('button', { type: 'button', 'data-key': key, onclick: () => press(key) }, key)));
  dialog.onkeydown = ({ key, ctrlKey, metaKey, altKey }) => {
    if (!ctrlKey && !metaKey && !altKey && /^[0-9*#A-D]$/i.test(key)) press(key.toUpperCase());
  };
  dialog.onclose = flush;
  dialog.showModal();
}

/** @returns {Promise<{from, to, queue, attributes}|undefined>} */
export function askRing(call) {
  const dialog = document.querySelector('#ring-dialog');
  const { from, to, queue, attributes } = dialog.querySelector('form').elements;
  [from.value, to.value, queue.value] = [call.from, call.to, call.queue];
  attributes.value = Object.entries(call.attributes).map((pair) => pair.join('=')).join('\n');
  return ask(dialog, () => ({
    from: from.value.trim() === 'anonymous' ? 'anonymous' : phoneNumberFrom(from.value),
    to: phoneNumberFrom(to.value),
    queue: named(queue.value, 'The queue needs a name.'),
    attributes: attributesFrom(attributes.value),
  }));
}

function named(text, problem) {
  if (!text.trim()) throw new Error(problem);
  return text.trim();
}

function attributesFrom(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(lines.map((line) => {
    const at = line.indexOf('=');
    if (at < 1) throw new Error(`An attribute is written name=value, and this line is not: ${line}`);
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }));
}

/** @returns {Promise<{agentId, username, name}|undefined>} */
export function askAgent(suggestion) {
  const dialog = document.querySelector('#agent-dialog');
  const { agentId, username, name } = dialog.querySelector('form').elements;
  [agentId.value, username.value, name.value] = [suggestion.agentId, suggestion.username, suggestion.name];
  return ask(dialog, () => {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(agentId.value)) throw new Error('An agent id is 1 to 64 of A-Z a-z 0-9 . _ -');
    return {
      agentId: agentId.value,
      username: named(username.value, 'The user name is needed.'),
      name: named(name.value, 'The name is needed.'),
    };
  });
}
