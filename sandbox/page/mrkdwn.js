// Slack's mrkdwn and text objects -> DOM nodes. Nothing here makes markup out of a string.

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { nameOf, person, store } from "./store.js";
import { say } from "./words.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
const CODE = /`([^`\n]+)`/;
const ANGLE = /<([^<>\n]+)>/;
const STYLES = [
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/u, "strong"],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/u, "em"],
  [/(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/u, "s"],
];
const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;
// Two private characters hold the place of a mention while the styles around it are found; nobody else may use them.
const HELD_MARKS = /[\u{E000}\u{E001}]/gu;
const HELD = /\u{E000}(\d+)\u{E001}/u;
const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** The nodes of a text object: plain text literally (but for emoji), mrkdwn formatted. */
export function textNodes(text) {
  if (!text) return [];
  if (typeof text === "string") return mrkdwn(text);
  return text.type === "mrkdwn" ? mrkdwn(text.text) : plain(text.text);
}

/** What a text object says without its formatting, for names of controls. */
export function textOf(text) {
  const holder = el("span", {}, textNodes(text));
  for (const line of holder.querySelectorAll("br")) line.replaceWith("\n");
  return holder.textContent;
}

export function plain(text) {
  return lines(withEmoji(text), (line) => [line]);
}

export function mrkdwn(text) {
  return split(text.replace(HELD_MARKS, ""), FENCE, (found) => [el("pre", {}, unescape(found[1]))], quotes);
}

function quotes(text) {
  const nodes = [];
  let quoted = [];
  const parts = text.split("\n");
  parts.forEach((line, at) => {
    const quote = line.match(/^(?:&gt;|>)\s?(.*)$/);
    if (quote) quoted.push(quote[1]);
    const ends = !quote || at === parts.length - 1;
    if (ends && quoted.length) nodes.push(el("blockquote", {}, lines(quoted.join("\n"), inline)));
    if (ends) quoted = [];
    if (!quote) nodes.push(...inline(line), at < parts.length - 1 && el("br"));
  });
  return nodes;
}

function inline(text) {
  return split(text, CODE, (found) => [el("code", {}, unescape(found[1]))], angles);
}

function angles(text) {
  // A mention keeps its formatting marks around it, so the styles are looked for around whole mentions.
  const mentions = [];
  const held = text.replace(new RegExp(ANGLE, "g"), (written, inside) => {
    const node = mention(inside);
    if (!node) return written;
    mentions.push(node);
    return `\u{E000}${mentions.length - 1}\u{E001}`;
  });
  return styles(held, mentions);
}

function styles(text, mentions) {
  for (const [pattern, tag] of STYLES) {
    if (pattern.test(text)) {
      const styled = (found) => [el(tag, {}, styles(found[1], mentions))];
      return split(text, pattern, styled, (rest) => styles(rest, mentions));
    }
  }
  return split(text, HELD, (found) => [mentions[Number(found[1])]], (rest) => [withEmoji(unescape(rest))]);
}

function mention(inside) {
  const [target, label] = inside.split("|", 2);
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!")) return specialMention(target.slice(1), label);
  return SAFE_LINK.test(target) ? link(unescape(target), unescape(label ?? target.replace(/^mailto:/, ""))) : null;
}

/** A link that opens beside the workspace and tells the other side nothing. */
export function link(url, label) {
  if (!SAFE_LINK.test(url)) return document.createTextNode(label);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function userMention(id, label) {
  const mine = id === store.seat;
  return el("span", { class: mine ? "mention mention-me" : "mention" }, `@${person(id) ? nameOf(id) : label ?? id}`);
}

export function channelMention(id, label) {
  const found = store.look.channels.find((each) => each.id === id);
  const name = found?.name ?? (label || say("private_channel"));
  return found ? el("a", { class: "mention", href: `#seat=${store.seat}&in=${id}` }, `#${name}`) : `#${name}`;
}

export function groupMention(id, label) {
  const handle = store.look.groups.find((each) => each.id === id)?.handle ?? label ?? id;
  return el("span", { class: "mention" }, `@${handle.replace(/^@/, "")}`);
}

function specialMention(inside, label) {
  const [kind, ...rest] = inside.split("^");
  if (BROADCASTS.has(kind)) return el("span", { class: "mention mention-me" }, `@${kind}`);
  if (kind === "subteam") return groupMention(rest[0], label);
  if (kind === "date") return el("time", {}, label ?? rest[1]);
  return null;
}

/** `& < >` as they were before they were escaped for mrkdwn; nothing else is an entity there. */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function split(text, pattern, matched, between) {
  const nodes = [];
  let rest = text;
  for (let found = rest.match(pattern); found; found = rest.match(pattern)) {
    if (found.index) nodes.push(...between(rest.slice(0, found.index)));
    nodes.push(...matched(found));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest ? [...nodes, ...between(rest)] : nodes;
}

function lines(text, nodesOf) {
  return text.split("\n").flatMap((line, at) => (at ? [el("br"), ...nodesOf(line)] : nodesOf(line)));
}

/** What is read aloud for a message: its text, or the words on its card. */
export function spokenText(message) {
  if (message.text) return textOf({ type: "mrkdwn", text: message.text });
  return say("show_in_files", { name: message.files?.[0]?.name ?? "" });
}
