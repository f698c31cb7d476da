// The messages of one room or one thread, each kept in step by its ts.

import { showBlocks } from "./blocks.js";
import { arrange, el, icon } from "./dom.js";
import { sharedFile } from "./files.js";
import { spokenText, unescape } from "./mrkdwn.js";
import { appBadge, avatar } from "./people.js";
import { openMenu } from "./popover.js";
import { goTo, nameOf, perform, store } from "./store.js";
import { Surface } from "./surface.js";
import { clockTime, dayName, longMoment, momentOf, today } from "./times.js";
import { language, say } from "./words.js";

const SAME_BREATH_SECONDS = 5 * 60;
const NEAR_THE_END_PX = 60;

export class MessageList {
  /**
   * `inThread` leaves out what only the room shows: how many replies there are, and where to write one. `onOlder`
   * fetches older messages, `onReading(ts)` is told from where on one reads, or "" for a reader at the end.
   */
  constructor({ id = null, inThread = false, onOlder = () => {}, onReading = () => {} } = {}) {
    Object.assign(this, { inThread, onOlder, onReading });
    this.rows = new Map();
    this.list = el("div", { class: "message-list" });
    this.older = el("button", { class: "button default older", type: "button", on: { click: () => this.#showOlder() } });
    const on = { scroll: () => this.#onScroll(), keydown: (event) => this.#onKey(event) };
    this.scroller = el("div", { class: "message-scroll", tabindex: "0", role: "region", id, on }, this.older, this.list);
    this.jump = el("button", { class: "jump", type: "button", hidden: true, on: { click: () => this.#jumpToEnd() } });
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
    this.#stick(true);
  }

  /** Show these messages, oldest first; those that are as before are not touched. */
  show(messages, { room, name, older = false }) {
    this.room = room;
    this.scroller.setAttribute("aria-label", say("messages_in", { name }));
    this.older.textContent = say("older");
    this.older.hidden = !older;
    this.oldest = messages[0]?.ts ?? "";
    const newestBefore = [...this.rows.keys()].at(-1);
    const nodes = this.#withDays(messages);
    const focused = document.activeElement.closest(".message")?.dataset.ts;
    const lost = arrange(this.list, nodes);
    this.#forget(messages);
    if (lost) this.#focusAfter(focused);
    const isNew = Boolean(newestBefore) && messages.at(-1)?.ts > newestBefore;
    if (this.stuck) this.toEnd();
    if (this.jump.lang !== language()) this.jump.replaceChildren(say("new_messages"), icon("chevron"));
    this.jump.lang = language();
    this.jump.hidden = this.stuck || !(isNew || !this.jump.hidden);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
    this.#stick(true);
  }

  #jumpToEnd() {
    this.toEnd();
    this.scroller.focus({ preventScroll: true });
  }

  /** What had the focus is gone: it goes to the next message, or the last. */
  #focusAfter(ts) {
    const next = [...this.rows.values()].find((row) => row.message.ts > ts) ?? [...this.rows.values()].at(-1);
    (next?.node ?? this.scroller).focus({ preventScroll: true });
  }

  /** Arrows go from message to message; Tab then reaches what can be done with one. */
  #onKey(event) {
    const rows = [...this.list.querySelectorAll(".message")];
    const at = rows.indexOf(event.target);
    if (!rows.length || (at < 0 && event.target !== this.scroller)) return;
    const next = { ArrowUp: at < 0 ? rows.length - 1 : at - 1, ArrowDown: at < 0 ? rows.length - 1 : at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, next))].focus();
  }

  #stick(stuck) {
    this.stuck = stuck;
    this.onReading(stuck ? "" : this.oldest ?? "");
  }

  #forget(messages) {
    const shown = new Set(messages.map((message) => message.ts));
    for (const ts of [...this.rows.keys()]) if (!shown.has(ts)) this.rows.delete(ts);
    this.rows = new Map(messages.map(({ ts }) => [ts, this.rows.get(ts)])); // oldest first, whenever they came
  }

  async #showOlder() {
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    const first = this.list.querySelector(".message");
    this.#stick(false);
    await this.onOlder();
    this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    if (this.older.hidden && document.activeElement === document.body) first?.focus({ preventScroll: true });
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
    this.#stick(atEnd || (this.stuck && scrollTop >= this.lastTop)); // only a person scrolls upwards
    this.lastTop = scrollTop;
    if (this.stuck) this.jump.hidden = true;
  }

  #withDays(messages) {
    const nodes = [];
    const days = new Map([...this.list.querySelectorAll(".day")].map((node) => [node.dataset.day, node]));
    const date = today(new Date(store.look.now));
    let dayBefore = null;
    messages.forEach((message, at) => {
      const row = this.rows.get(message.ts) ?? newRow(this.room, message);
      this.rows.set(message.ts, row);
      const day = dayOf(row, message, date);
      const newDay = day !== dayBefore;
      dayBefore = day;
      if (newDay && !this.inThread) nodes.push(days.get(day) ?? dayLine(day));
      keepInStep(row, message, !newDay && sameBreath(messages[at - 1], message), this.inThread);
      nodes.push(row.node);
    });
    return nodes;
  }
}

