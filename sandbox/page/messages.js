// The messages of one room or one thread, each kept in step by its ts.

import { showBlocks } from "./blocks.js";
import { arrange, el, icon } from "./dom.js";
import { sharedFile } from "./files.js";
import { spokenText, unescape } from "./mrkdwn.js";
import { appBadge, avatar } from "./people.js";
import { openMenu } from "./popover.js";
import { goTo, nameOf, perform, store, tell } from "./store.js";
import { Surface } from "./surface.js";
import { clockTime, dayName, longMoment, momentOf } from "./times.js";
import { language, say } from "./words.js";

const SHOWN_AT_FIRST = 100;
const SAME_BREATH_SECONDS = 5 * 60;
const NEAR_THE_END_PX = 60;

export class MessageList {
  /** `inThread` leaves out what only the room shows: how many replies there are, and where to write one. */
  constructor({ inThread = false } = {}) {
    this.inThread = inThread;
    this.rows = new Map();
    this.limit = SHOWN_AT_FIRST;
    this.list = el("div", { class: "message-list" });
    this.older = el("button", { class: "button default older", type: "button", on: { click: () => this.#showOlder() } });
    this.scroller = el("div", { class: "message-scroll", tabindex: "0", role: "region", on: { scroll: () => this.#onScroll() } }, this.older, this.list);
    this.jump = el("button", { class: "jump", type: "button", hidden: true, on: { click: () => this.toEnd() } });
    this.node = el("div", { class: "message-frame" }, this.scroller, this.jump);
    this.stuck = true;
    this.lastTop = 0;
    const watch = new ResizeObserver(() => this.stuck && this.toEnd());
    watch.observe(this.list); // a picture arrives, a card grows
    watch.observe(this.scroller); // the composer grows, the window turns
  }

  /** Forget the room that was shown; the next one starts at its newest message. */
  clear() {
    this.rows.clear();
    this.list.replaceChildren();
    this.limit = SHOWN_AT_FIRST;
    this.stuck = true;
  }

  show(messages, { room, name, replies = new Map() }) {
    this.room = room;
    this.shown = { messages, place: { room, name, replies } };
    this.scroller.setAttribute("aria-label", say("messages_in", { name }));
    this.older.textContent = say("older");
    this.older.hidden = messages.length <= this.limit;
    const newest = messages.slice(-this.limit);
    const known = new Set(this.rows.keys());
    arrange(this.list, this.#withDays(newest, replies));
    const isNew = newest.some((message) => !known.has(message.ts)) && known.size > 0;
    for (const ts of known) if (!newest.some((message) => message.ts === ts)) this.rows.delete(ts);
    if (this.stuck) this.toEnd();
    else if (isNew) this.jump.replaceChildren(say("new_messages"), icon("chevron"));
    this.jump.hidden = this.stuck || !(isNew || !this.jump.hidden);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
    this.stuck = true;
  }

  #showOlder() {
    this.limit += SHOWN_AT_FIRST;
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.stuck = false;
    this.show(this.shown.messages, this.shown.place);
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
    this.stuck = atEnd || (this.stuck && scrollTop >= this.lastTop); // only a person scrolls upwards
    this.lastTop = scrollTop;
    if (this.stuck) this.jump.hidden = true;
  }

  #withDays(messages, replies) {
    const nodes = [];
    const days = new Map([...this.list.querySelectorAll(".day")].map((node) => [node.dataset.day, node]));
    const now = new Date(store.look.now);
    messages.forEach((message, at) => {
      const before = messages[at - 1];
      const day = dayName(momentOf(message.ts), now);
      const newDay = !before || dayName(momentOf(before.ts), now) !== day;
      if (newDay && !this.inThread) nodes.push(days.get(day) ?? dayLine(day));
      nodes.push(this.#row(message, { follows: !newDay && sameBreath(before, message), replies: replies.get(message.ts) ?? [] }));
    });
    return nodes;
  }

  #row(message, around) {
    const row = this.rows.get(message.ts) ?? newRow(this.room, message);
    this.rows.set(message.ts, row);
    const { blocks, ...rest } = message;
    const sign = JSON.stringify([rest, around.follows, around.replies.length, language(), nameOf(message.user)]);
    if (row.sign !== sign) dress(row, message, around, this.inThread);
    row.sign = sign;
    if (row.editing) return row.node;
    const shown = blocks?.length ? blocks : [{ type: "section", block_id: "text", text: { type: "mrkdwn", text: message.text } }];
    const empty = !blocks?.length && !message.text;
    if (showBlocks(row.content, empty ? [] : shown, row.surface)) row.node.focus({ preventScroll: true });
    return row.node;
  }
}

function dayLine(day) {
  return el("div", { class: "day", "data-day": day, role: "separator" }, el("span", {}, day));
}

function sameBreath(before, message) {
  const near = Number(message.ts) - Number(before.ts) < SAME_BREATH_SECONDS;
  return near && before.user === message.user && !message.ephemeral && !before.ephemeral;
}

function newRow(room, message) {
  const trouble = el("div", { class: "message-trouble", role: "alert", hidden: true });
  const onTrouble = (sentence) => {
    trouble.hidden = !sentence;
    trouble.replaceChildren(...(sentence ? [icon("alert"), sentence] : []));
  };
  const row = { trouble, surface: new Surface({ channel: room, ts: message.ts }, onTrouble) };
  row.head = el("div", { class: "message-head" });
  row.side = el("div", { class: "message-side" });
  row.content = el("div", { class: "message-content" });
  row.tail = el("div", { class: "message-tail" });
  row.tools = el("div", { class: "message-tools" });
  const main = el("div", { class: "message-main" }, row.head, row.content, row.tail, trouble);
  row.node = el("article", { class: "message", tabindex: "-1", "data-ts": message.ts }, row.side, main, row.tools);
  return row;
}

function dress(row, message, { follows, replies }, inThread) {
  const moment = momentOf(message.ts);
  const time = el("time", { datetime: moment.toISOString(), title: longMoment(moment) }, clockTime(moment));
  row.node.classList.toggle("follows", follows);
  row.node.classList.toggle("ephemeral", Boolean(message.ephemeral));
  row.node.setAttribute("aria-label", `${nameOf(message.user)}, ${clockTime(moment)}`);
  row.side.replaceChildren(follows ? time.cloneNode(true) : avatar(message.user));
  const onlyYou = message.ephemeral && el("div", { class: "only-you" }, icon("eye"), say("only_you"));
  const who = el("strong", { class: "author" }, nameOf(message.user));
  row.head.replaceChildren(...[onlyYou, !follows && el("div", { class: "byline" }, who, appBadge(message.user), time)].filter(Boolean));
  row.tail.replaceChildren(...tail(message, replies, inThread));
  row.tools.replaceChildren(...tools(row, message, inThread));
}

function tail(message, replies, inThread) {
  const nodes = (message.files ?? []).map(sharedFile);
  if (message.edited) nodes.unshift(el("span", { class: "edited" }, say("edited")));
  if (replies.length && !inThread) {
    const words = replies.length === 1 ? say("replies_one") : say("replies", { n: replies.length });
    nodes.push(el("button", { class: "link-button", type: "button", on: { click: () => goTo({ thread: message.ts }) } }, words));
  }
  return nodes;
}

function tools(row, message, inThread) {
  const made = [];
  const room = row.surface.container.channel;
  if (!inThread && !message.ephemeral) {
    made.push(el("button", { class: "tool", type: "button", "aria-label": say("reply"), on: { click: () => goTo({ thread: message.ts }) } }, icon("reply")));
  }
  if (message.user === store.seat && !message.ephemeral) {
    const items = [
      { label: say("edit_message"), act: () => edit(row, message) },
      { label: say("delete_message"), danger: true, act: () => change(row, { do: "delete_message", channel: room, ts: message.ts }) },
    ];
    const more = el("button", {
      class: "tool", type: "button", "aria-haspopup": "menu", "aria-label": say("more_actions"),
      on: { click: () => openMenu(more, items, say("more_actions")) },
    }, icon("more"));
    made.push(more);
  }
  return made;
}

async function change(row, deed) {
  const answer = await perform(deed);
  if (!answer.ok) row.surface.onTrouble(answer.error);
}

function edit(row, message) {
  const field = el("textarea", { class: "field", rows: 3, "aria-label": say("edit_message"), props: { value: unescape(message.text) } });
  const done = () => {
    row.editing = false;
    row.content.replaceChildren();
  };
  const save = async () => {
    done();
    await change(row, { do: "edit_message", channel: row.surface.container.channel, ts: message.ts, text: field.value });
  };
  const stop = () => {
    done();
    tell();
  };
  row.editing = true;
  row.content.replaceChildren(field, el("div", { class: "edit-foot" },
    el("button", { class: "button default small", type: "button", on: { click: stop } }, say("cancel")),
    el("button", { class: "button primary small", type: "button", on: { click: save } }, say("save"))));
  field.focus();
}

/**
 * Read aloud, once, what others write or rewrite here. `heard` keeps each message's text by its ts; what stood there
 * when the room was opened is not news.
 */
export function announce(announcer, messages, heard) {
  for (const message of messages.slice(-SHOWN_AT_FIRST)) {
    const text = message.text || message.files?.[0]?.name || "";
    const isNews = heard.ready && heard.get(message.ts) !== text && message.user !== store.seat;
    if (isNews) announcer.textContent = `${nameOf(message.user)}: ${spokenText(message)}`;
    heard.set(message.ts, text);
  }
  heard.ready = true;
}
