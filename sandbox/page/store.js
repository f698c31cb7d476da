// What the page knows: the last look, whose seat it is, and where in the workspace the person stands.

import * as server from "./server.js";
import { writeStep } from "./steps.js";

const FIRST_ROOM = "boern-familie";
const FIRST_SEAT = "Mette"; // as in page_server.py
const SLACKBOT = "USLACKBOT";
const LISTS = ["people", "channels", "messages", "modals", "notices"];
const NEWEST_MESSAGES = 100;
const ALPHABET = new Intl.Collator("da");

export const store = {
  look: null,
  seat: null,
  room: null, // a channel's or direct's id
  tab: "messages", // or "home", in the app's direct messages
  acting: 0, // deeds on their way; what Slack says of them is shown where they were done
  thread: null, // the ts of the message whose thread is open
  newest: NEWEST_MESSAGES, // so many messages of the room are wanted
  since: "", // and, while one reads further up, all from this ts on
};

const listeners = [];
const known = new Map(); // what the server has sent, by list and by id
let taken = 0; // the number of the last look

/** Call `listener` after every change of what the page knows. */
export function whenChanged(listener) {
  listeners.push(listener);
}

export function tell() {
  for (const listener of listeners) listener();
}

export function person(id) {
  return known.get("people")?.get(id);
}

export function nameOf(id) {
  return person(id)?.name ?? id;
}

/** The app's bot user, which has the slash commands and the Home tab. */
export function appUser() {
  const talk = store.look.directs.find((each) => person(each.with)?.is_bot && each.with !== SLACKBOT);
  return person(talk?.with) ?? { id: "", name: "" };
}

export function channel(id) {
  return store.look.channels.find((each) => each.id === id);
}

export function direct(id) {
  return store.look.directs.find((each) => each.id === id);
}

/** Whether one stands in the app's direct messages, or in its Home tab. */
export function inAppTalk() {
  return direct(store.room)?.with === appUser().id;
}

/** The channel's or the person's name as it is written in headings: "#boern-familie", "Anker". */
export function roomName(id) {
  const found = channel(id);
  if (found) return `#${found.name}`;
  const talk = direct(id);
  return talk ? nameOf(talk.with) : "";
}

export function readHash() {
  const place = new URLSearchParams(location.hash.slice(1));
  store.seat = place.get("seat") ?? store.seat;
  store.room = place.get("in") ?? store.room;
  store.tab = place.get("tab") === "home" ? "home" : "messages";
  store.thread = place.get("thread");
}

function writeHash(how) {
  const place = new URLSearchParams({ seat: store.seat, in: store.room });
  if (store.tab === "home") place.set("tab", "home");
  if (store.thread) place.set("thread", store.thread);
  writeStep(how, `#${place}`);
}

/** Go to a room, a tab or a thread; the address bar follows, so that Back and reload come here again. */
export async function goTo(place) {
  if (place.room && place.room !== store.room) startAtTheEnd();
  Object.assign(store, { tab: "messages", thread: null }, place);
  writeHash("pushState");
  tell();
  await refresh().catch(() => {}); // a lost connection is told by whoever waits for changes
}

export async function takeSeat(seat) {
  startAtTheEnd();
  Object.assign(store, { seat, tab: "messages", thread: null });
  writeHash("pushState"); // before the look corrects it: the seat one comes from is a step back
  await refresh();
}

/** Do something, and see what came of it; `{ok: false, error}` when it came to nothing. */
export async function perform(deed) {
  store.acting += 1;
  try {
    const answer = await server.act(store.seat, deed);
    await refresh();
    return answer;
  } catch (error) {
    return { ok: false, error: error.message };
  } finally {
    store.acting -= 1;
  }
}

let looking = null;
let again = false;

/** Look at the server once more; calls that come while a look is on its way share the next one. */
export function refresh() {
  if (looking) {
    again = true;
    return looking;
  }
  looking = lookUntilSettled().finally(() => { looking = null; });
  return looking;
}

async function lookUntilSettled() {
  do {
    again = false;
    const place = { seat: store.seat ?? "", in: store.room ?? "", thread: store.thread ?? "", newest: store.newest, since: store.since };
    const answer = await server.look(taken, place);
    learn(answer);
    if (place.seat && place.seat !== store.seat) again = true;
    else settle(place);
  } while (again);
}

/** Take in what the server has sent: only what is different from what it sent before. */
function learn({ look: number, whole, facts, lists, others }) {
  if (whole) known.clear();
  taken = number;
  const next = { ...(whole ? {} : store.look), ...facts, others };
  for (const name of LISTS) {
    const change = lists[name];
    if (!change && !whole) continue;
    if (!known.has(name)) known.set(name, new Map());
    const things = known.get(name);
    for (const id of change?.gone ?? []) things.delete(id);
    for (const [id, thing] of Object.entries(change?.put ?? {})) things.set(id, thing);
    next[name] = [...things.values()];
    if (name === "channels") next[name].sort((one, other) => ALPHABET.compare(one.name, other.name));
    if (name === "messages") next[name].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  }
  store.look = next;
}

/** Stand where the look was taken; a seat or a room that is not there gives way to the first one. */
function settle(place) {
  store.seat = store.look.me.id;
  if (!channel(store.room) && !direct(store.room)) {
    startAtTheEnd();
    store.room = firstRoom();
  }
  again ||= store.room !== place.in;
  writeHash("replaceState");
  tell();
}

/** The newest messages of a room are wanted, and none that stood there before them. */
export function startAtTheEnd() {
  Object.assign(store, { newest: NEWEST_MESSAGES, since: "" });
}

/** Older messages of the room; answers when they are there. */
export function showOlder() {
  store.newest += NEWEST_MESSAGES;
  return refresh();
}

/** Whoever reads further up keeps what they read; at the end the room's oldest messages may go. */
export function keepSince(ts) {
  store.since = ts;
}

/** Whether the page stands where it begins: in the coordinator's seat, in the department's channel. */
export function isFirstPlace() {
  return person(store.seat)?.name.startsWith(FIRST_SEAT) && channel(store.room)?.name === FIRST_ROOM;
}

function firstRoom() {
  const joined = store.look.channels.filter((each) => each.joined !== false);
  const home = joined.find((each) => each.name === FIRST_ROOM) ?? joined[0];
  return (home ?? store.look.directs[0]).id;
}
