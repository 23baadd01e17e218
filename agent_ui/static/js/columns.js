// Columns of a list are put in order by two buttons or by Alt and the arrow keys; where it is now is said.
import { find, findAll, on } from './words.js';

function move(line, step) {
  const lines = findAll('li', line.parentElement);
  const at = lines.indexOf(line) + step;
  if (at < 0 || at >= lines.length) return;
  lines[at][step < 0 ? 'before' : 'after'](line);
  const form = line.closest('form');
  find('[role="status"]', form).textContent = `${line.textContent.trim()}: ${at + 1} / ${lines.length}`;
}

function clicked(event) {
  const button = event.target.closest?.('[data-columns-form] [data-move]');
  if (!button) return;
  move(button.closest('li'), Number(button.dataset.move));
  button.focus();
}

function pressed(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const line = step && event.altKey && event.target.closest?.('[data-columns-form] li');
  if (!line) return;
  event.preventDefault();
  move(line, step);
  event.target.focus();
}

export function startColumns() {
  on('click', clicked);
  on('keydown', pressed);
}
