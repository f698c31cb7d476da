// "Log": what was sent between Slack and the app, in both directions, newest first, and what each line holds.

import * as server from "./server.js";
import { el, icon } from "./dom.js";
import { nameOfFault } from "./faults.js";
import { whenChanged } from "./store.js";
import { exactTime } from "./times.js";
import { language, say } from "./words.js";

const MOST_SHOWN = 200;
const LOOK_AGAIN_MS = 1500;
const FILTER_AFTER_MS = 250;

let panel = null;

const wide = el("span", { class: "wide-only" });
const button = el("button", { class: "strip-button log-button", type: "button", on: { click: toggle } }, icon("list"), wide);

/** The button in the strip, which opens the log beside the room and closes it again. */
export function logButton() {
  wide.textContent = say("log");
  button.setAttribute("aria-label", say("log_label"));
  button.setAttribute("aria-expanded", String(Boolean(panel)));
  if (panel && panel.language !== language()) reopened();
  return button;
}

function toggle() {
  if (panel) close();
  else open();
}

function open() {
  panel = new LogPanel(close);
  document.getElementById("workspace").append(panel.node);
  panel.follow();
  logButton();
  panel.search.focus();
}

function close() {
  panel.end();
  panel = null;
  logButton();
  button.focus();
}

function reopened() {
  panel.end();
  open();
}

whenChanged(() => panel?.look());

class LogPanel {
  constructor(close) {
    this.language = language();
    this.newest = 0;
    this.asking = null;
    this.direction = el("select", { class: "field", "aria-label": say("log_direction"), on: { change: () => this.#begin() } },
      el("option", { value: "" }, say("log_any_direction")),
      el("option", { value: "to app" }, say("log_to_app")),
      el("option", { value: "from app" }, say("log_from_app")));
    this.search = el("input", {
      class: "field", type: "search", placeholder: say("log_search"), "aria-label": say("log_search"), autocomplete: "off",
      on: { input: () => this.#beginSoon() },
    });
    this.state = el("p", { class: "log-state", role: "status" });
    this.lines = el("ol", { class: "log-lines", reversed: true });
    this.node = el("aside", { class: "log", "aria-label": say("log_label"), on: { keydown: (event) => event.key === "Escape" && close() } },
      el("div", { class: "log-head" }, el("h2", {}, say("log")),
        el("button", { class: "plain-button", type: "button", "aria-label": say("close"), on: { click: close } }, icon("close"))),
      el("div", { class: "log-filters" }, this.direction, this.search), this.state, this.lines);
  }

  /** Look now, and again as long as the panel is open and looked at. */
  async follow() {
    if (!this.node.isConnected) return;
    if (!document.hidden) await this.look();
    this.timer = setTimeout(() => this.follow(), LOOK_AGAIN_MS);
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.soon);
    this.node.remove();
  }

  #beginSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#begin(), FILTER_AFTER_MS);
  }

  #begin() {
    this.newest = 0;
    this.lines.replaceChildren();
    this.asking = null;
    this.look();
  }

  async look() {
    if (this.asking) return;
    const mine = server.exchanges({ after: this.newest, direction: this.direction.value, text: this.search.value.trim() });
    this.asking = mine;
    try {
      const { newest, lines } = await mine;
      if (this.asking === mine) this.#show(newest, lines);
    } catch {
      // The page says by itself that the server is away; the next look finds it again.
    } finally {
      if (this.asking === mine) this.asking = null;
    }
  }

  #show(newest, lines) {
    if (newest < this.newest) return this.#startAnew();
    this.newest = newest;
    this.lines.prepend(...lines.reverse().map(lineOf));
    while (this.lines.children.length > MOST_SHOWN) this.lines.lastChild.remove();
    const filtered = this.direction.value || this.search.value.trim();
    const state = this.lines.children.length
      ? say("log_count", { n: this.lines.children.length, what: this.lines.firstChild.dataset.what })
      : say(filtered ? "log_nothing_fits" : "log_empty");
    if (this.state.textContent !== state) this.state.textContent = state;
    return null;
  }

  // The server has begun anew, and so its numbers.
  #startAnew() {
    this.newest = 0;
    this.lines.replaceChildren();
  }
}

function lineOf(line) {
  const failed = line.status === 0 || line.status >= 400 || line.error;
  const status = [line.status || say("log_no_answer"), line.error].filter(Boolean).join(" ");
  const toApp = line.direction === "to app";
  const detail = el("div", { class: "log-detail", hidden: true });
  const opener = el("button", { class: "log-line", type: "button", "aria-expanded": "false", on: { click: () => openDetail(line.number, opener, detail) } },
    el("time", {}, line.at ? exactTime(new Date(line.at)) : ""),
    el("span", { class: toApp ? "log-way to-app" : "log-way", title: say(toApp ? "log_to_app" : "log_from_app") },
      el("span", { "aria-hidden": "true" }, toApp ? "→" : "←"), el("span", { class: "unseen" }, say(toApp ? "log_to_app" : "log_from_app"))),
    el("span", { class: "log-what" }, el("strong", {}, line.what), line.about && ` ${line.about}`),
    el("span", { class: failed ? "log-status failed" : "log-status" }, status),
    el("span", { class: "log-took" }, took(line.seconds)),
    line.fault && el("span", { class: "log-fault" }, icon("bolt"), el("span", { class: "unseen" }, say("log_fault")), nameOfFault(line.fault)));
  return el("li", { "data-what": line.what }, opener, detail);
}

function took(seconds) {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toLocaleString(language(), { maximumFractionDigits: 1 })} s`;
}

async function openDetail(number, opener, detail) {
  const opens = detail.hidden;
  detail.hidden = !opens;
  opener.setAttribute("aria-expanded", String(opens));
  if (!opens || detail.hasChildNodes()) return;
  try {
    const { path, request, answer } = await server.exchange(number);
    detail.replaceChildren(el("p", { class: "log-path" }, path), ...said(say("log_sent"), request), ...said(say("log_answered"), answer));
  } catch (failure) {
    detail.replaceChildren(el("p", { class: "field-error" }, failure.message));
  }
}

function said(heading, { text, left_out: leftOut }) {
  const words = leftOut ? `${text}\n${say("log_left_out", { n: leftOut })}` : text;
  const body = words ? el("pre", { tabindex: "0" }, words) : el("p", { class: "log-path" }, say("log_nothing"));
  return [el("h3", {}, heading), body];
}
