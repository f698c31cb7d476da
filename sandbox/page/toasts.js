// Short notes at the edge of the page: what Slack itself has to say, and what a control of the strip did.

import { el, icon } from "./dom.js";
import { store } from "./store.js";
import { told } from "./told.js";
import { say } from "./words.js";

const MOST_AT_ONCE = 3;
const PASSES_AFTER_MS = 10_000;

export function toast(text, title = null) {
  const holder = document.getElementById("toasts");
  const note = el("div", { class: "toast" },
    el("div", { class: "toast-words" }, title && el("strong", {}, title), el("span", {}, text)),
    el("button", { class: "plain-button", type: "button", "aria-label": say("close"), on: { click: () => note.remove() } }, icon("close")));
  holder.append(note);
  if (!title) setTimeout(() => note.remove(), PASSES_AFTER_MS); // what Slack says stays until it is closed
  while (holder.children.length > MOST_AT_ONCE) holder.firstChild.remove();
}

const shown = new Map();

/** Show the notices that have come since the page first looked from this seat; older ones are history. */
export function showNotices() {
  const { notices } = store.look;
  const before = shown.get(store.seat) ?? notices.length;
  if (!store.acting) for (const notice of notices.slice(before)) toast(told(notice.text), say("system_says"));
  shown.set(store.seat, notices.length);
}
