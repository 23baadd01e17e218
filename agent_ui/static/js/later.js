// Send later: the time is chosen in the dialog, and the writing that opened it is sent with it.
import { find, on } from './words.js';

let form = null;

export function startLater() {
  on('click', (event) => {
    const opener = event.target.closest('[data-send-later]');
    if (opener) form = opener.closest('form');
    const chosen = event.target.closest('[data-send-at]');
    if (!chosen || !form?.isConnected) return;
    const at = chosen.dataset.sendAt || find('#dialog [data-own-time]').value;
    if (!at) return void find('#dialog [data-own-time]').focus();
    find('#dialog').close();
    form.elements.send_at.value = at;
    form.requestSubmit(find('[data-send]', form));
  });
}
