/** Small words for building the page. Text always goes in as text, never as HTML. */

/**
 * @param {string} tag          with classes: `span.chip`
 * @param {object} [attributes] `on…` are listeners, the rest attributes; null, undefined and false are left out
 * @param {...(Node|string|null)} children
 */
export function element(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else setAttribute(node, key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? '' : value);
}

/** Writes only what differs, so that a selection or a screen reader is not disturbed. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Brings the children of a list in line with what they show, and keeps the nodes (and with them the focus).
 *
 * @param {Map<string, {node: Element, show: function}>} views kept by the caller between calls
 */
export function showList(parent, views, items, idOf, create) {
  const wanted = new Set(items.map(idOf));
  for (const [id, view] of views) {
    if (wanted.has(id)) continue;
    view.node.remove();
    views.delete(id);
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = idOf(item);
    if (!views.has(id)) views.set(id, create(item));
    const view = views.get(id);
    view.show(item);
    if (view.node === place) place = place.nextElementSibling;
    else parent.insertBefore(view.node, place);
  }
}

/** The difference between the node's clock and the browser's: a timer must not show what a wrong clock makes of it. */
let clockOffsetMilliseconds = 0;

export function learnClock(dateHeader) {
  const difference = Date.parse(dateHeader) - Date.now();
  // The header has whole seconds, so a small difference says nothing.
  clockOffsetMilliseconds = Math.abs(difference) > 2000 ? difference : 0;
}

/** @returns {string} `4:07`, `1:02:33`, or `` where the time is not known */
export function elapsedSince(timestamp) {
  const since = Date.parse(timestamp);
  if (Number.isNaN(since)) return '';
  const seconds = Math.max(0, Math.floor((Date.now() + clockOffsetMilliseconds - since) / 1000));
  const two = (number) => String(number).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  if (days > 1) return `${days} d`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function showTimer(node, timestamp) {
  setAttribute(node, 'data-since', timestamp);
  setText(node, elapsedSince(timestamp));
}

/** One clock for all timers on the page. */
export function runTimers() {
  setInterval(() => {
    for (const node of document.querySelectorAll('[data-since]')) setText(node, elapsedSince(node.dataset.since));
  }, 500);
}
