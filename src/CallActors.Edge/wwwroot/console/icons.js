/** Icons as strokes on a grid of 24, drawn for this console. */

const handset = 'M6.2 3.8C4.8 4.6 4 6 4.2 7.6c.9 6.4 5.8 11.3 12.2 12.2 1.6.2 3-.6 3.8-2l.6-1.1-4.7-3-2 2c-2.4-1-4.3-2.9-5.3-5.3l2-2-3-4.7z';
const strokes = {
  answer: handset,
  reject: 'M4 4l16 16M20 4L4 20',
  disconnect: 'M3 13.5c0-1.3.5-2.3 1.5-3C6.6 9.2 9.2 8.5 12 8.5s5.4.7 7.5 2c1 .7 1.5 1.7 1.5 3v1.7l-5 .8v-3.2c-2.5-.8-5.5-.8-8 0V16l-5-.8z',
  hold: 'M9 6v12M15 6v12',
  resume: 'M8 5.5v13l10.5-6.5z',
  clearContact: 'M5 12.5l4.7 4.7L19.5 7',
  consult: 'M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 19.5c.3-3.3 3-5.5 6.5-5.5s6.2 2.2 6.5 5.5M19 8v6M16 11h6',
  numberpad: 'M6 5h.01M12 5h.01M18 5h.01M6 12h.01M12 12h.01M18 12h.01M6 19h.01M12 19h.01M18 19h.01',
  swap: 'M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4',
  transfer: 'M4 12h12M12 7.5l4.5 4.5-4.5 4.5M20 5v14',
  conference: 'M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6.5 19c.2-3 2.5-5 5.5-5s5.3 2 5.5 5M5 12.5a2 2 0 1 0 0-4M19 12.5a2 2 0 1 1 0-4M1.8 18c.1-1.5.8-2.6 2-3.2M22.2 18c-.1-1.5-.8-2.6-2-3.2',
  agent: 'M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 13.5h2.5v5H6a1.5 1.5 0 0 1-1.5-1.5zM19.5 13.5H17v5h1a1.5 1.5 0 0 0 1.5-1.5zM18.5 18.5c0 1.5-1.5 2.5-4 2.5',
  inbound: 'M19 5L6 18M6 9v9h9',
  outbound: 'M5 19L18 6M9 6h9v9',
  monitoring: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  mute: 'M12 14.5a3 3 0 0 0 3-3V6.5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  unmute: 'M12 14.5a3 3 0 0 0 3-3V6.5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M4 4l16 16',
  ring: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  add: 'M12 5v14M5 12h14',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
};
const namespace = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', strokes[name] ?? strokes.more);
  svg.append(path);
  return svg;
}
