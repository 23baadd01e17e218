// What was just done can be taken back for some seconds: the offer counts down and goes by itself.
import { find, say } from './words.js';

function count(bar) {
  const until = Date.now() + Number(bar.dataset.undoFor) * 1000;
  const tick = () => {
    if (!bar.isConnected) return clearInterval(counting);
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) find('[data-undo-text]', bar).textContent = say('undo', { n: left });
    else bar.remove();
    return undefined;
  };
  const counting = setInterval(tick, 250);
  tick();
}

export function startUndo() {
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
