// What the page knows: the last look, whose seat it is, and where in the workspace the person stands.

import * as server from "./server.js";

const FIRST_ROOM = "boern-familie";
const SLACKBOT = "USLACKBOT";
const FIRST_NAME = "Mette";

export const store = {
  look: null,
  seat: null,
  room: null, // a channel's or direct's id
  tab: "messages", // or "home", in the app's direct messages
  acting: 0, // deeds on their way; what Slack says of them is shown where they were done
  thread: null, // the ts of the message whose thread is open
};

const listeners = [];
let peopleById = new Map();

/** Call `listener` after every change of what the page knows. */
export function whenChanged(listener) {
  listeners.push(listener);
}

export function tell() {
  for (const listener of listeners) listener();
}

export function person(id) {
  return peopleById.get(id);
}

export function nameOf(id) {
  return peopleById.get(id)?.name ?? id;
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
  if (`#${place}` !== location.hash) history[how](null, "", `#${place}`);
}

/** Go to a room, a tab or a thread; the address bar follows, so that Back and reload come here again. */
export function goTo(place) {
  const moved = place.room && place.room !== store.room;
  Object.assign(store, { tab: "messages", thread: null }, place);
  writeHash("pushState");
  tell();
  if (moved) refresh(); // so that it counts as read
}

export async function takeSeat(seat) {
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
    const seat = store.seat;
    const look = await server.look(seat ?? "", store.room ?? "");
    if (seat === store.seat) take(look);
    else again = true;
  } while (again);
}

function take(look) {
  peopleById = new Map(look.people.map((each) => [each.id, each]));
  store.look = look;
  store.seat = look.me.id;
  if (!channel(store.room) && !direct(store.room)) store.room = firstRoom();
  writeHash("replaceState");
  tell();
}

function firstRoom() {
  const joined = store.look.channels.filter((each) => each.joined !== false);
  const home = joined.find((each) => each.name === FIRST_ROOM) ?? joined[0];
  return (home ?? store.look.directs[0]).id;
}

/** The coordinator sits down first, unless the address names somebody else. */
export async function findFirstSeat() {
  if (store.seat) return;
  const look = await server.look("", "");
  const people = look.people.filter((each) => !each.is_bot && !each.deleted);
  store.seat = (people.find((each) => each.name.startsWith(FIRST_NAME)) ?? people[0]).id;
}
