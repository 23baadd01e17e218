// What was just done can be taken back for some seconds: the offer counts down and goes by itself.
import { serverNow } from './clocks.js';
import { find, findAll, on, say } from './words.js';

function count(bar) {
  const until = Date.now() + Number(bar.dataset.undoFor) * 1000;
  const tick = () => {
    if (!bar.isConnected) return clearInterval(counting);
    const left = Math.ceil((until - Date.now()) / 1000);
    const text = find('[data-undo-text]', bar); // none where the bar counts down to when its message goes out
    if (left <= 0) bar.remove();
    else if (text) text.textContent = say('undo', { n: left });
    return undefined;
  };
  const counting = setInterval(tick, 250);
  tick();
}

/** What waits in its outbox says for how long; its time is the server's, as it was when the page was told. */
function tick() {
  for (const place of findAll('[data-goes-at]')) {
    const left = Math.ceil((Number(place.dataset.goesAt) - serverNow()) / 1000);
    place.textContent = left > 0 ? say('goesIn', { n: left }) : say('sending');
    if (left <= 0 && place.closest('[data-undo-for]')) place.closest('[data-undo-for]').remove();
    const act = left <= 0 && find('button', place.parentElement);
    if (act) act.disabled = true; // asked for now, it would be too late
  }
}

/** A text that was taken back is to be written on: the cursor is at its end, unless its writer is elsewhere by now. */
function writeOn({ detail: { ctx } }) {
  if (!ctx?.request?.action?.includes('/take-back') || document.activeElement !== document.body) return;
  const field = find('#desk [data-composer] textarea');
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}

export function startUndo() {
  on('htmx:after:swap', writeOn);
  setInterval(tick, 250);
  on('live:after', tick);
  const place = find('#undo');
  if (!place) return;
  const begin = () => {
    const bar = find('[data-undo-for]', place);
    if (!bar || bar.dataset.counting) return;
    bar.dataset.counting = 'yes';
    count(bar);
  };
  new MutationObserver(begin).observe(place, { childList: true });
  begin(); // a page may come with one
}
