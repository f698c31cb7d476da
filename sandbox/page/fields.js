// Elements that one types into: text, numbers, dates and times.

import { el, freshId, icon } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { fieldDate, fieldParts, fieldTime, fromWallClock } from "./times.js";
import { say } from "./words.js";

const SLACKS_LONGEST = 3000;
const COUNT_FROM_LEFT = 100;

/** A line or a box of text, with a counter when little room is left. */
export function textField(element, block, surface, names) {
  const counter = el("small", { class: "counter", id: freshId("counter"), "aria-live": "polite" });
  const longest = element.max_length ?? SLACKS_LONGEST;
  const field = el(element.multiline ? "textarea" : "input", {
    class: "field", maxlength: longest, placeholder: element.placeholder && textOf(element.placeholder),
    rows: element.multiline ? 4 : null, type: element.multiline ? null : TYPES[element.type],
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    "data-focus": `${block.block_id} ${element.action_id}`, ...names,
    props: { value: surface.chosen(block, element) ?? "" },
    on: { input: onInput, keydown: onEnter },
  });
  showCount();
  return el("div", { class: "field-frame" }, field, counter);

  function onInput() {
    showCount();
    surface.type(block, element, field.value);
    if (asksFor(element, block, "on_character_entered")) surface.act(block, element, { value: field.value });
  }

  function onEnter(event) {
    if (event.key !== "Enter" || element.multiline || !asksFor(element, block, "on_enter_pressed")) return;
    event.preventDefault();
    surface.act(block, element, { value: field.value });
  }

  function showCount() {
    const left = longest - field.value.length;
    counter.textContent = element.max_length || left < COUNT_FROM_LEFT ? say("chars_left", { n: left }) : "";
  }
}

const TYPES = { plain_text_input: "text", number_input: "text", email_text_input: "email", url_text_input: "url" };

function asksFor(element, block, moment) {
  if (!block.dispatch_action) return false;
  return (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(moment);
}

/** A date, a time, or both: shown in words, edited with the browser's own field. */
export function timeField(element, block, surface, names) {
  const kind = KINDS[element.type];
  const shown = el("span", { class: "time-words", "aria-hidden": "true" });
  const field = el("input", {
    class: "field time-field", type: kind.type, max: kind.latest, "data-focus": `${block.block_id} ${element.action_id}`, ...names,
    props: { value: kind.toField(surface.chosen(block, element)) },
    on: { change: onChange, click: () => field.showPicker?.() },
  });
  showWords();
  return el("div", { class: "time-frame" }, field, shown);

  function onChange() {
    showWords();
    surface.change(block, element, { selected: kind.fromField(field.value) });
  }

  function showWords() {
    shown.replaceChildren(icon(kind.icon), field.value ? kind.words(field.value) : textOf(element.placeholder ?? say("choose")));
    shown.classList.toggle("empty", !field.value);
  }
}

const KINDS = {
  datepicker: { type: "date", latest: "9999-12-31", icon: "calendar", words: fieldDate, toField: (kept) => kept ?? "", fromField: (value) => value || null },
  timepicker: { type: "time", icon: "clock", words: fieldTime, toField: (kept) => kept ?? "", fromField: (value) => value || null },
  datetimepicker: {
    type: "datetime-local",
    latest: "9999-12-31T23:59", // or a fifth digit could be typed for the year
    icon: "calendar",
    words: (value) => `${fieldDate(value.slice(0, 10))} ${fieldTime(value.slice(11, 16))}`,
    toField: (seconds) => (seconds ? localValue(new Date(seconds * 1000)) : ""),
    fromField: (value) => (value ? Math.floor(fromWallClock(value).getTime() / 1000) : null),
  },
};

/** "2027-01-25T16:00", as a field for date and time holds a moment. */
function localValue(moment) {
  const { date, time } = fieldParts(moment);
  return `${date}T${time}`;
}
