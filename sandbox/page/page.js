// The page of the local workspace: look, show, and look again whenever the server says that something changed.

import * as server from "./server.js";
import { showModals } from "./views.js";
import { showNotices } from "./toasts.js";
import { showRoom } from "./room.js";
import { prepareDrawer, showSidebar } from "./sidebar.js";
import { showStrip } from "./strip.js";
import { findFirstSeat, readHash, refresh, store, tell, whenChanged } from "./store.js";
import { el } from "./dom.js";
import { language, say, setLanguage } from "./words.js";

const RETRY_AFTER_MS = 1500;
const part = (id) => document.getElementById(id);

function show() {
  showStrip(part("strip"));
  showSidebar(part("sidebar"));
  showRoom(part("room"), part("announcer"));
  showModals(store.look.modals);
  showNotices();
}

async function followHash() {
  const { seat } = store;
  readHash();
  if (store.seat === seat) tell();
  else await refresh();
}

/** Wait for the next change, for ever; a server that is away is asked again, and the page says so meanwhile. */
async function follow() {
  const offline = el("div", { class: "offline", role: "status" });
  for (let version = 0; ;) {
    try {
      const answer = await server.changes(version);
      if (answer.version !== version || offline.isConnected) await refresh();
      version = answer.version;
      offline.remove();
    } catch {
      offline.textContent = say("offline");
      document.body.append(offline);
      await new Promise((resolve) => { setTimeout(resolve, RETRY_AFTER_MS); });
      version = 0; // the server may have begun anew
    }
  }
}

setLanguage(language());
prepareDrawer(part("sidebar"), part("shade"));
readHash();
await findFirstSeat();
whenChanged(show);
await refresh();
window.addEventListener("popstate", followHash);
window.addEventListener("hashchange", followHash);
document.body.dataset.ready = "yes";
follow();
