// rich_text blocks: Slack's own structured text, also the cells of tables.

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { channelMention, groupMention, link, plain, userMention } from "./mrkdwn.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

export function richText(block) {
  return el("div", { class: "rich-text" }, block.elements.map(piece));
}

function piece(element) {
  if (element.type === "rich_text_list") return list(element);
  if (element.type === "rich_text_quote") return el("blockquote", {}, element.elements.map(inline));
  if (element.type === "rich_text_preformatted") return el("pre", {}, element.elements.map(inline));
  return el("div", { class: "rich-text-section" }, element.elements.map(inline));
}

function list(element) {
  const attributes = { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null };
  const items = element.elements.map((item) => el("li", {}, item.elements.map(inline)));
  return el(element.style === "ordered" ? "ol" : "ul", attributes, items);
}

function inline(element) {
  const wanted = Object.keys(STYLE_TAGS).filter((style) => element.style?.[style]);
  return wanted.reduce((nodes, style) => [el(STYLE_TAGS[style], {}, nodes)], [inlineNode(element)].flat());
}

function inlineNode(element) {
  switch (element.type) {
    case "link": return link(element.url, element.text ?? element.url);
    case "user": return userMention(element.user_id);
    case "channel": return channelMention(element.channel_id);
    case "usergroup": return groupMention(element.usergroup_id);
    case "broadcast": return el("span", { class: "mention mention-me" }, `@${element.range}`);
    case "emoji": return withEmoji(`:${element.name}:`);
    case "date": return el("time", {}, element.fallback ?? "");
    default: return plain(element.text ?? "");
  }
}

/** A table block: the first row is its heading. It scrolls sideways by itself on a narrow page. */
export function table(block, name) {
  const [head, ...body] = block.rows;
  const align = (at) => `align-${block.column_settings?.[at]?.align ?? "left"}`;
  const cells = (row, tag) => row.map((cell, at) => el(tag, { class: align(at), scope: tag === "th" ? "col" : null }, cellNodes(cell)));
  return el("div", { class: "table-frame", role: "region", "aria-label": name, tabindex: "0" },
    el("table", {},
      el("thead", {}, el("tr", {}, cells(head, "th"))),
      el("tbody", {}, body.map((row) => el("tr", {}, cells(row, "td"))))));
}

function cellNodes(cell) {
  if (cell.type === "rich_text") return richText(cell);
  return plain(String(cell.text ?? cell.value ?? ""));
}
