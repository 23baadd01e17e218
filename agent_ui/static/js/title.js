// The window's title: what the page is, with how often colleagues call; and while something calls, that in turn with
// it. Whoever changes what the page is says so here, so that a title that called never comes back after the page has
// moved on.
import { find, on } from './words.js';

const state = { plain: document.title, calling: '', timer: 0 };

function counted() {
  const count = Number(find('#mentions-count')?.dataset.mentions ?? 0);
  return count ? `(${count}) ${state.plain}` : state.plain;
}

const draw = (flash) => { document.title = flash && state.calling ? state.calling : counted(); };

export function setTitle(text) {
  state.plain = text;
  draw(false);
}

export const plainTitle = () => state.plain;

export function callInTitle(text) {
  quietTitle();
  state.calling = text;
  let flash = false;
  state.timer = setInterval(() => {
    flash = !flash;
    draw(flash);
  }, 1000);
}

export function quietTitle() {
  clearInterval(state.timer);
  state.calling = '';
  draw(false);
}

export function startTitle() {
  for (const drawn of ['live:after', 'htmx:after:swap']) on(drawn, () => state.calling || draw(false));
  draw(false);
}
