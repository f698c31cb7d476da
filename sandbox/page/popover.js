// Boxes that open over the page beside what was pressed, and close when one presses elsewhere.

import { el, freshId } from "./dom.js";
import { say } from "./words.js";

const GAP = 4;
const EDGE = 8;
const HIGHEST = 760;

/** Put an open box under `anchor`, or above it where there is more room, inside the window. */
export function placeBy(anchor, box, { wide = false, highest = HIGHEST } = {}) {
  const at = anchor.getBoundingClientRect();
  if (wide) box.style.minWidth = `${at.width}px`;
  box.style.maxHeight = "";
  const below = window.innerHeight - at.bottom - GAP - EDGE;
  const above = at.top - GAP - EDGE;
  const upwards = box.offsetHeight > below && above > below;
  box.style.maxHeight = `${Math.min(upwards ? above : below, highest)}px`;
  const left = Math.min(at.left, window.innerWidth - box.offsetWidth - EDGE);
  box.style.left = `${Math.max(EDGE, left)}px`;
  box.style.top = `${upwards ? at.top - GAP - box.offsetHeight : at.bottom + GAP}px`;
}

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex='0']";

/** Let Tab go round inside an open window or box. */
export function keepInside(frame, event) {
  if (event.key !== "Tab" || event.defaultPrevented) return;
  const stops = [...frame.querySelectorAll(FOCUSABLE)].filter((node) => node.checkVisibility() && !node.disabled && node.tabIndex >= 0);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const beyond = !stops.length || document.activeElement === edge || (event.shiftKey && document.activeElement === frame);
  if (!beyond) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

/** Where a box must live to be usable: inside the open dialog, since everything outside is out of reach. */
export function homeOf(anchor) {
  const boxes = document.getElementById("boxes");
  boxes.setAttribute("aria-label", say("boxes"));
  return anchor.closest("dialog") ?? boxes;
}

/**
 * Open `box` beside `anchor`; it closes by Escape, by a press elsewhere, or by the returned function, and the focus
 * goes back to `anchor` unless it has moved on by itself.
 */
export function openBox(anchor, box, onClosed = () => {}) {
  box.popover = "auto";
  box.id ||= freshId("box");
  box.addEventListener("keydown", (event) => keepInside(box, event));
  homeOf(anchor).append(box);
  anchor.setAttribute("aria-expanded", "true");
  box.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    anchor.setAttribute("aria-expanded", "false");
    if (box.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    box.remove();
    onClosed();
  });
  box.showPopover();
  placeBy(anchor, box);
  return () => box.isConnected && box.hidePopover();
}

/** A menu of `{label, act, danger}` items beside `anchor`, with the first one focused. */
export function openMenu(anchor, items, name) {
  const menu = el("div", { class: "box menu", role: "menu", "aria-label": name, on: { keydown: walk } });
  for (const item of items) {
    const pick = () => {
      menu.hidePopover();
      item.act();
    };
    const look = item.danger ? "menu-item danger" : "menu-item";
    menu.append(el("button", { class: look, type: "button", role: "menuitem", tabindex: "-1", on: { click: pick } }, item.label));
  }
  openBox(anchor, menu);
  menu.firstChild?.focus();
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!(event.key in steps)) return;
  event.preventDefault();
  items.at(steps[event.key] % items.length).focus();
}
