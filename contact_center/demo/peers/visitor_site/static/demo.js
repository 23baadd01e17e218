/* The shop's buttons, and beside the shop: who you are, your phone, your mailbox. */
const $ = (id) => document.getElementById(id);
const POLL = 2_500;
const lang = document.documentElement.lang;
const when = new Intl.DateTimeFormat(lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

async function ask(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(typeof problem.detail === "string" ? problem.detail : problem.title || answer.status);
  }
  return answer.status === 204 ? null : answer.json();
}

const choose = async (choice) => { await ask("/demo/choice", choice); location.reload(); };
$("who")?.addEventListener("change", (event) => choose({ who: event.target.value }));
$("lang")?.addEventListener("click", (event) => choose({ lang: event.currentTarget.dataset.to }));
$("theme")?.addEventListener("click", async () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" || (getComputedStyle(document.documentElement).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  await ask("/demo/choice", { theme: dark ? "light" : "dark" });
});

for (const button of document.querySelectorAll("[data-widget]")) {
  button.addEventListener("click", () => window.ContactCenterWidget?.[button.dataset.widget]());
}

const panels = { phone: new Panel($("phone"), phone()), mail: new Panel($("mail"), mail()) };

for (const button of document.querySelectorAll("[data-panel]")) {
  button.addEventListener("click", () => {
    const wanted = button.dataset.panel;
    const opening = panels[wanted].closed || !button.hasAttribute("aria-expanded");
    for (const [name, panel] of Object.entries(panels)) panel.show(name === wanted && opening);
  });
}

/** A panel looks for news all the time, so that its button can say how many there are. */
function Panel(section, { look, focus }) {
  const button = document.querySelector(`.demo [data-panel="${section.id}"]`);
  const badge = button.querySelector(".badge");
  const seen_key = `kiln:seen:${section.id}:${$("who").value}`;
  const trouble = section.querySelector(".trouble");
  const seen = new Set(JSON.parse(sessionStorage.getItem(seen_key) ?? "[]"));
  let known = null;

  const paint = () => {
    const fresh = (known ?? []).filter((id) => !seen.has(id));
    if (!section.hidden) for (const id of fresh) seen.add(id);
    sessionStorage.setItem(seen_key, JSON.stringify([...seen]));
    badge.hidden = section.hidden === false || fresh.length === 0;
    badge.textContent = String(fresh.length);
  };
  const refresh = async () => {
    try {
      known = await look(seen);
      this.say("");
    } catch (problem) {
      if (!section.hidden) this.say(problem.message);
    }
    paint();
  };
  this.say = (text) => { trouble.textContent = text ? `${trouble.dataset.trouble} ${text}` : ""; };
  this.refresh = refresh;
  this.show = (open) => {
    section.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) { refresh(); focus(); }
  };
  Object.defineProperty(this, "closed", { get: () => section.hidden });
  section.querySelector("[data-close]").addEventListener("click", () => { this.show(false); button.focus(); });
  section.addEventListener("keydown", (event) => { if (event.key === "Escape") { this.show(false); button.focus(); } });
  const loop = async () => { if (!document.hidden) await refresh(); setTimeout(loop, POLL); };
  loop();
}

function phone() {
  const list = $("texts");
  const form = $("text-form");
  const send = async (body) => {
    try { await ask("/demo/phone", { body }); form.reset(); } catch (problem) { panels.phone.say(problem.message); }
    await panels.phone.refresh();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form.body.value); });
  for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => send(button.textContent));
  const look = async () => {
    const texts = await ask("/demo/phone");
    const face = JSON.stringify(texts.map((t) => [t.id, t.failed]));
    if (list.dataset.face !== face) {
      list.dataset.face = face;
      list.replaceChildren(...texts.map(bubble));
      list.scrollTop = list.scrollHeight;
    }
    return texts.filter((t) => !t.mine).map((t) => t.id);
  };
  const bubble = (text) => {
    const node = make("div", `text${text.mine ? " mine" : ""}`, text.body);
    node.append(make("small", "", `${when.format(new Date(text.at))}${text.failed ? ` · ${list.dataset.failed}` : ""}`));
    return node;
  };
  return { look, focus: () => form.body.focus() };
}

function mail() {
  const list = $("mails");
  const form = $("mail-form");
  const to = form.querySelector(".letter-to");
  const cancel = form.querySelector("[type=reset]");
  const send = form.querySelector("[type=submit]");
  const label = send.textContent;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.textContent = form.dataset.sending;
    send.disabled = true;
    try {
      await ask("/demo/mail", { subject: form.subject.value, text: form.text.value, reply_to: form.reply_to.value || null });
      form.reset();
    } catch (problem) { panels.mail.say(problem.message); }
    send.textContent = label;
    send.disabled = false;
    await panels.mail.refresh();
  });
  form.addEventListener("reset", () => { form.reply_to.value = ""; to.textContent = to.dataset.new; cancel.hidden = true; });
  const reply = (mail) => {
    form.reply_to.value = mail.id;
    form.subject.value = /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`;
    to.textContent = form.dataset.replying.replace("{subject}", mail.subject);
    cancel.hidden = false;
    form.text.focus();
  };
  const look = async (seen) => {
    const mails = await ask("/demo/mail");
    const face = mails.map((m) => m.id).join(" ");
    if (list.dataset.face !== face) {
      list.dataset.face = face;
      const open = new Set([...list.querySelectorAll("details[open]")].map((node) => node.dataset.id));
      list.replaceChildren(...mails.map((m) => letter(m, seen, open)));
    }
    return mails.filter((m) => !m.mine).map((m) => m.id);
  };
  const letter = (mail, seen, open) => {
    const node = make("details", `mail${!mail.mine && !seen.has(mail.id) ? " new" : ""}`);
    node.dataset.id = mail.id;
    node.open = open.has(mail.id);
    node.addEventListener("toggle", () => node.classList.remove("new"));
    const head = make("summary");
    head.append(make("b", "", mail.subject), make("span", "", `${mail.mine ? "→" : "←"} ${mail.other} · ${when.format(new Date(mail.at))}`));
    node.append(head, make("div", "mail-text", mail.text));
    if (!mail.mine) {
      const button = make("button", "quiet", list.dataset.reply);
      button.type = "button";
      button.addEventListener("click", () => reply(mail));
      node.append(button);
    }
    return node;
  };
  return { look, focus: () => form.subject.focus() };
}

function make(name, classes = "", text) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  if (text !== undefined) node.textContent = text;
  return node;
}
