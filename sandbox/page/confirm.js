// "Are you sure?" before a press that has a confirm object.

import { el, freshId } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

/** Ask; true when the person says yes, false by the other button or Escape. */
export function confirmed(question) {
  const titleId = freshId("title");
  const textId = freshId("text");
  return new Promise((resolve) => {
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const look = `button ${question.style === "danger" ? "danger" : "primary"}`;
    const dialog = el("dialog", {
      class: "modal confirm", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": textId,
      on: { cancel: (event) => { event.preventDefault(); answer(false); } },
    },
    el("h2", { id: titleId, class: "confirm-title" }, textNodes(question.title)),
    el("div", { id: textId, class: "confirm-text" }, textNodes(question.text)),
    el("div", { class: "modal-foot" },
      el("button", { class: "button default", type: "button", on: { click: () => answer(false) } }, textNodes(question.deny)),
      el("button", { class: look, type: "button", on: { click: () => answer(true) } }, textNodes(question.confirm))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
