// The room one stands in: its heading, its messages or the app's Home tab, and where one writes.

import { showBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { arrange, el, icon } from "./dom.js";
import { announce, MessageList } from "./messages.js";
import { appBadge, avatar } from "./people.js";
import { openMenu } from "./popover.js";
import { setDrawer } from "./sidebar.js";
import { appUser, channel, direct, goTo, keepSince, nameOf, perform, person, roomName, showOlder, store } from "./store.js";
import { Surface } from "./surface.js";
import { say } from "./words.js";

const HINT_HIDDEN = "anker-page-hint-hidden";
const COMMAND_TO_TRY = "/barometer start";

const head = el("header", { class: "room-head" });
const hint = el("div", { class: "hint" });
const list = new MessageList({ onOlder: showOlder, onReading: keepSince });
const composer = new Composer({ placeholder: (name) => say("message_to", { name }), onCommand: hideHint });
const outside = el("div", { class: "outside" });
const home = el("div", { class: "home", tabindex: "0", role: "region" });
const talk = el("section", { class: "talk" });
const thread = el("aside", { class: "thread" });
const threadHead = el("header", { class: "room-head" });
const threadList = new MessageList({ inThread: true });
const threadComposer = new Composer({ placeholder: () => say("write_reply") });
thread.append(threadHead, threadList.node, threadComposer.node);

let heard = null;
let shownPlace = "";
let homeSurface = null;

export function showRoom(main, announcer) {
  const { room, seat } = store;
  const name = roomName(room);
  const place = `${seat} ${room}`;
  const moved = place !== shownPlace;
  if (moved) list.clear();
  shownPlace = place;
  showHead(name);
  const all = store.look.shown.room === room ? store.look.messages : null; // null: they are on their way
  const atHome = store.tab === "home" && isAppTalk();
  if (atHome) arrange(talk, [head, homeView()]);
  else arrange(talk, [head, ...hintBar(), list.node, whereToWrite(room, name)]);
  if (!atHome) showMessages(all ?? [], room, name);
  arrange(main, store.thread ? [talk, showThread(all ?? [], room, moved)] : [talk]);
  if (moved) heard = null;
  if (all) heard = announce(announcer, all, heard);
  document.title = `${name} – ${store.look.town.name}`;
}

function isAppTalk() {
  return direct(store.room)?.with === appUser().id;
}

function showMessages(all, room, name) {
  const { starts, older } = store.look.shown;
  list.show(all.filter((message) => !isReply(message) && message.ts >= starts), { room, name, older });
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

function showHead(name) {
  const talkWith = direct(store.room)?.with;
  const sign = JSON.stringify([store.room, name, store.tab, say("home"), channel(store.room), talkWith, store.seat]);
  if (head.sign === sign) return;
  head.sign = sign;
  const drawer = el("button", {
    class: "plain-button drawer-button", type: "button", "aria-label": say("open_menu"),
    on: { click: () => setDrawer(document.getElementById("sidebar"), true) },
  }, icon("menu"));
  const title = el("h1", {}, talkWith ? [avatar(talkWith, "small"), nameOf(talkWith), appBadge(talkWith)] : channelTitle());
  const topic = channel(store.room)?.topic;
  head.replaceChildren(...[drawer, title, topic && el("span", { class: "topic" }, topic), isAppTalk() && tabs(), channel(store.room) && channelMenu()].filter(Boolean));
}

/** What one may do to the channel: what Slack has in its own menu for it. */
function channelMenu() {
  const more = el("button", {
    class: "plain-button channel-menu", type: "button", "aria-haspopup": "menu", "aria-label": say("channel_menu"),
    on: { click: () => openMenu(more, channelDeeds(), say("channel_menu")) },
  }, icon("more"));
  return more;
}

function channelDeeds() {
  const { id, joined, has_app: hasApp, is_archived: isArchived } = channel(store.room);
  const app = appUser();
  const item = (key, deed, danger = false) => ({ label: say(key, { name: app.name }), danger, act: () => perform({ ...deed, channel: id }) });
  const appIn = { do: hasApp ? "remove" : "invite", text: app.name };
  const items = [];
  if (isArchived) items.push(item("reopen_channel", { do: "reopen" }));
  else if (joined) {
    items.push({ label: say("rename_channel"), act: () => composer.begin("/rename ") });
    items.push(item(`${appIn.do}_app`, appIn), item("archive_channel", { do: "archive" }, true));
  }
  if (person(store.seat)?.is_admin) items.push(item("delete_channel", { do: "delete_channel" }, true));
  return items.length ? items : [{ label: say("nothing_to_do"), act: () => {} }];
}

function channelTitle() {
  const { name, is_private: isPrivate } = channel(store.room);
  return [icon(isPrivate ? "lock" : "hash"), name];
}

function tabs() {
  const tab = (key) => el("button", {
    class: "tab", type: "button", role: "tab", "aria-selected": String(store.tab === key), on: { click: () => openTab(key) },
  }, say(key));
  return el("div", { class: "tabs", role: "tablist" }, tab("home"), tab("messages"));
}

async function openTab(key) {
  goTo({ tab: key });
  if (key !== "home") return;
  await perform({ do: "open_home" });
}

function homeView() {
  const view = store.look.home;
  home.setAttribute("aria-label", say("home"));
  if (!view) {
    home.replaceChildren(el("p", { class: "home-empty" }, say("home_empty")));
    return home;
  }
  if (homeSurface?.container.view !== view.id) {
    homeSurface = new Surface({ view: view.id });
    home.replaceChildren();
  }
  homeSurface.state = view.state ?? {};
  if (showBlocks(home, view.blocks, homeSurface)) home.focus();
  return home;
}

function hintBar() {
  if (localStorage.getItem(HINT_HIDDEN) || isAppTalk()) return [];
  hint.replaceChildren(el("span", {}, `${say("hint_try")} `, el("code", {}, COMMAND_TO_TRY)),
    el("button", { class: "plain-button", type: "button", "aria-label": say("hide_hint"), on: { click: hideHint } }, icon("close")));
  return [hint];
}

/** Whoever has closed it, or typed a command, needs it no more. */
function hideHint() {
  localStorage.setItem(HINT_HIDDEN, "yes");
  hint.remove();
}

function whereToWrite(room, name) {
  if (channel(room)?.is_archived) {
    outside.textContent = say("archived", { name: channel(room).name });
    return outside;
  }
  if (channel(room)?.joined === false) {
    outside.textContent = say("joined_not", { name: channel(room).name });
    return outside;
  }
  composer.show({ room, name });
  return composer.node;
}

function showThread(all, room, moved) {
  const ts = store.thread;
  if (moved || thread.dataset.ts !== ts) threadList.clear();
  thread.dataset.ts = ts;
  thread.setAttribute("aria-label", say("thread"));
  const close = el("button", { class: "plain-button", type: "button", "aria-label": say("close"), on: { click: () => goTo({ thread: null }) } }, icon("close"));
  threadHead.replaceChildren(el("h1", {}, say("thread")), close);
  threadList.show(all.filter((message) => message.ts === ts || message.thread_ts === ts), { room, name: say("thread") });
  threadComposer.show({ room, name: say("thread"), thread: ts });
  return thread;
}
