// Block elements -> controls. Selects and fields have files of their own; buttons and menus are here.

import { choiceGroup, select } from "./choices.js";
import { confirmed } from "./confirm.js";
import { el, icon } from "./dom.js";
import { textField, timeField } from "./fields.js";
import { fileField } from "./files.js";
import { textNodes, textOf } from "./mrkdwn.js";
import { openMenu } from "./popover.js";
import { store } from "./store.js";
import { say } from "./words.js";

const BUILDERS = {
  button,
  overflow,
  image: smallImage,
  radio_buttons: asking(choiceGroup),
  checkboxes: asking(choiceGroup),
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  datepicker: timeField,
  timepicker: timeField,
  datetimepicker: timeField,
  file_input: fileField,
};
for (const source of ["static", "external", "users", "channels", "conversations"]) {
  BUILDERS[`${source}_select`] = asking(select);
  BUILDERS[`multi_${source}_select`] = asking(select);
}

/** The control for `element`; `names` are ARIA attributes from a label that stands elsewhere. */
export function control(element, block, surface, names = {}) {
  const build = BUILDERS[element.type];
  if (!build) return el("span", { class: "unknown" }, say("unknown_block", { type: element.type }));
  return build(element, block, surface, { ...named(element, block), ...names });
}

const BARE_NAMES = { datepicker: "date", timepicker: "time_of_day", datetimepicker: "free_moment" };

// An element outside an input block has no label: the text beside it or its placeholder is what a person calls it.
function named(element, block) {
  const beside = block.type === "section" && block.text ? textOf(block.text) : null;
  const placeholder = element.placeholder && textOf(element.placeholder);
  return { "aria-label": placeholder ?? beside ?? say(BARE_NAMES[element.type] ?? "choose") };
}

function asking(build) {
  return (element, block, surface, names) => {
    if (!element.confirm) return build(element, block, surface, names);
    const careful = {
      chosen: (...place) => surface.chosen(...place),
      suggest: (...question) => surface.suggest(...question),
      change: async (...change) => (await confirmed(element.confirm)) && surface.change(...change),
    };
    return build(element, block, careful, names);
  };
}

function button(element, block, surface) {
  const look = `button ${element.style ?? "default"}`;
  const name = element.accessibility_label;
  const words = textNodes(element.text);
  const focus = `${block.block_id} ${element.action_id} ${element.value ?? ""}`;
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (element.confirm && !(await confirmed(element.confirm))) return;
    await whileBusy(pressed, surface.act(block, element, { value: element.value }));
  };
  if (element.url) {
    return el("a", {
      class: look, href: safe(element.url), target: "_blank", rel: "noopener noreferrer", "aria-label": name,
      "data-focus": focus, on: { click: press },
    }, words);
  }
  return el("button", { class: look, type: "button", "aria-label": name, "data-focus": focus, on: { click: press } }, words);
}

function safe(url) {
  return /^https?:\/\//i.test(url) ? url : null;
}

/** Show on `pressed` that an answer is awaited. It stays pressable, as in Slack. */
export async function whileBusy(pressed, answer) {
  pressed.setAttribute("aria-busy", "true");
  try {
    return await answer;
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

function overflow(element, block, surface) {
  const pick = async (option) => {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    await whileBusy(opener, surface.act(block, element, { selected: option }));
  };
  const items = element.options.map((option) => ({ label: textNodes(option.text), act: () => pick(option) }));
  const opener = el("button", {
    class: "button default overflow", type: "button", "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-label": say("more_actions"), "data-focus": `${block.block_id} ${element.action_id}`,
    on: { click: () => openMenu(opener, items, say("more_actions")) },
  }, icon("more"));
  return opener;
}

function smallImage(element) {
  return el("img", { class: "thumbnail", src: imageAddress(element), alt: element.alt_text ?? "" });
}

/** Where the browser gets a picture: one of the workspace's own files, or the address that the app gave. */
export function imageAddress(picture) {
  const own = picture.slack_file?.id ?? picture.slack_file?.url?.match(/[-/](F[A-Z0-9]+)\//)?.[1];
  if (own) return `/files/${encodeURIComponent(own)}?${new URLSearchParams({ seat: store.seat })}`;
  return picture.image_url ?? null;
}
