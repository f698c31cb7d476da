// The page of the local workspace: look, show, and look again whenever the server says that something changed.

import { tellOfEntering } from "./entering.js";
import * as server from "./server.js";
import { hasLeftWindow, stepIntoWindow } from "./steps.js";
import { closeTop, showModals } from "./views.js";
import { showNotices } from "./toasts.js";
import { showRoom } from "./room.js";
import { prepareDrawer, showSidebar } from "./sidebar.js";
import { showStrip } from "./strip.js";
import { readHash, refresh, startAtTheEnd, store, whenChanged } from "./store.js";
import { el } from "./dom.js";
import { language, say, setLanguage } from "./words.js";

const RETRY_AFTER_MS = 1500;
const part = (id) => document.getElementById(id);

function show() {
  showStrip(part("strip"));
  showSidebar(part("sidebar"));
  showRoom(part("room"), part("announcer"));
  showModals(store.look.modals);
  if (store.look.modals.length) stepIntoWindow();
  showNotices();
  tellOfEntering();
}

/** Back closes an open window. Where it is closed already there was nothing to see in that step, and Back goes on. */
function onStep() {
  if (!hasLeftWindow()) followHash();
  else if (!closeTop()) history.back();
}

async function followHash() {
  const { seat, room } = store;
  readHash();
  if (store.seat === seat && store.room === room) show();
  else startAtTheEnd();
  await refresh().catch(() => {});
}

/** Wait for the next change, for ever; a server that is away is asked again, and the page says so meanwhile. */
async function follow() {
  const offline = el("div", { class: "offline", role: "status" });
  let version = 0;
  for (;;) {
    try {
      if (offline.isConnected) await refresh();
      offline.remove();
      ({ version } = await server.changes(version, await whileSeen()));
      await refresh(); // without a change too: the clock has gone on
    } catch (error) {
      if (error.name === "AbortError") continue;
      version = 0; // the server may have begun anew
      offline.textContent = say("offline");
      document.body.append(offline);
      await new Promise((resolve) => { setTimeout(resolve, RETRY_AFTER_MS); });
    }
  }
}

/**
 * Wait until the tab is looked at; answers with a signal that it no longer is. A browser keeps only half a dozen
 * connections to one server, and people open a tab for every seat: those in the background must not wait on one.
 */
async function whileSeen() {
  while (document.hidden) {
    await new Promise((resolve) => { document.addEventListener("visibilitychange", resolve, { once: true }); });
  }
  return unseen.signal;
}

let unseen = new AbortController();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) unseen.abort();
  else unseen = new AbortController();
});

setLanguage(language());
prepareDrawer(part("sidebar"), part("shade"));
readHash();
whenChanged(show);
await refresh();
window.addEventListener("pagehide", server.leave);
window.addEventListener("popstate", onStep);
window.addEventListener("hashchange", followHash);
document.body.dataset.ready = "yes";
follow();
