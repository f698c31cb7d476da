// A field that offers a list: every kind of select. One types to narrow the list; arrows and Enter choose.

import { el, freshId, icon } from "./dom.js";
import { homeOf, placeBy } from "./popover.js";
import { say } from "./words.js";

const MOST_SHOWN = 50;
const HIGHEST_LIST = 420;

/**
 * `find(query)` gives (or promises) groups `{label, options: [{key, text, hint, value}]}`; `chosen` is a list of such
 * options; `onChange(list)` is told of every change. `names` are ARIA attributes for the field.
 */
export function picker({ find, chosen, onChange, names, placeholder, several = false, most = Infinity, focusKey }) {
  const state = { chosen: [...chosen], shown: [], active: -1, asked: 0 };
  const list = el("div", { class: "box listbox", role: "listbox", id: freshId("list"), popover: "manual", "aria-multiselectable": several });
  const field = el("input", {
    class: "picker-field", role: "combobox", type: "text", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": list.id, "data-focus": focusKey, ...names,
  });
  const frame = el("div", { class: several ? "picker several" : "picker" }, field, icon("chevron"));
  const parts = { state, list, field, frame, find, onChange, several, most, placeholder };
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => open(parts));
  field.addEventListener("input", () => open(parts, field.value));
  field.addEventListener("keydown", (event) => onKey(parts, event));
  field.addEventListener("blur", () => close(parts));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  showChosen(parts);
  return frame;
}

async function open(parts, query = "") {
  const { state, list, field, frame } = parts;
  state.asked += 1;
  const asked = state.asked;
  const groups = await parts.find(query);
  if (asked !== state.asked || document.activeElement !== field) return;
  fill(parts, groups);
  if (!list.isConnected) {
    homeOf(field).append(list);
    list.showPopover();
    field.setAttribute("aria-expanded", "true");
    document.addEventListener("scroll", parts.onScroll = (event) => follow(parts, event.target), true);
  }
  place(parts);
}

function place({ frame, list }) {
  placeBy(frame, list, { wide: true, highest: HIGHEST_LIST });
}

/** The list stays with its field where that is scrolled, as it is by a press or a letter in one half out of sight. */
function follow(parts, scrolled) {
  if (!scrolled.contains(parts.frame)) return;
  const at = parts.frame.getBoundingClientRect();
  const { top, bottom } = scrolled === document ? { top: 0, bottom: window.innerHeight } : scrolled.getBoundingClientRect();
  if (at.bottom <= top || at.top >= bottom) close(parts);
  else place(parts);
}

function close(parts) {
  const { state, list, field } = parts;
  state.asked += 1;
  document.removeEventListener("scroll", parts.onScroll, true);
  list.remove();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  showWords(parts);
}

function fill(parts, groups) {
  const { state, list } = parts;
  state.shown = [];
  const children = [];
  let total = 0;
  for (const group of groups) {
    total += group.options.length;
    const options = group.options.slice(0, MOST_SHOWN - state.shown.length).map((option) => row(parts, option));
    if (group.label && options.length) children.push(el("div", { class: "list-group", role: "presentation" }, group.label));
    children.push(...options);
  }
  if (!total) children.push(el("div", { class: "list-note" }, say("nothing_found")));
  if (total > MOST_SHOWN) children.push(el("div", { class: "list-note" }, say("more_people", { n: total - MOST_SHOWN })));
  list.replaceChildren(...children);
  highlight(parts, state.shown.length ? 0 : -1);
}

function row(parts, option) {
  const { state, list } = parts;
  const picked = state.chosen.some((each) => each.key === option.key);
  const at = state.shown.push(option) - 1;
  return el("div", {
    class: "list-option", role: "option", id: `${list.id}-${at}`, "aria-selected": String(picked), "aria-label": option.text,
    on: { click: () => choose(parts, option), mousemove: () => state.active !== at && highlight(parts, at) },
  }, picked && icon("check"), el("span", {}, option.text), option.hint && el("small", {}, option.hint));
}

function highlight(parts, at) {
  const { state, list, field } = parts;
  list.querySelector(".active")?.classList.remove("active");
  state.active = at;
  const option = list.querySelector(`#${CSS.escape(`${list.id}-${at}`)}`);
  option?.classList.add("active");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function onKey(parts, event) {
  const { state, list, field } = parts;
  const isOpen = list.isConnected;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    if (!isOpen) open(parts);
    else if (state.shown.length) highlight(parts, (state.active + steps[event.key] + state.shown.length) % state.shown.length);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (isOpen && state.active >= 0) choose(parts, state.shown[state.active]);
    else open(parts);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault(); // or the window around it would close too
    close(parts);
  } else if (event.key === "Backspace" && parts.several && !field.value && state.chosen.length) {
    drop(parts, state.chosen.at(-1));
  }
}

function choose(parts, option) {
  const { state, several, most, onChange } = parts;
  const has = state.chosen.some((each) => each.key === option.key);
  if (!several) state.chosen = [option];
  else if (has) state.chosen = state.chosen.filter((each) => each.key !== option.key);
  else if (state.chosen.length < most) state.chosen.push(option);
  close(parts);
  showChosen(parts);
  onChange([...state.chosen]);
}

function drop(parts, option) {
  const { state, field, onChange } = parts;
  state.chosen = state.chosen.filter((each) => each.key !== option.key);
  showChosen(parts);
  field.focus();
  onChange([...state.chosen]);
}

function showWords({ state, field, several, placeholder }) {
  field.placeholder = several && state.chosen.length ? "" : placeholder;
  field.value = several ? "" : state.chosen[0]?.text ?? "";
}

function showChosen(parts) {
  const { state, field, frame, several } = parts;
  showWords(parts);
  if (!several) return;
  for (const chip of frame.querySelectorAll(".chip")) chip.remove();
  field.before(...state.chosen.map((option) => el("span", { class: "chip" }, option.text,
    el("button", { type: "button", "aria-label": say("remove", { name: option.text }), on: { click: () => drop(parts, option) } }, icon("close")))));
}
