// "Faults": what shall go wrong, with what, and how often; and what still waits to.

import * as server from "./server.js";
import { el, freshId, icon } from "./dom.js";
import { whileBusy } from "./elements.js";
import { FAULT_WORDS } from "./fault-words.js";
import { openBox } from "./popover.js";
import { whenChanged } from "./store.js";
import { say } from "./words.js";

const MOST_TIMES = 100;
const LONGEST_SECONDS = 600;

let known = { waiting: [], held: [], offered: [] };
let chosen = { what: "click", mishap: "twice" }; // kept while the page is open: one tries the same thing again and again
let showList = () => {};

const count = el("span", { class: "strip-count", hidden: true });
const wide = el("span", { class: "wide-only" });
const button = el("button", {
  class: "strip-button faults", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", on: { click: open },
}, icon("bolt"), wide, count);

/** The button in the strip, which tells how many faults wait. */
export function faultsButton() {
  const n = known.waiting.length;
  wide.textContent = say("faults");
  count.textContent = String(n);
  count.hidden = !n;
  button.setAttribute("aria-label", say("faults_label", { n }));
  return button;
}

/** A mishap in words; what only a test has asked for has only its name, as methods of Slack have. */
export function nameOfFault(name) {
  return sayIfKnown(`fault_${name}`, name);
}

function nameOfWhat(what) {
  return sayIfKnown(`what_${what.replaceAll(" ", "_")}`, what);
}

function sayIfKnown(key, name) {
  return key in FAULT_WORDS.da ? say(key) : name;
}

// What has waited is gone when it has happened, and then something has changed.
whenChanged(() => (known.waiting.length || known.held.length) && look());

async function look() {
  known = await server.faults();
  faultsButton();
  showList();
}

async function open() {
  await look();
  const form = el("form", { class: "faults-form", novalidate: true, on: { submit: begin } });
  const error = el("div", { class: "field-error", role: "alert" });
  const said = el("div", { class: "unseen", role: "status" });
  const list = el("div", { class: "faults-list" });
  const what = labelled(say("faults_what"), el("select", { class: "field", on: { change: () => choose({ what: what.control.value }) } }, offeredWhats()));
  const mishap = labelled(say("faults_how"), el("select", { class: "field", on: { change: () => choose({ mishap: mishap.control.value }) } }));
  const times = labelled(say("faults_times"), numberField(1, 1, MOST_TIMES));
  const seconds = labelled(say("faults_seconds"), numberField(5, 0, LONGEST_SECONDS));
  const start = el("button", { class: "button primary", type: "submit" }, say("faults_start"));
  form.append(what.node, mishap.node, el("div", { class: "faults-row" }, times.node, seconds.node, start), error);
  const box = el("div", { class: "box faults-box", role: "dialog", "aria-label": say("faults_begin") },
    el("h2", {}, say("faults_begin")), form, said, list);
  showList = () => list.replaceChildren(...waiting());
  choose({});
  showList();
  openBox(button, box, () => { showList = () => {}; });
  what.control.focus();

  function choose(wish) {
    chosen = { ...chosen, ...wish };
    what.control.value = chosen.what;
    const { mishaps } = known.offered.find((each) => each.what === chosen.what);
    mishap.control.replaceChildren(...mishaps.map((each) => el("option", { value: each.name }, nameOfFault(each.name))));
    const fitting = mishaps.find((each) => each.name === chosen.mishap) ?? mishaps[0];
    if (fitting.name !== chosen.mishap || "mishap" in wish || seconds.node.hidden) seconds.control.value = fitting.seconds;
    chosen.mishap = fitting.name;
    mishap.control.value = fitting.name;
    seconds.node.hidden = !fitting.takes;
  }

  async function begin(event) {
    event.preventDefault();
    const asked = { ...chosen, times: times.control.valueAsNumber, seconds: seconds.node.hidden ? null : seconds.control.valueAsNumber };
    try {
      const fault = await whileBusy(start, server.makeFault(asked));
      error.textContent = "";
      await look();
      said.textContent = say("faults_begun", { fault: inWords(fault) });
    } catch (failure) {
      error.textContent = failure.message;
    }
  }
}

function offeredWhats() {
  const group = (label, fits) => el("optgroup", { label }, known.offered.filter(fits).map((each) => el("option", { value: each.what }, nameOfWhat(each.what))));
  return [
    group(say("log_to_app"), (each) => each.direction === "to app"),
    group(say("log_from_app"), (each) => each.direction === "from app" && !each.is_method),
    group(say("methods"), (each) => each.is_method),
  ];
}

function waiting() {
  const { waiting: left, held } = known;
  if (!left.length && !held.length) return [el("p", { class: "list-note" }, say("faults_none"))];
  const rows = [...left.map((fault) => row(fault, inWords(fault))), ...held.map((fault) => row(fault, say("faults_held", { fault: named(fault) })))];
  return [
    el("div", { class: "faults-head" }, el("h3", {}, say("faults_waiting")),
      el("button", { class: "button default small", type: "button", on: { click: () => clear() } }, say("faults_clear"))),
    el("ul", { class: "faults-waiting" }, rows),
  ];
}

function row(fault, words) {
  const remove = el("button", {
    class: "plain-button", type: "button", "aria-label": say("faults_clear_one", { fault: words }), on: { click: () => clear(fault.number) },
  }, icon("close"));
  return el("li", {}, el("span", {}, words), remove);
}

async function clear(number = null) {
  await server.clearFaults(number);
  await look();
  button.ownerDocument.querySelector(".faults-box select")?.focus(); // what was pressed is gone
}

function named(fault) {
  return `${nameOfWhat(fault.what)}: ${nameOfFault(fault.name)}`;
}

function inWords(fault) {
  const times = fault.times === 1 ? say("faults_times_left_one") : say("faults_times_left", { n: fault.times });
  return `${named(fault)} (${times})`;
}

function numberField(value, min, max) {
  return el("input", { class: "field", type: "number", min, max, step: "any", required: true, props: { value } });
}

function labelled(words, control) {
  control.id = freshId("fault");
  return { control, node: el("div", { class: "faults-field" }, el("label", { for: control.id }, words), control) };
}
