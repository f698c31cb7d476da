// Times as people in the made-up municipality read them. The workspace keeps Danish time wherever the browser is.

import { language, say } from "./words.js";

const ZONE = "Europe/Copenhagen";
const LOCALES = { da: "da-DK", en: "en-GB" };

const formats = new Map(); // making one takes longer than using it a thousand times

function format(moment, options, zone = ZONE) {
  return formatOf(LOCALES[language()], { timeZone: zone, ...options }).format(moment);
}

function formatOf(locale, options) {
  const key = JSON.stringify([locale, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, options));
  return formats.get(key);
}

/** A message's `ts` ("1794300000.000100") as a moment. */
export function momentOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function clockTime(moment) {
  return format(moment, { hour: "2-digit", minute: "2-digit" });
}

/** With seconds, for what follows quickly upon another. */
export function exactTime(moment) {
  return format(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

function atTime(day, moment) {
  return language() === "da" ? `${day} kl. ${clockTime(moment)}` : `${day}, ${clockTime(moment)}`;
}

export function longMoment(moment) {
  return atTime(format(moment, { weekday: "long", day: "numeric", month: "long", year: "numeric" }), moment);
}

export function shortMoment(moment) {
  return `${format(moment, { weekday: "short", day: "numeric", month: "numeric" })} ${clockTime(moment)}`;
}

export function mediumMoment(moment) {
  return atTime(format(moment, { weekday: "short", day: "numeric", month: "short", year: "numeric" }), moment);
}

/** The local date "2027-01-11" and time "08:30" of a moment, as date and time fields hold them. */
export function fieldParts(moment) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const [date, time] = formatOf("sv-SE", { timeZone: ZONE, ...parts }).format(moment).split(" ");
  return { date, time };
}

/** The date that the workspace has now, "2027-01-11". */
export function today(now) {
  return fieldParts(now).date;
}

/** "Today", "Yesterday" or the date, for the line between two days of messages. */
export function dayName(moment, now) {
  const day = fieldParts(moment).date;
  if (day === today(now)) return say("today");
  if (day === fieldParts(new Date(now.getTime() - 24 * 3600 * 1000)).date) return say("yesterday");
  return format(moment, { weekday: "long", day: "numeric", month: "long" });
}

/** "25. januar 2027" of a date field's "2027-01-25"; such a date has no zone. */
export function fieldDate(value) {
  return format(new Date(`${value}T12:00:00Z`), { day: "numeric", month: "long", year: "numeric" }, "UTC");
}

/** "16.00" of a time field's "16:00". */
export function fieldTime(value) {
  return format(new Date(`2000-01-01T${value}:00Z`), { hour: "2-digit", minute: "2-digit" }, "UTC");
}

/** The moment that a wall clock in the workspace calls "2027-01-25T16:00"; null if that is no time at all. */
export function fromWallClock(value) {
  const asUtc = new Date(`${value}:00Z`);
  if (Number.isNaN(asUtc.getTime())) return null;
  const offset = wallClockOffset(asUtc);
  const moment = new Date(asUtc.getTime() - offset);
  return new Date(asUtc.getTime() - wallClockOffset(moment));
}

function wallClockOffset(moment) {
  const { date, time } = fieldParts(moment);
  const minute = 60 * 1000;
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(moment.getTime() / minute) * minute;
}
