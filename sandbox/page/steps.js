// The steps of the browser's history: places in the workspace, and one step more while a window is open over a place,
// so that Back closes the window.

let last = here();

function here() {
  return { hash: location.hash, hasWindow: Boolean(history.state?.hasWindow) };
}

/** Come to a place, by a step of its own (`pushState`) or in the stead of the one before (`replaceState`). */
export function writeStep(how, hash) {
  if (hash === location.hash) return;
  history[how](how === "replaceState" ? history.state : null, "", hash);
  last = here();
}

/** A window is open here. The step stays when the window is closed by its own buttons, and the next window uses it. */
export function stepIntoWindow() {
  if (!history.state?.hasWindow) history.pushState({ hasWindow: true }, "");
  last = here();
}

/** After Back or Forward: whether it led out of such a step, to the place under the window. */
export function hasLeftWindow() {
  const before = last;
  last = here();
  return before.hasWindow && !last.hasWindow && before.hash === last.hash;
}
