// Says to the colleagues who have the same conversation open that its reader writes; what others do is drawn by the server.
import { kindOf } from './drafts.js';
import { tell } from './live.js';
import { on } from './words.js';

const EVERY_MS = 2500;
let told = { doing: '', at: 0 };

function say(doing) {
  if (doing === told.doing && (!doing || Date.now() - told.at < EVERY_MS)) return;
  told = { doing, at: Date.now() };
  tell({ doing });
}

function written({ target }) {
  const form = target.closest?.('#desk [data-composer]');
  if (form && target.name === 'text') say(target.value ? kindOf(form) : '');
}

export function startCompany() {
  on('input', written);
  on('submit', ({ target }) => target.matches('[data-composer]') && say(''));
  on('desk:opened', () => { told = { doing: '', at: 0 }; });
}
