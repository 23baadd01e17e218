// The window's title: what the page is, and while something calls, that in turn with it. Whoever changes
// what the page is says so here, so that a title that called never comes back after the page has moved on.
const state = { plain: document.title, calling: '', timer: 0 };

const draw = (flash) => { document.title = flash && state.calling ? state.calling : state.plain; };

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
