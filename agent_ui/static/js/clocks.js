// Clocks tick on the page from data-since and data-due (milliseconds since 1970). They change text, never
// layout. The page's clock may be wrong, so the offset to the server's is taken from the page itself.
import { findAll, find, say } from './words.js';

let offset = 0;
export const serverNow = () => Date.now() + offset;

export function spanExact(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
  const h = Math.floor(s / 3600);
  if (h >= 48) return say('d', { n: Math.floor(h / 24) });
  return say('hm', { h, m: String(Math.floor((s % 3600) / 60)).padStart(2, '0') });
}

export function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return say('s', { n: s });
  if (s < 3600) return say('min', { n: Math.floor(s / 60) });
  if (s < 48 * 3600) return say('h', { n: Math.floor(s / 3600) });
  return say('d', { n: Math.floor(s / 86400) });
}

/** [text, tone] of a clock at `now`; null where the text does not run. The same rules as labels.clock. */
export function clockAt(kind, since, due, now) {
  if (kind === 'timer') return [spanExact(now - since), ''];
  if (kind === 'ago') return [now - since < 10_000 ? say('justNow') : say('ago', { span: span(now - since) }), ''];
  if (kind === 'age' || (kind === 'due' && !due)) return [span(now - since), ''];
  if (kind !== 'due' && kind !== 'left') return null;
  const left = due - now;
  if (left <= 0) return [say('late', { span: span(-left) }), 'late'];
  const lastQuarter = since && left < (due - since) / 4;
  if (kind === 'due' && !lastQuarter && since) return [span(now - since), ''];
  return [say('left', { span: spanExact(left) }), lastQuarter ? 'soon' : ''];
}

function tick() {
  const now = serverNow();
  for (const element of findAll('[data-clock]')) {
    const { clock, since, due } = element.dataset;
    const shown = clockAt(clock, Number(since), Number(due), now);
    if (!shown) continue;
    if (element.textContent !== shown[0]) element.textContent = shown[0];
    for (const tone of ['late', 'soon']) {
      const wanted = shown[1] === tone;
      // A tone given by the server for another reason (a timer in red) is not ours to take away.
      if ((clock === 'due' || clock === 'left') && element.classList.contains(tone) !== wanted) element.classList.toggle(tone, wanted);
    }
  }
}

export function startClocks() {
  const told = Number(find('#live-state')?.dataset.clockNow);
  // Below a minute it is the age of the page, not a wrong clock.
  if (told && Math.abs(told - Date.now()) > 60_000) offset = told - Date.now();
  tick();
  setInterval(tick, 1000);
}
