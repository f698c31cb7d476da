// How a person is drawn: a square with initials, in a colour that is always the same for the same person.

import { el, icon } from "./dom.js";
import { appUser, person } from "./store.js";
import { say } from "./words.js";

const COLOURS = ["#7a3e9d", "#1264a3", "#9c4a1a", "#2b7a5b", "#a8326e", "#4a5bb5", "#7d6608", "#b03a2e", "#256d7b", "#5d6d1e"];

function colourOf(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return COLOURS[sum % COLOURS.length];
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word].slice(0, 1).join("")).join("").toUpperCase();
}

export function avatar(id, size = "medium") {
  const who = person(id);
  const isApp = Boolean(who?.is_bot);
  const square = el("span", { class: `avatar avatar-${size}${isApp ? " avatar-app" : ""}`, "aria-hidden": "true" },
    isApp ? icon(id === appUser().id ? "anchor" : "bell") : initials(who?.name ?? "?"));
  if (!isApp) square.style.backgroundColor = colourOf(id);
  return square;
}

export function appBadge(id) {
  return person(id)?.is_bot ? el("span", { class: "app-badge" }, say("app")) : null;
}
