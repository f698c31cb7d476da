// The workspace's name, its channels and the direct messages. On a phone it is a drawer.

import { arrange, el, icon } from "./dom.js";
import { avatar } from "./people.js";
import { goTo, nameOf, person, store } from "./store.js";
import { say } from "./words.js";

const rows = new Map();
const narrow = matchMedia("(max-width: 700px)");

/** Bring the sidebar in line with what this seat sees. */
export function showSidebar(nav) {
  nav.setAttribute("aria-label", say("channels"));
  const joined = store.look.channels.filter((each) => each.joined !== false);
  const others = store.look.channels.filter((each) => each.joined === false);
  const parts = [
    part("town", () => el("div", { class: "town" }), store.look.town.name),
    ...group("channels", joined.map(channelRow)),
    ...group("directs", store.look.directs.map(directRow)),
    ...(others.length ? group("other_channels", others.map(channelRow)) : []),
  ];
  arrange(nav, parts);
  setDrawer(nav, false, { onlyIfPlaceChanged: true });
}

function group(name, nodes) {
  return [part(`heading ${name}`, () => el("h2", { class: "sidebar-heading" }), say(name)), ...nodes];
}

function part(key, make, words) {
  if (!rows.has(key)) rows.set(key, make());
  const node = rows.get(key);
  if (node.textContent !== words) node.textContent = words;
  return node;
}

function channelRow(channel) {
  const aside = channel.is_archived && el("small", { class: "sidebar-aside" }, say("archived_short"));
  return row(channel, channel.name, icon(channel.is_private ? "lock" : "hash"), aside);
}

function directRow(direct) {
  const who = person(direct.with);
  const words = direct.with === store.seat ? `${nameOf(direct.with)} (${say("you")})` : nameOf(direct.with);
  return row(direct, words, avatar(direct.with, "tiny"), who?.is_bot && el("small", { class: "sidebar-aside" }, say("app_of")));
}

function row(room, words, picture, aside) {
  const unread = room.id === store.room ? 0 : room.unread;
  const current = room.id === store.room;
  const sign = JSON.stringify([words, unread, current, say("app_of"), room.is_archived]);
  const old = rows.get(room.id);
  if (old?.sign === sign) return old;
  const node = old ?? el("button", { class: "sidebar-row", type: "button", "data-room": room.id, on: { click: () => goTo({ room: room.id }) } });
  const badge = unread ? el("span", { class: "unread", "aria-label": say("unread", { n: unread }) }, String(unread)) : null;
  node.replaceChildren(...[picture, el("span", { class: "sidebar-name" }, words), aside, badge].filter(Boolean));
  node.classList.toggle("has-unread", unread > 0);
  if (current) node.setAttribute("aria-current", "page");
  else node.removeAttribute("aria-current");
  rows.set(room.id, Object.assign(node, { sign }));
  return node;
}

let placeWhenOpened = null;

function place() {
  return `${store.seat} ${store.room} ${store.tab}`;
}

/** Open or close the drawer of a narrow page; a wide one always shows the sidebar. */
export function setDrawer(nav, open, { onlyIfPlaceChanged = false } = {}) {
  if (onlyIfPlaceChanged && placeWhenOpened === place()) return;
  placeWhenOpened = open ? place() : null;
  document.body.classList.toggle("drawer-open", open);
  if (narrow.matches && !open && nav.contains(document.activeElement)) document.querySelector(".drawer-button")?.focus();
  nav.inert = narrow.matches && !open;
  if (open) nav.querySelector("[aria-current]")?.focus();
}

/** Let the drawer follow the window's width, the shade behind it and Escape. */
export function prepareDrawer(nav, shade) {
  narrow.addEventListener("change", () => setDrawer(nav, false));
  shade.addEventListener("click", () => setDrawer(nav, false));
  // The room one is in: nothing else changes that would close it.
  nav.addEventListener("click", (event) => event.target.closest("[aria-current]") && setDrawer(nav, false));
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("drawer-open")) return;
    setDrawer(nav, false);
  });
}
