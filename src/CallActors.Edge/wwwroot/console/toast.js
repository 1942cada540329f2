import { element } from './page.js';

const shownMilliseconds = 8000;
const shownAtOnce = 4;

/** Says shortly what went wrong; it goes by itself, or by its button. */
export function toast(title, detail, { kind = 'error' } = {}) {
  const place = document.querySelector('#toasts');
  const close = () => node.remove();
  const node = element('div.toast', { 'data-testid': 'toast', 'data-kind': kind },
    element('div', {}, element('strong', {}, title), detail ? element('p', {}, detail) : null),
    element('button.close', { type: 'button', 'aria-label': 'Dismiss', onclick: close }, '×'));
  let timer = setTimeout(close, shownMilliseconds);
  node.addEventListener('pointerenter', () => clearTimeout(timer));
  node.addEventListener('pointerleave', () => { timer = setTimeout(close, shownMilliseconds / 2); });
  place.append(node);
  while (place.children.length > shownAtOnce) place.firstElementChild.remove();
}
