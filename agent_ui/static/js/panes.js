// The widths of the console's side panes: dragged, moved by arrow keys, remembered on this computer.
import { find, findAll } from './words.js';

const STEP = 16;
const LEAST = { list: 220, facts: 280 };
const MOST = { list: 460, facts: 640 };

const name = (side) => `pane-${side}`;

function stored(side) {
  try {
    return Number(localStorage.getItem(name(side))) || null;
  } catch {
    return null; // storage is switched off in this browser
  }
}

function keep(side, width) {
  try {
    localStorage.setItem(name(side), String(width));
  } catch {
    // not remembered then
  }
}

function set(panes, handle, wanted) {
  const side = handle.dataset.resize;
  const width = Math.round(Math.max(LEAST[side], Math.min(MOST[side], wanted)));
  panes.style.setProperty(`--${side}-width`, `${width}px`);
  handle.setAttribute('aria-valuenow', String(width));
  return width;
}

const widthOf = (handle) => handle.parentElement.getBoundingClientRect().width;

/** Dragging to the right widens the list and narrows the facts. */
const direction = (handle) => (handle.dataset.resize === 'list' ? 1 : -1);

function drag(panes, handle, event) {
  event.preventDefault();
  const from = event.clientX;
  const width = widthOf(handle);
  handle.setPointerCapture(event.pointerId);
  const move = (now) => set(panes, handle, width + (now.clientX - from) * direction(handle));
  handle.addEventListener('pointermove', move);
  handle.addEventListener('lostpointercapture', () => {
    handle.removeEventListener('pointermove', move);
    keep(handle.dataset.resize, widthOf(handle));
  }, { once: true });
}

function byKey(panes, handle, event) {
  const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
  if (!step) return;
  event.preventDefault();
  keep(handle.dataset.resize, set(panes, handle, widthOf(handle) + step * direction(handle)));
}

export function startPanes() {
  const panes = find('[data-panes]');
  if (!panes) return;
  for (const handle of findAll('[data-resize]', panes)) {
    const side = handle.dataset.resize;
    handle.setAttribute('aria-valuemin', String(LEAST[side]));
    handle.setAttribute('aria-valuemax', String(MOST[side]));
    const width = stored(side);
    if (width) set(panes, handle, width);
    else handle.setAttribute('aria-valuenow', String(Math.round(widthOf(handle))));
    handle.addEventListener('pointerdown', (event) => drag(panes, handle, event));
    handle.addEventListener('keydown', (event) => byKey(panes, handle, event));
    handle.addEventListener('dblclick', () => {
      panes.style.removeProperty(`--${side}-width`);
      keep(side, '');
    });
  }
}
