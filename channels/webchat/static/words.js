/* The account's settings and the widget's words, both in the page itself. */
export const config = JSON.parse(document.getElementById("config").textContent);

export const word = (key, values = {}) =>
  (config.words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** About how long it will be, in words; nothing without a figure. */
export const spanWords = (minutes) => (minutes ? word(minutes === 1 ? "state.minute" : "state.minutes", { n: minutes }) : "");

const clock = new Intl.DateTimeFormat(config.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(config.lang, { weekday: "short", day: "numeric", month: config.lang === "en" ? "short" : "numeric" });

export const timeOf = (at) => clock.format(at);

export function dayOf(at) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(at)) / 86_400_000);
  if (days === 0) return word("thread.today");
  if (days === 1) return word("thread.yesterday");
  return day.format(at);
}

export const startOfDay = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
