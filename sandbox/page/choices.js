// Elements where one picks among options: radios, checkboxes and every kind of select.

import { el, freshId } from "./dom.js";
import { textNodes, textOf } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { nameOf, person, roomName, store } from "./store.js";
import { ofLife } from "./told.js";
import { say } from "./words.js";

/** Radio buttons or checkboxes. */
export function choiceGroup(element, block, surface, names) {
  const several = element.type === "checkboxes";
  const name = freshId("choice");
  const kept = surface.chosen(block, element);
  const chosen = new Set((several ? kept ?? [] : [kept]).filter(Boolean).map((option) => option.value));
  const group = el("div", { class: "choices", role: several ? "group" : "radiogroup", ...names });
  const report = () => {
    const picked = [...group.querySelectorAll("input:checked")].map((box) => element.options[Number(box.dataset.at)]);
    surface.change(block, element, { selected: several ? picked : picked[0] });
  };
  element.options.forEach((option, at) => group.append(choice({ element, block, option, at, name, several, report, on: chosen.has(option.value) })));
  return group;
}

function choice({ element, block, option, at, name, several, report, on }) {
  const hint = option.description && el("small", { id: freshId("hint") }, textNodes(option.description));
  const box = el("input", {
    type: several ? "checkbox" : "radio", name, "data-at": at, "aria-describedby": hint?.id,
    "data-focus": `${block.block_id} ${element.action_id} ${option.value}`, props: { checked: on }, on: { change: report },
  });
  return el("div", { class: "choice" }, el("label", {}, box, el("span", {}, textNodes(option.text))), hint);
}

/** A select of any kind; the five sources of options differ, the field is one. */
export function select(element, block, surface, names) {
  const several = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace("multi_", "")](element, block, surface);
  const kept = surface.chosen(block, element) ?? source.firstChoice?.();
  const list = [kept ?? []].flat().map(source.shown);
  return picker({
    several, names, find: source.find, chosen: list, most: element.max_selected_items ?? Infinity,
    placeholder: element.placeholder ? textOf(element.placeholder) : say("choose"),
    focusKey: `${block.block_id} ${element.action_id}`,
    onChange: (picked) => {
      const values = picked.map((option) => option.value);
      surface.change(block, element, { selected: several ? values : values[0] });
    },
  });
}

const SOURCES = {
  static_select: (element) => ({ find: (query) => narrowed(staticGroups(element), query), shown: optionRow }),
  external_select: (element, block, surface) => ({
    find: async (query) => {
      if (query.length < (element.min_query_length ?? 3)) return [];
      return [{ options: (await surface.suggest(block, element, query)).map(optionRow) }];
    },
    shown: optionRow,
  }),
  users_select: () => ({ find: (query) => narrowed([{ options: peopleRows() }], query), shown: userRow }),
  channels_select: () => ({
    find: (query) => narrowed([{ options: publicChannels().map((each) => roomRow(each.id)) }], query), shown: roomRow,
  }),
  conversations_select: (element, block, surface) => ({
    find: (query) => narrowed([{ options: conversations(element).map(roomRow) }], query),
    shown: roomRow,
    firstChoice: () => currentConversation(element, block, surface),
  }),
};

function optionRow(option) {
  return { key: option.value, text: textOf(option.text), hint: option.description && textOf(option.description), value: option };
}

function userRow(id) {
  return { key: id, text: nameOf(id), hint: ofLife(person(id)?.title), value: id };
}

function roomRow(id) {
  return { key: id, text: roomName(id), value: id };
}

function staticGroups(element) {
  const groups = element.option_groups ?? [{ options: element.options }];
  return groups.map((group) => ({ label: group.label && textOf(group.label), options: group.options.map(optionRow) }));
}

function peopleRows() {
  return store.look.people.filter((each) => !each.deleted).map((each) => userRow(each.id));
}

function publicChannels() {
  return store.look.channels.filter((each) => !each.is_private);
}

function conversations(element) {
  const wanted = new Set(element.filter?.include ?? ["public", "private", "im"]);
  const rooms = store.look.channels.filter((each) => wanted.has(each.is_private ? "private" : "public"));
  const talks = store.look.directs.filter((each) => !element.filter?.exclude_bot_users || !person(each.with)?.is_bot);
  return [...rooms, ...(wanted.has("im") ? talks : [])].map((each) => each.id);
}

/** Slack itself fills in the conversation one came from, where the app asks for that; then it is as if typed. */
function currentConversation(element, block, surface) {
  if (!element.default_to_current_conversation || !conversations(element).includes(store.room)) return undefined;
  const room = store.room;
  queueMicrotask(() => surface.change(block, element, { selected: element.type.startsWith("multi_") ? [room] : room }));
  return room;
}

function narrowed(groups, query) {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (option) => words.every((word) => `${option.text} ${option.hint ?? ""}`.toLocaleLowerCase().includes(word));
  return groups.map((group) => ({ ...group, options: group.options.filter(fits) }));
}
