// The only place that talks HTTP. Every answer is data; a failure is an Error whose message a person may read.

import { told } from "./told.js";

async function ask(path, body, signal) {
  const options = body === undefined ? { signal } : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(told(await readable(answer)) || `HTTP ${answer.status}`);
  return answer.json();
}

async function readable(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).error;
  } catch {
    return text;
  }
}

// The server remembers by this name what the page has; a page that is loaded again is another one.
const page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (number) => number.toString(36)).join("");

/** What is different for whoever stands in `place` since the look numbered `taken`; the room there counts as read. */
export const look = (taken, place) => ask(`/look?${new URLSearchParams({ page, look: taken, ...place })}`);
/** Answers with the workspace's version when it is no longer `after`; `signal` breaks the waiting off. */
export const changes = (after, signal) => ask(`/changes?after=${after}`, undefined, signal);
/** The page is closed, or about to be: nobody sits in its seat any more. */
export const leave = () => navigator.sendBeacon(`/leave?${new URLSearchParams({ page })}`);
export const milestones = (seat, language) => ask(`/clock/milestones?${new URLSearchParams({ seat, language })}`);
export const turnClock = (how) => ask("/clock", how);
export const letOthersAnswer = (seat) => ask("/others", { seat });
/** What waits to go wrong (`waiting`), what is held back (`held`), and what can be made to go wrong (`offered`). */
export const faults = () => ask("/faults");
export const makeFault = (fault) => ask("/faults", fault);
/** Forget one fault, or all of them. */
export const clearFaults = (number = null) => ask("/faults/clear", { number });
/** Lines of the log after the one of number `after`, in one `direction` or in both (""), with `text` in them. */
export const exchanges = ({ after, direction, text }) => ask(`/log?${new URLSearchParams({ after, direction, text })}`);
export const exchange = (number) => ask(`/log/${number}`);
const sent = (deed) => ask("/act", deed);

// Deeds leave one at a time and in order, or a submit could overtake what was typed just before it.
let lastDeed = Promise.resolve();

/** What the person in `seat` does; `{ok: false, error}` when it came to nothing, a lost connection included. */
export function act(seat, deed) {
  const mine = lastDeed.then(() => sent({ seat, ...deed }))
    .then((answer) => (answer.error ? { ...answer, error: told(answer.error) } : answer))
    .catch((error) => ({ ok: false, error: error.message }));
  lastDeed = mine;
  return mine;
}

/** Somebody enters a tab of the app's; as it is with events, nobody waits for the app, nor hears of its failing. */
export function enter(seat, tab) {
  sent({ seat, do: "open_home", tab }).catch(() => {}); // a lost connection is told by whoever waits for changes
}

/** Options for a select that asks the app; it does not wait for, nor hold up, other deeds. */
export async function suggest(seat, question) {
  const answer = await sent({ seat, do: "suggest", ...question });
  return answer.options ?? [];
}