function dayOf(row, message, date) {
  const sign = `${date} ${language()}`;
  if (row.daySign !== sign) Object.assign(row, { daySign: sign, day: dayName(momentOf(message.ts), new Date(store.look.now)) });
  return row.day;
}

/** A message that is the one it was, among the same neighbours and names, keeps all its nodes. */
function keepInStep(row, message, follows, inThread) {
  const sign = JSON.stringify([follows, language(), nameOf(message.user), store.seat]);
  if (row.message === message && row.sign === sign) return;
  const { blocks, ...rest } = message;
  const around = `${sign} ${JSON.stringify(rest)}`;
  if (row.around !== around) dress(row, message, follows, inThread);
  Object.assign(row, { message, sign, around });
  if (!row.editing) showContent(row, message);
}

function showContent(row, { blocks, text }) {
  const asBlock = { type: "section", block_id: "text", text: { type: "mrkdwn", text } };
  const shown = blocks?.length ? blocks : [text && asBlock].filter(Boolean);
  if (showBlocks(row.content, shown, row.surface)) row.node.focus({ preventScroll: true });
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
  const surface = Object.assign(new Surface({ channel: room, ts: message.ts }, onTrouble), { heading: "h2" });
  const row = { trouble, surface };
  row.head = el("div", { class: "message-head" });
  row.side = el("div", { class: "message-side" });
  row.content = el("div", { class: "message-content" });
  row.tail = el("div", { class: "message-tail" });
  row.tools = el("div", { class: "message-tools" });
  const main = el("div", { class: "message-main" }, row.head, row.content, row.tail, trouble);
  row.node = el("article", { class: "message", tabindex: "-1", "data-ts": message.ts }, row.side, main, row.tools);
  return row;
}

function dress(row, message, follows, inThread) {
  const moment = momentOf(message.ts);
  const time = el("time", { datetime: moment.toISOString(), title: longMoment(moment) }, clockTime(moment));
  row.node.classList.toggle("follows", follows);
  row.node.classList.toggle("ephemeral", Boolean(message.ephemeral));
  row.node.setAttribute("aria-label", `${nameOf(message.user)}, ${clockTime(moment)}`);
  row.side.replaceChildren(follows ? time.cloneNode(true) : avatar(message.user));
  const onlyYou = message.ephemeral && el("div", { class: "only-you" }, icon("eye"), say("only_you"));
  const who = el("strong", { class: "author" }, nameOf(message.user));
  row.head.replaceChildren(...[onlyYou, !follows && el("div", { class: "byline" }, who, appBadge(message.user), time)].filter(Boolean));
  row.tail.replaceChildren(...tail(message, inThread));
  row.tools.replaceChildren(...tools(row, message, inThread));
}

function tail(message, inThread) {
  const nodes = (message.files ?? []).map(sharedFile);
  if (message.edited) nodes.unshift(el("span", { class: "edited" }, say("edited")));
  if (message.replies && !inThread) {
    const words = message.replies === 1 ? say("replies_one") : say("replies", { n: message.replies });
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
  const stop = () => {
    row.editing = false;
    row.content.replaceChildren();
    showContent(row, row.message);
    row.node.focus({ preventScroll: true });
  };
  const save = async () => {
    const text = field.value;
    stop();
    await change(row, { do: "edit_message", channel: row.surface.container.channel, ts: message.ts, text });
  };
  row.editing = true;
  row.content.replaceChildren(field, el("div", { class: "edit-foot" },
    el("button", { class: "button default small", type: "button", on: { click: stop } }, say("cancel")),
    el("button", { class: "button primary small", type: "button", on: { click: save } }, say("save"))));
  field.focus();
}

/**
 * Read aloud, once, what others write or rewrite here. `heard` keeps each message by its ts and is null when the room
 * has just been opened: what stood there then is not news, nor is what is fetched from further up. Answers the next.
 */
export function announce(announcer, messages, heard) {
  const newest = heard ? [...heard.keys()].at(-1) ?? "" : null;
  const isNews = (message) => {
    const before = heard.get(message.ts);
    return message.user !== store.seat && (before ? before !== message && words(before) !== words(message) : message.ts > newest);
  };
  const news = heard ? messages.filter(isNews) : [];
  if (news.length) announcer.textContent = news.map((each) => `${nameOf(each.user)}: ${spokenText(each)}`).join("\n");
  return new Map(messages.map((message) => [message.ts, message]));
}

function words(message) {
  return message.text || message.files?.[0]?.name || "";
}
