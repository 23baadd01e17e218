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
  // Drafts of the wrap-up panel and other fields that are kept as they are typed.
  on('input', (event) => {
    const field = event.target.closest?.('[data-draft]');
    if (!field) return;
    clearTimeout(field.saving);
    field.saving = setTimeout(() => post('/console/drafts', { key: field.dataset.draft, text: field.value }).catch(() => {}), 600);
  });
}
