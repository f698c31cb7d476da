// Slack tells the app of everybody who enters its conversation or its Home tab: each time, and not while they stay.

import * as server from "./server.js";
import { inAppTalk, store } from "./store.js";

let entered = "";

/** Tell of it when one has come to another tab of the app's than before; a page that is loaded there enters it. */
export function tellOfEntering() {
  const place = inAppTalk() ? [store.seat, store.tab].join(" ") : "";
  const isNew = place !== entered;
  entered = place;
  if (place && isNew) server.enter(store.seat, store.tab);
}
