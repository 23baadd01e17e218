// What a recording looks like, above its player: the customer's voice upwards, ours downwards, and the places where
// something is not in it. Asked for once it is seen; looking at it is no playback, pressing play is.
import { announce, find, findAll, on, problemOf, say } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 48;
const WORDS = { hold: 'markHold', pause: 'markPause', transfer: 'markTransfer', interrupted: 'markInterrupted', outside: 'markOutside', parked: 'markParked' };

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

function shape(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function drawn({ seconds, customer, agent, marks }) {
  const wide = Math.max(customer.length, 1);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${wide} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const half = HEIGHT / 2;
  const side = (levels, sign) => levels.map((level, at) => `M${at + 0.5} ${half}v${(sign * Math.max(level, 1) * (half - 2)) / 100}`).join('');
  shape('path', { d: side(customer, -1), class: 'tape-customer' }, svg);
  shape('path', { d: side(agent.length ? agent : customer, 1), class: agent.length ? 'tape-agent' : 'tape-customer' }, svg);
  for (const { what, at, seconds: lasted, silent } of marks) {
    const x = (at / seconds) * wide;
    const width = silent ? Math.max((lasted / seconds) * wide, 1.5) : 1.5;
    shape('rect', { x, y: 0, width, height: HEIGHT, class: `tape-mark tape-mark-${what}` }, svg);
  }
  return { svg, now: shape('rect', { x: 0, y: 0, width: 0, height: HEIGHT, class: 'tape-now' }, svg), wide };
}

/** Plays from there: the same as moving the player's own handle. */
function seek(audio, seconds) {
  const go = () => { audio.currentTime = seconds; };
  if (audio.readyState) go();
  else audio.addEventListener('loadedmetadata', go, { once: true });
  audio.play().catch(() => {});
}

function listed({ what, at, seconds }, audio) {
  const item = document.createElement('li');
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-link' });
  button.textContent = seconds >= 1 ? say(`${WORDS[what]}For`, { at: clock(at), time: clock(seconds) }) : say(WORDS[what], { at: clock(at) });
  button.addEventListener('click', () => seek(audio, at));
  item.append(button);
  return item;
}

async function show(tape) {
  tape.dataset.shown = 'asked';
  const address = tape.dataset.tape;
  if (!address.endsWith('/recording')) return;
  let wave;
  try {
    const answer = await fetch(`${address}/wave`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    wave = await answer.json();
  } catch {
    return; // the player does without
  }
  const audio = find('audio', tape);
  const place = find('[data-tape-wave]', tape);
  const { svg, now, wide } = drawn(wave);
  place.replaceChildren(svg);
  place.hidden = false;
  place.addEventListener('click', (event) => {
    const box = place.getBoundingClientRect();
    seek(audio, ((event.clientX - box.left) / box.width) * wave.seconds);
  });
  audio.addEventListener('timeupdate', () => now.setAttribute('width', (audio.currentTime / wave.seconds) * wide));
  const marks = find('[data-tape-marks]', tape);
  marks.replaceChildren(...wave.marks.map((one) => listed(one, audio)));
  marks.hidden = wave.marks.length === 0;
  if (wave.written) offerText(tape, audio);
  tape.dataset.shown = 'drawn';
}

/** Reading is written down as hearing is, so it is asked for by a click. */
function offerText(tape, audio) {
  const button = find('[data-tape-read]', tape);
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const answer = await fetch(`${tape.dataset.tape}/transcript`, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw await problemOf(answer);
      write(tape, audio, await answer.json());
      button.hidden = true;
    } catch (error) {
      button.disabled = false;
      announce('tape', error.message || say('offline'), { tone: 'late' });
    }
  });
}

function write(tape, audio, { lines }) {
  const place = find('[data-tape-text]', tape);
  place.replaceChildren(...lines.map(({ side, at, text }) => {
    const item = document.createElement('li');
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button button-link', textContent: clock(at) });
    button.addEventListener('click', () => seek(audio, at));
    const who = Object.assign(document.createElement('b'), { textContent: say(side === 'customer' ? 'saidCustomer' : 'saidAgent') });
    item.append(button, ' ', who, ' ', text);
    return item;
  }));
  place.hidden = false;
  find('[data-tape-heard]', tape).hidden = false;
}

function look() {
  for (const tape of findAll('[data-tape]:not([data-shown])')) if (tape.checkVisibility?.() ?? true) show(tape);
}

export function startTapes() {
  on('toggle', look, true);
  for (const moment of ['htmx:after:swap', 'live:after', 'desk:opened']) on(moment, () => requestAnimationFrame(look));
  look();
}
