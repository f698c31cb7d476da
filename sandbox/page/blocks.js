// Blocks -> DOM, and blocks that changed -> the least change to the DOM.

import { arrange, el, freshId, icon, setAttribute } from "./dom.js";
import { control, imageAddress } from "./elements.js";
import { textNodes, textOf } from "./mrkdwn.js";
import { richText, table } from "./richtext.js";
import { language, say } from "./words.js";

const BUILDERS = { section, header, divider, context, actions, image, input, rich_text: richText, table: dataTable, markdown };

/**
 * Make `parent` show `blocks`. A block that is as before keeps its nodes, and so its focus and half-typed text; in a
 * changed one they are put back, where the same field is still there. Answers whether the focus was lost.
 */
export function showBlocks(parent, blocks, surface) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const cursor = cursorIn(parent);
  const wanted = blocks.map((block, at) => {
    const key = block.block_id || `at-${at}`;
    const sign = JSON.stringify([block, language()]);
    const error = surface.errors[block.block_id];
    const old = before.get(key);
    if (old?.sign === sign && old.error && !error) mend(old);
    return old?.sign === sign && old.error === error ? old : Object.assign(built(block, key, surface), { sign, error });
  });
  arrange(parent, wanted);
  return Boolean(cursor) && !restore(parent, cursor);
}

/** Take away what was wrong with a field, and nothing else: somebody is in the middle of it. */
function mend(node) {
  const told = node.querySelector(":scope > .field-error");
  node.classList.remove("has-error");
  for (const field of node.querySelectorAll("[aria-invalid]")) {
    const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== told.id);
    field.removeAttribute("aria-invalid");
    setAttribute(field, "aria-describedby", others.join(" ") || null);
  }
  told.remove();
  node.error = undefined;
}

function built(block, key, surface) {
  const build = BUILDERS[block.type] ?? unknown;
  const node = build(block, surface);
  node.classList.add("block");
  node.dataset.key = key;
  node.dataset.type = block.type;
  return node;
}

function cursorIn(parent) {
  const node = document.activeElement;
  if (!parent.contains(node) || !node.dataset.focus) return null;
  const typing = node.matches("textarea, input[type=text]");
  return { node, focus: node.dataset.focus, from: typing && node.selectionStart, to: typing && node.selectionEnd };
}

function restore(parent, cursor) {
  if (cursor.node.isConnected) return true;
  const same = [...parent.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === cursor.focus);
  if (!same) return false;
  same.focus();
  if (cursor.from !== false) same.setSelectionRange(cursor.from, cursor.to);
  return true;
}

function section(block, surface) {
  const fields = block.fields?.map((field) => el("div", { class: "section-field" }, textNodes(field)));
  const accessory = block.accessory && control(block.accessory, block, surface);
  return el("div", { class: `section accessory-${block.accessory?.type ?? "none"}` },
    el("div", { class: "section-main" },
      block.text && el("div", { class: "section-text" }, textNodes(block.text)),
      fields && el("div", { class: "section-fields" }, fields)),
    accessory && el("div", { class: "section-accessory" }, accessory));
}

function header(block, surface) {
  return el(surface.heading, { class: "block-header" }, textNodes(block.text));
}

function divider() {
  return el("hr");
}

function context(block) {
  return el("div", { class: "context" }, block.elements.map((element) => (
    element.type === "image" ? control(element, block) : el("span", {}, textNodes(element)))));
}

function actions(block, surface) {
  return el("div", { class: "actions" }, block.elements.map((element) => control(element, block, surface)));
}

function image(block) {
  const title = block.title && textOf(block.title);
  const address = imageAddress(block);
  return el("figure", { class: "picture" },
    title && el("figcaption", {}, title),
    el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: say("larger") },
      el("img", { src: address, alt: block.alt_text ?? "" })));
}

function input(block, surface) {
  const { element } = block;
  const group = ["radio_buttons", "checkboxes"].includes(element.type);
  const ids = { label: freshId("label"), hint: freshId("hint"), error: freshId("error") };
  const error = surface.errors[block.block_id];
  const names = { "aria-labelledby": ids.label, "aria-label": null, "aria-required": block.optional || group ? null : "true" };
  names["aria-describedby"] = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ") || null;
  names["aria-invalid"] = error ? "true" : null;
  const made = control(element, block, surface, names);
  const field = made.matches("input, textarea, [role=radiogroup], [role=group]") ? made : made.querySelector("input, textarea");
  const label = el("label", { class: "input-label", id: ids.label }, textNodes(block.label),
    block.optional && el("span", { class: "optional" }, ` ${say("optional")}`));
  if (field && !group) setAttribute(label, "for", field.id ||= freshId("field"));
  return el("div", { class: error ? "input has-error" : "input" }, label, made,
    error && el("div", { class: "field-error", id: ids.error }, icon("alert"), error),
    block.hint && el("div", { class: "field-hint", id: ids.hint }, textNodes(block.hint)));
}

function dataTable(block) {
  return el("div", { class: "table-block" }, table(block, say("table")));
}

function markdown(block) {
  return el("div", { class: "section" }, textNodes({ type: "mrkdwn", text: block.text }));
}

function unknown(block) {
  return el("div", { class: "unknown" }, say("unknown_block", { type: block.type }));
}
