// Whose seat it is, and the list from which one takes another.

import { el, freshId, icon } from "./dom.js";
import { avatar } from "./people.js";
import { openBox } from "./popover.js";
import { store, takeSeat } from "./store.js";
import { ofLife } from "./told.js";
import { say } from "./words.js";

const MOST_SHOWN = 60;

/** The button in the strip: who one is now, and the way to become somebody else. */
export function seatButton() {
  const me = store.look.me;
  const title = ofLife(me.title);
  const button = el("button", {
    class: "strip-button seat", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false",
    "aria-label": `${say("seat", { name: me.name })}, ${title}. ${say("seat_change")}`,
    on: { click: () => openSeats(button) },
  }, avatar(me.id, "small"), el("span", { class: "seat-words wide-only" }, el("strong", {}, me.name), el("small", {}, title)),
  el("strong", { class: "narrow-only seat-first" }, me.name.split(" ")[0]), icon("chevron"));
  return button;
}

function openSeats(button) {
  const list = el("div", { class: "seat-list", role: "listbox", id: freshId("seats"), "aria-label": say("seat_choose") });
  const field = el("input", {
    class: "field", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": list.id, autocomplete: "off",
    placeholder: say("seat_search"), "aria-label": say("seat_search"),
  });
  const box = el("div", { class: "box seats", role: "dialog", "aria-label": say("seat_choose") },
    el("h2", {}, say("seat_choose")), field, list);
  const choose = (id) => {
    close();
    takeSeat(id);
  };
  const narrow = () => showPeople(list, field, choose);
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => walk(event, list, field));
  narrow();
  const close = openBox(button, box);
  field.focus();
}

function showPeople(list, field, choose) {
  const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (who) => words.every((word) => `${who.name} ${ofLife(who.title)} ${ofLife(who.note)}`.toLocaleLowerCase().includes(word));
  const seats = store.look.people.filter((who) => !who.is_bot && !who.deleted && who.id !== "USLACKBOT" && fits(who));
  const rows = seats.slice(0, MOST_SHOWN).map((who) => seatRow(list, who, choose));
  if (!rows.length) rows.push(el("div", { class: "list-note" }, say("nobody_found")));
  const more = seats.length - MOST_SHOWN;
  if (more > 0) rows.push(el("div", { class: "list-note" }, say("more_people", { n: more })));
  list.replaceChildren(...rows);
  mark(list, field, list.querySelector("[role=option]"));
}

function seatRow(list, who, choose) {
  const mine = who.id === store.seat;
  const aside = who.is_guest ? el("span", { class: "guest" }, say("guest")) : null;
  return el("div", {
    class: "seat-row", role: "option", id: `${list.id}-${who.id}`, "aria-selected": String(mine), on: { click: () => choose(who.id) },
  }, avatar(who.id, "small"), el("span", { class: "seat-words" }, el("strong", {}, who.name, aside), el("small", {}, ofLife(who.title)),
    who.note && el("small", { class: "seat-note" }, ofLife(who.note))), mine && icon("check"));
}

function walk(event, list, field) {
  const rows = [...list.querySelectorAll("[role=option]")];
  const at = rows.findIndex((row) => row.classList.contains("active"));
  if (event.key === "Enter") {
    event.preventDefault(); // or it would press the button that the focus goes back to
    rows[at]?.click();
  }
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (!(event.key in steps) || !rows.length) return;
  event.preventDefault();
  mark(list, field, rows[(at + steps[event.key] + rows.length) % rows.length]);
}

function mark(list, field, row) {
  list.querySelector(".active")?.classList.remove("active");
  row?.classList.add("active");
  row?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", row?.id ?? "");
}
