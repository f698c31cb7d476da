// What Slack does not have: whose seat it is, the clock that can be turned forward, and the others' answers.

import * as server from "./server.js";
import { arrange, el, icon } from "./dom.js";
import { whileBusy } from "./elements.js";
import { faultsButton } from "./faults.js";
import { timeField } from "./fields.js";
import { logButton } from "./log.js";
import { openBox } from "./popover.js";
import { seatButton } from "./seats.js";
import { appUser, refresh, store, tell } from "./store.js";
import { longMoment, mediumMoment, shortMoment } from "./times.js";
import { toast } from "./toasts.js";
import { language, say, setLanguage } from "./words.js";

const parts = new Map();

export function showStrip(strip) {
  const { me, now } = store.look;
  arrange(strip, [
    part("skip", [language()], skipButton),
    part("seat", [me, language()], seatButton),
    part("clock", [now, language()], clockButton),
    part("others", [store.look.others, language()], othersButton),
    faultsButton(),
    logButton(),
    part("language", [language()], languageButton),
  ]);
}

function part(name, facts, make) {
  const sign = JSON.stringify(facts);
  if (parts.get(name)?.sign !== sign) parts.set(name, { sign, node: redressed(parts.get(name)?.node, make()) });
  return parts.get(name).node;
}

// The button stays the same one, or an open box would have nothing to give the focus back to.
function redressed(old, fresh) {
  if (!old) return fresh;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) if (name !== "aria-expanded") old.setAttribute(name, value);
  old.replaceChildren(...fresh.childNodes);
  return old;
}

/** Past the strip and the rooms, for whoever comes by keyboard; an address after "#" says where one stands here. */
function skipButton() {
  const goal = () => [".composer-field", ".home", ".message-scroll"].map((each) => document.querySelector(`.talk ${each}`)).find(Boolean);
  const skip = () => goal().focus();
  return el("button", { class: "skip", type: "button", on: { click: skip } }, say("to_composer"));
}

function clockButton() {
  const now = new Date(store.look.now);
  const button = el("button", {
    class: "strip-button clock", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false",
    "aria-label": `${say("now_is", { now: longMoment(now) })}. ${say("turn_clock")}`, on: { click: () => openClock(button) },
  }, icon("clock"), el("span", { class: "wide-only" }, longMoment(now)), el("span", { class: "narrow-only" }, shortMoment(now)), icon("chevron"));
  return button;
}

async function openClock(button) {
  const offered = await server.milestones(store.seat, language());
  const error = el("div", { class: "field-error", role: "alert" });
  const turn = async (pressed, how) => {
    try {
      await whileBusy(pressed, server.turnClock(how));
      close();
      await refresh();
    } catch (failure) {
      error.textContent = failure.message;
    }
  };
  const wish = { seconds: Date.parse(store.look.now) / 1000 };
  const field = freeField(wish);
  const free = el("button", { class: "button primary", type: "button", on: { click: () => turnTo(wish.seconds) } }, say("turn"));
  const turnTo = (seconds) => seconds && turn(free, { to: new Date(seconds * 1000).toISOString() });
  const box = el("div", { class: "box clock-box", role: "dialog", "aria-label": say("turn_to") }, el("h2", {}, say("turn_to")),
    milestones(offered.filter((each) => each.named), say("named_by_app", { name: appUser().name }), turn),
    milestones(offered.filter((each) => !each.named), say("other_moments"), turn),
    el("div", { class: "clock-free" }, field, free), error);
  const close = openBox(button, box);
  (box.querySelector(".milestone") ?? free).focus();
}

/** Any moment one likes, in the same field that cards use; `wish.seconds` follows what is chosen. */
function freeField(wish) {
  const surface = { chosen: () => wish.seconds, change: (block, element, { selected }) => { wish.seconds = selected; } };
  return timeField({ type: "datetimepicker" }, {}, surface, { "aria-label": say("free_moment") });
}

function milestones(offered, heading, turn) {
  if (!offered.length) return null;
  return el("div", { role: "group", "aria-label": heading }, el("h3", { class: "box-heading" }, heading),
    offered.map((moment) => milestoneRow(moment, turn)));
}

function milestoneRow(moment, turn) {
  const row = el("button", { class: "menu-item milestone", type: "button", on: { click: () => turn(row, { to: moment.at }) } },
    el("span", {}, moment.label), el("small", {}, mediumMoment(new Date(moment.at))));
  return row;
}

/** While the others are at it, the button tells how far they are, whoever has let them and whatever the seat. */
function othersButton() {
  const { others } = store.look;
  const press = async () => {
    if (store.look.others) return;
    try {
      toast(othersAnswered(await whileBusy(button, server.letOthersAnswer(store.seat))));
    } catch (failure) {
      toast(failure.message);
    }
    await refresh();
  };
  const wide = others ? say("others_progress", others) : say("others");
  const narrow = others ? `${others.answered}/${others.of}` : say("others_short");
  const button = el("button", { class: "strip-button others", type: "button", "aria-label": wide, title: wide, on: { click: press } },
    icon("people"), el("span", { class: "wide-only" }, wide), el("span", { class: "narrow-only" }, narrow));
  if (others) button.setAttribute("aria-busy", "true");
  return button;
}

/** How many have answered, and how many are left to themselves: somebody sits in their seats, at another page. */
function othersAnswered({ answered, themselves }) {
  const have = counted("others_answered", answered);
  if (!themselves) return have;
  return [answered && have, counted("others_themselves", themselves)].filter(Boolean).join(" ");
}

function counted(key, n) {
  if (!n) return say(`${key}_none`);
  return n === 1 ? say(`${key}_one`) : say(key, { n });
}

function languageButton() {
  const press = () => {
    setLanguage(language() === "da" ? "en" : "da");
    tell();
  };
  return el("button", { class: "strip-button language", type: "button", "aria-label": say("language_label"), on: { click: press } },
    el("span", { class: "wide-only" }, say("language")), el("span", { class: "narrow-only" }, say("language").slice(0, 2).toUpperCase()));
}
