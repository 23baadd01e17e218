/* The script a web site adds. Draws the launcher and the frame; everything of the visitor stays in the frame.

   <script src="https://centre.example/widget.js" data-account="…" [data-token="…"] [data-lang="zh-Hant"] [data-theme="dark"] async></script>

   window.ContactCenterWidget: open(), close(), call(), identify(token), forget(). */
(() => {
  "use strict";
  const script = document.currentScript;
  const account = script?.dataset.account;
  const complain = (what) => console.error(`[contact-center widget] ${what}`);
  if (!account) return complain("data-account is missing: copy the script tag from the channel's page.");
  if (window.ContactCenterWidget) return complain("the script stands on this page twice; remove one.");

  const product = new URL(script.src).origin;
  const seen = `contact-center:${account}:seen`;
  const queries = { phone: matchMedia("(max-width: 480px)"), dark: matchMedia("(prefers-color-scheme: dark)") };
  let token = script.dataset.token || null;
  let looks = null;
  let parts = null;
  let ready = false;
  let open = false;
  let wish = null;
  let unread = 0;

  const language = () => script.dataset.lang || document.documentElement.lang || navigator.language || "en";
  const theme = () => script.dataset.theme || document.documentElement.dataset.theme || null;
  const word = (key, values = {}) => (looks.words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const remember = () => { try { localStorage.setItem(seen, "1"); } catch { /* the site allows no storage */ } };
  /* For browsers that refuse storage to frames of other sites: what the frame asks this page to keep for it. */
  const shelf = `contact-center:${account}:kept:`;
  const keep = (key, value, tab) => {
    try {
      const storage = tab ? sessionStorage : localStorage;
      if (value === null) storage.removeItem(shelf + key); else storage.setItem(shelf + key, value);
    } catch { /* likewise */ }
  };
  const kept = () => {
    try {
      const of = (storage) => Object.keys(storage).filter((key) => key.startsWith(shelf)).map((key) => [key.slice(shelf.length), storage.getItem(key)]);
      return Object.fromEntries([...of(localStorage), ...of(sessionStorage)]);
    } catch { return {}; }
  };
  const known = () => { try { return localStorage.getItem(seen) === "1"; } catch { return false; } };

  const css = () => `
    :host { all: initial; color-scheme: ${theme() || "light dark"}; }
    .launcher { position: fixed; inset: auto 24px 24px auto; z-index: 2147483000; display: flex; align-items: center; gap: 8px; box-sizing: border-box;
      min-block-size: 52px; padding: 0 20px 0 16px; border: 0; border-radius: 26px; cursor: pointer;
      background: light-dark(${looks.light.accent}, ${looks.dark.accent}); color: light-dark(${looks.light.on_accent}, ${looks.dark.on_accent});
      font: 600 15px/1.2 -apple-system, BlinkMacSystemFont, "Segoe UI", Inter, "Noto Sans", "PingFang TC", "Microsoft JhengHei UI", "Noto Sans CJK TC", sans-serif;
      box-shadow: 0 1px 2px rgb(0 0 0 / .18), 0 8px 24px -6px rgb(0 0 0 / .35); transition: background 90ms; }
    .launcher:hover { background: light-dark(${looks.light.press}, ${looks.dark.press}); }
    .launcher:focus-visible { outline: 3px solid light-dark(#1f1d19, #fff); outline-offset: 3px; }
    .launcher svg { inline-size: 22px; block-size: 22px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
    .unread { min-inline-size: 20px; block-size: 20px; padding: 0 5px; box-sizing: border-box; border-radius: 10px; text-align: center; font-size: 12px; line-height: 20px;
      background: light-dark(${looks.light.on_accent}, ${looks.dark.on_accent}); color: light-dark(${looks.light.accent}, ${looks.dark.accent}); }
    .frame { position: fixed; inset: auto 24px 24px auto; z-index: 2147483001; inline-size: 384px; block-size: min(736px, 100dvh - 48px); border: 0; border-radius: 16px;
      background: light-dark(#fdfdfc, #1c1b19);
      box-shadow: 0 0 0 1px light-dark(rgb(40 34 20 / .09), #3d3b37), 0 2px 6px rgb(0 0 0 / .1), 0 16px 48px -8px light-dark(rgb(40 34 20 / .35), rgb(0 0 0 / .7)); }
    [hidden] { display: none !important; }
    @media (max-width: 480px) {
      .frame { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; box-shadow: none; }
      .launcher { inset: auto 16px 16px auto; }
    }
    @media print { .launcher, .frame { display: none; } }
    @media (prefers-reduced-motion: no-preference) {
      .frame:not([hidden]) { animation: rise 180ms cubic-bezier(.2, .7, .2, 1); }
      @keyframes rise { from { opacity: 0; translate: 0 8px; } }
    }`;

  const say = (type, more = {}) => parts?.frame?.contentWindow?.postMessage({ widget: account, type, ...more }, product);
  const introduce = () => say("init", { token, theme: theme(), open, kept: kept(), page: location.href.split("#")[0], title: document.title });

  const build = () => {
    const host = document.createElement("div");
    host.id = "contact-center-widget";
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css());
    root.adoptedStyleSheets = [sheet];
    const launcher = document.createElement("button");
    launcher.type = "button";
    launcher.className = "launcher";
    launcher.setAttribute("aria-expanded", "false");
    launcher.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 5.500h16v11h-8.500L7 20.500v-4H4z"/><path d="M8 9.500h8M8 12.750h5"/></svg><span></span><span class="unread" aria-hidden="true" hidden></span>';
    launcher.querySelector("span").textContent = word("launcher.label");
    launcher.lang = looks.lang;
    launcher.addEventListener("click", () => show(true));
    root.append(launcher);
    parts = { host, root, sheet, launcher, frame: null };
    document.body.append(host);
    paint();
  };

  const paint = () => {
    const label = unread ? `${word("launcher.open")}, ${word("launcher.unread", { n: unread })}` : `${word("launcher.label")} ${word("launcher.open")}`;
    const badge = parts.launcher.querySelector(".unread");
    parts.launcher.setAttribute("aria-label", label);
    parts.launcher.setAttribute("aria-expanded", String(open));
    parts.launcher.hidden = open;
    badge.hidden = !unread;
    badge.textContent = unread > 9 ? "9+" : String(unread);
    if (parts.frame) parts.frame.hidden = !open;
    document.documentElement.style.overflow = open && queries.phone.matches ? "hidden" : "";
  };

  const load = () => {
    if (parts.frame) return;
    const frame = document.createElement("iframe");
    const address = new URL(`/widget/${account}/frame`, product);
    address.searchParams.set("lang", looks.lang);
    if (theme()) address.searchParams.set("theme", theme());
    frame.src = address;
    frame.className = "frame";
    frame.title = word("frame.title", { name: looks.name });
    frame.allow = `microphone ${product}; autoplay ${product}`;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.hidden = !open;
    parts.frame = frame;
    parts.root.append(frame);
  };

  const show = (wanted) => {
    open = wanted;
    if (!parts) return;
    if (open) { load(); remember(); unread = 0; }
    paint();
    say(open ? "opened" : "closed");
    if (open) parts.frame.focus(); else parts.launcher.focus();
  };

  const heard = {
    ready: () => { ready = true; introduce(); if (wish) { say(wish); wish = null; } },
    close: () => show(false),
    show: () => { if (!open) show(true); },
    /* Shown without taking the keyboard from whoever is busy on the page. */
    invited: () => { if (!open) { open = true; remember(); unread = 0; paint(); say("shown"); } },
    keep: ({ key, value, tab }) => keep(String(key), value === null ? null : String(value), tab === true),
    unread: ({ n }) => { unread = open ? 0 : n; paint(); },
    refused: ({ why }) => complain(`the token of this visitor was refused: ${why}`),
  };

  addEventListener("message", (event) => {
    if (!parts?.frame || event.source !== parts.frame.contentWindow || event.origin !== product) return;
    if (event.data?.widget === account && Object.hasOwn(heard, event.data.type)) heard[event.data.type](event.data);
  });
  new MutationObserver(() => { parts?.sheet.replaceSync(css()); if (ready) say("theme", { theme: theme() }); })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  queries.phone.addEventListener("change", () => parts && paint());

  window.ContactCenterWidget = Object.freeze({
    open: () => show(true),
    close: () => show(false),
    call: () => { if (ready) say("call"); else wish = "call"; show(true); },
    /** A fresh token of the site for its signed-in member. */
    identify: (fresh) => { token = fresh || null; if (ready) say("identify", { token }); },
    /** The member has signed out: the chat of the next person at this screen is their own. */
    forget: () => { token = null; if (ready) say("identify", { token: null }); },
  });

  const start = async () => {
    const address = new URL(`/widget/${account}/launcher`, product);
    address.searchParams.set("lang", language());
    const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
    if (!answer) return complain(`${product} cannot be reached; the chat is not shown.`);
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) return complain(`${body.title || answer.status} (${body.detail || location.origin})`);
    looks = body;
    build();
    if (open) show(true);
    else if (known()) load(); // so that the answer to an earlier question shows on the button
  };
  if (document.body) start(); else addEventListener("DOMContentLoaded", start);
})();
