// The room one stands in: its heading, its messages or the app's Home tab, and where one writes.

import { showBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { arrange, el, icon } from "./dom.js";
import { announce, MessageList } from "./messages.js";
import { appBadge, avatar } from "./people.js";
import { openMenu } from "./popover.js";
import { setDrawer } from "./sidebar.js";
import { appUser, channel, direct, goTo, inAppTalk, isFirstPlace, keepSince, nameOf, perform, person, roomName, showOlder, store } from "./store.js";
import { Surface } from "./surface.js";
import { say } from "./words.js";

const HINT_HIDDEN = "anker-page-hint-hidden";
/** What whoever sits down first may do in the first room; what everybody may do everywhere is a word. */
const FIRST_COMMAND = "/barometer start";

const head = el("header", { class: "room-head" });
const hint = el("div", { class: "hint" });
const list = new MessageList({ id: "messages-panel", onOlder: showOlder, onReading: keepSince });
const composer = new Composer({ placeholder: (name) => say("message_to", { name }), onCommand: hideHint });
const outside = el("div", { class: "outside" });
const PANELS = { home: "home-panel", messages: "messages-panel" };
const home = el("div", { class: "home", tabindex: "0", role: "region", id: PANELS.home });
const talk = el("section", { class: "talk" });
const thread = el("section", { class: "thread" });
const narrow = matchMedia("(max-width: 700px)");
const threadHead = el("header", { class: "room-head" });
const threadList = new MessageList({ inThread: true });
const threadComposer = new Composer({ placeholder: () => say("write_reply") });
thread.append(threadHead, threadList.node, threadComposer.node);
thread.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && goTo({ thread: null }));

let heard = null;
let shownPlace = "";
let shownThread = null;
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
  const atHome = store.tab === "home" && inAppTalk();
  if (atHome) arrange(talk, [head, homeView()]);
  else arrange(talk, [head, ...hintBar(), list.node, whereToWrite(room, name)]);
  if (!atHome) showMessages(all ?? [], room, name);
  const inThread = thread.contains(document.activeElement);
  arrange(main, store.thread ? [talk, showThread(all ?? [], room, moved)] : [talk]);
  followThread(main, inThread);
  if (moved) heard = null;
  if (all) heard = announce(announcer, all, heard);
  document.title = `${name} – ${store.look.town.name}`;
}

/** The focus goes into a thread that is opened by a press, and back to its message when it is closed. */
function followThread(main, wasInside) {
  const before = shownThread;
  shownThread = store.thread;
  if (before === shownThread) return;
  const close = thread.querySelector(".thread-close");
  if (shownThread && list.node.contains(document.activeElement)) (narrow.matches ? close : threadComposer.field).focus();
  else if (!shownThread && wasInside) (main.querySelector(`[data-ts="${before}"]`) ?? list.scroller).focus({ preventScroll: true });
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
    class: "plain-button drawer-button", type: "button", "aria-label": say("open_menu"), "data-focus": "drawer",
    on: { click: () => setDrawer(document.getElementById("sidebar"), true) },
  }, icon("menu"));
  const title = el("h1", {}, talkWith ? [avatar(talkWith, "small"), nameOf(talkWith), appBadge(talkWith)] : channelTitle());
  const topic = channel(store.room)?.topic;
  const size = channel(store.room) && el("span", { class: "size", title: say("people_here", { n: channel(store.room).size }) },
    icon("people"), el("span", { "aria-hidden": "true" }, String(channel(store.room).size)),
    el("span", { class: "unseen" }, say("people_here", { n: channel(store.room).size })));
  const focus = head.contains(document.activeElement) && document.activeElement.dataset.focus;
  head.replaceChildren(...[drawer, title, topic && el("span", { class: "topic" }, topic), inAppTalk() && tabs(), size, channel(store.room) && channelMenu()].filter(Boolean));
  if (focus) head.querySelector(`[data-focus="${focus}"]`)?.focus();
}

/** What one may do to the channel: what Slack has in its own menu for it. */
function channelMenu() {
  const more = el("button", {
    class: "plain-button channel-menu", type: "button", "aria-haspopup": "menu", "aria-label": say("channel_menu"), "data-focus": "menu",
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
    class: "tab", type: "button", role: "tab", id: `tab-${key}`, "aria-selected": String(store.tab === key), "data-focus": key,
    "aria-controls": PANELS[key], tabindex: store.tab === key ? "0" : "-1", on: { click: () => goTo({ tab: key }) },
  }, say(key));
  const other = (event) => {
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const next = store.tab === "home" ? "messages" : "home";
    head.querySelector(`[data-focus="${next}"]`).focus();
    goTo({ tab: next });
  };
  return el("div", { class: "tabs", role: "tablist", "aria-label": roomName(store.room), on: { keydown: other } }, tab("home"), tab("messages"));
}

function homeView() {
  const view = store.look.home;
  home.setAttribute("aria-label", say("home"));
  if (!view) {
    home.replaceChildren(el("p", { class: "home-empty" }, say("home_empty")));
    return home;
  }
  if (homeSurface?.container.view !== view.id) {
    homeSurface = Object.assign(new Surface({ view: view.id }), { heading: "h2" });
    home.replaceChildren();
  }
  homeSurface.state = view.state ?? {};
  if (showBlocks(home, view.blocks, homeSurface)) home.focus();
  return home;
}

function hintBar() {
  if (localStorage.getItem(HINT_HIDDEN) || inAppTalk()) return [];
  const command = isFirstPlace() ? FIRST_COMMAND : say("command_for_all");
  const sign = `${say("hint_try")} ${command}`;
  if (hint.sign === sign) return [hint];
  hint.sign = sign;
  hint.replaceChildren(el("span", {}, `${say("hint_try")} `, el("code", {}, command)),
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
  if (threadHead.sign !== say("thread")) {
    const close = el("button", { class: "plain-button thread-close", type: "button", "aria-label": say("close"), on: { click: () => goTo({ thread: null }) } }, icon("close"));
    threadHead.replaceChildren(el("h2", {}, say("thread")), close);
    threadHead.sign = say("thread");
  }
  threadList.show(all.filter((message) => message.ts === ts || message.thread_ts === ts), { room, name: say("thread") });
  threadComposer.show({ room, name: say("thread"), thread: ts });
  return thread;
}
