// Modals: the server keeps the stack, the page shows its top one in a dialog and keeps what is typed below.

import { showBlocks } from "./blocks.js";
import { el, freshId, icon } from "./dom.js";
import { whileBusy } from "./elements.js";
import { textNodes } from "./mrkdwn.js";
import { keepInside } from "./popover.js";
import { perform } from "./store.js";
import { Surface } from "./surface.js";
import { told } from "./told.js";
import { say } from "./words.js";

const panes = new Map();

/** Bring the dialogs in line with the stack that the server keeps for this seat. */
export function showModals(stack) {
  const ids = new Set(stack.map((view) => view.id));
  for (const [id, pane] of panes) if (!ids.has(id)) drop(id, pane);
  stack.forEach((view, at) => show(view, at === stack.length - 1));
}

function show(view, isTop) {
  const pane = panes.get(view.id) ?? newPane(view);
  panes.set(view.id, pane);
  fill(pane, view);
  if (!isTop) pane.dialog.close();
  else if (!pane.dialog.open) {
    pane.dialog.showModal();
    focusFirst(pane);
  }
}

function drop(id, pane) {
  pane.dialog.close(); // which gives the focus back to what it was opened from, if that is still there
  pane.dialog.remove();
  panes.delete(id);
  if (document.activeElement !== document.body) return;
  const card = pane.from && document.querySelector(`.room [data-ts="${pane.from}"]`);
  (card ?? document.querySelector(".room .message-scroll, .room .home"))?.focus({ preventScroll: true });
}

function newPane(view) {
  const ids = { title: freshId("title") };
  const trouble = el("div", { class: "modal-trouble", role: "alert", hidden: true });
  const from = document.activeElement.closest("[data-ts]")?.dataset.ts;
  const pane = { view, from, trouble, surface: new Surface({ view: view.id }, (sentence) => complain(trouble, sentence)) };
  pane.entered = new Set(); // fields that were changed since the last answer: what was said of them is not so any more
  pane.surface.onEntered = ({ block_id: field, element }) => {
    if (!pane.surface.errors[field]) return;
    delete pane.own?.[field];
    if (element.type !== "file_input") pane.entered.add(field); // of a file the server says at once what is wrong
    fill(pane, pane.view);
  };
  pane.title = el("h2", { id: ids.title });
  pane.body = el("div", { class: "modal-body" });
  pane.foot = el("div", { class: "modal-foot" });
  const cross = el("button", { class: "plain-button", type: "button", "aria-label": say("close"), on: { click: () => close(pane, { all: true }) } }, icon("close"));
  pane.form = el("form", { novalidate: true, on: { submit: (event) => submit(pane, event) } },
    el("div", { class: "modal-head" }, pane.title, cross),
    el("div", { class: "modal-scroll" }, trouble, pane.body), pane.foot);
  pane.dialog = el("dialog", {
    class: "modal", "aria-labelledby": ids.title, tabindex: "-1",
    on: { cancel: (event) => onCancel(pane, event), keydown: (event) => keepInside(pane.dialog, event) },
  }, pane.form);
  document.body.append(pane.dialog);
  return pane;
}

function complain(trouble, sentence) {
  trouble.hidden = !sentence;
  trouble.textContent = sentence ?? "";
}

function fill(pane, view) {
  pane.view = view;
  pane.surface.state = view.state ?? {};
  const errors = Object.entries(view.errors).map(([block, sentence]) => [block, told(sentence)]);
  const all = { ...Object.fromEntries(errors), ...pane.own };
  pane.surface.errors = Object.fromEntries(Object.entries(all).filter(([field]) => !pane.entered.has(field)));
  pane.title.replaceChildren(...textNodes(view.title));
  const lost = showBlocks(pane.body, view.blocks, pane.surface);
  const sign = JSON.stringify([view.submit, view.close, say("close")]);
  if (pane.footSign !== sign) pane.foot.replaceChildren(...footButtons(pane, view));
  pane.footSign = sign;
  if (lost) pane.dialog.focus();
}

function footButtons(pane, view) {
  const closing = el("button", { class: "button default", type: "button", on: { click: () => close(pane) } });
  closing.append(...(view.close ? textNodes(view.close) : [say(view.submit ? "cancel" : "close")]));
  if (!view.submit) return [closing];
  return [closing, el("button", { class: "button primary", type: "submit" }, textNodes(view.submit))];
}

function onCancel(pane, event) {
  event.preventDefault(); // the server decides what remains of the stack, not the browser
  if (event.target === pane.dialog) close(pane);
}

async function close(pane, { all = false } = {}) {
  pane.surface.flush();
  await perform({ do: "close", view: pane.view.id, all });
}

/** Close the window on top, as Escape does; answers whether there is one. */
export function closeTop() {
  const top = [...panes.values()].at(-1);
  if (top) close(top);
  return Boolean(top);
}

async function submit(pane, event) {
  event.preventDefault();
  const missing = unfilled(pane);
  pane.own = missing;
  if (Object.keys(missing).length) judge(pane);
  else {
    pane.surface.flush();
    complain(pane.trouble, null);
    const answer = await whileBusy(pane.foot.lastChild, perform({ do: "submit", view: pane.view.id }));
    judge(pane);
    if (!answer.ok && !errorFields(pane).length) complain(pane.trouble, answer.error ?? say("modal_trouble"));
  }
  if (panes.has(pane.view.id)) errorFields(pane)[0]?.focus();
}

/** Say of every field what is wrong with it now. */
function judge(pane) {
  pane.entered.clear();
  fill(pane, pane.view);
}

function errorFields(pane) {
  return [...pane.body.querySelectorAll("[aria-invalid=true]")]
    .map((field) => (field.matches("[role=group], [role=radiogroup]") ? field.querySelector("input") : field));
}

/** What Slack itself refuses before it asks the app: required fields left empty, and texts that are too short. */
function unfilled(pane) {
  const wrong = {};
  for (const block of pane.view.blocks.filter((each) => each.type === "input")) {
    const filled = pane.surface.chosen(block, block.element);
    const empty = filled === undefined || filled === null || filled.length === 0;
    const shortest = block.element.min_length ?? 0;
    if (empty && !block.optional) wrong[block.block_id] = say("field_required");
    else if (!empty && filled.length < shortest) wrong[block.block_id] = say("field_too_short", { n: shortest });
  }
  return wrong;
}

function focusFirst(pane) {
  const narrow = matchMedia("(max-width: 700px)").matches; // a phone's keyboard would cover half the modal
  const first = narrow ? null : pane.body.querySelector("input:not([type=hidden]), textarea");
  (first ?? pane.dialog).focus();
}
