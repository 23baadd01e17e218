// Light or dark at once, without a new page: the choice is posted and the page follows.
import { on, post } from './words.js';

const root = document.documentElement;
const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

export function startPreferences() {
  on('submit', (event) => {
    if (!event.target.matches('[data-theme-form]')) return;
    event.preventDefault();
    root.dataset.theme = dark() ? 'light' : 'dark';
    const body = new FormData(event.target);
    body.set('theme', root.dataset.theme);
    post('/preferences', body).catch(() => {});
  });
}
