// Files: those in messages, and the field in which one hands some in.

import { el, freshId, icon } from "./dom.js";
import { language, say } from "./words.js";

const MOST_FILES = 10;
const MOST_BYTES = 10 * 1024 * 1024; // what Slack takes in a file field
const BYTES_IN_KB = 1024;

/** The bytes of a picked file, as they travel in a deed. */
export function asBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** "12 KB", "1,4 MB". */
export function sizeWords(bytes) {
  const inMb = bytes >= BYTES_IN_KB * BYTES_IN_KB;
  const number = inMb ? bytes / (BYTES_IN_KB * BYTES_IN_KB) : Math.max(1, Math.round(bytes / BYTES_IN_KB));
  return `${number.toLocaleString(language(), { maximumFractionDigits: 1 })} ${inMb ? "MB" : "KB"}`;
}

/** A file as it stands in a message. */
export function sharedFile(shown) {
  if (shown.deleted) return el("div", { class: "file-card gone" }, icon("file"), say("file_deleted"));
  const title = shown.title || shown.name;
  const size = sizeWords(shown.size);
  const fetch = el("a", { class: "button default small", href: shown.url, download: shown.name, "aria-label": say("download", { name: title }) }, icon("download"));
  if (shown.is_picture) {
    return el("figure", { class: "picture file-picture" }, el("figcaption", {}, `${title} · ${size}`, fetch),
      el("img", { src: shown.url, alt: shown.alt_txt || title }));
  }
  return el("div", { class: "file-card" }, icon("file"),
    el("span", { class: "file-name" }, el("strong", {}, title), el("small", {}, title === shown.name ? size : `${shown.name} · ${size}`)), fetch);
}

/** The field of a form: pick files from one's own machine, see them listed, take them out again. */
export function fileField(element, block, surface, names) {
  const most = element.max_files ?? MOST_FILES;
  const accept = element.filetypes?.map((kind) => `.${kind}`).join(",");
  const input = el("input", {
    class: "file-chooser", type: "file", accept, multiple: most > 1, id: freshId("files"),
    "data-focus": `${block.block_id} ${element.action_id}`, ...names, on: { change: add },
  });
  const words = el("span", {}, say(most > 1 ? "choose_files" : "choose_file"));
  const opener = el("label", { class: "button default", for: input.id, "aria-hidden": "true" }, icon("plus"), words);
  const list = el("ul", { class: "chosen-files" });
  const trouble = el("div", { class: "field-error", role: "alert", hidden: true });
  show();
  return el("div", { class: "file-field" }, list, input, opener, trouble);

  function chosen() {
    return surface.chosen(block, element) ?? [];
  }

  function show() {
    list.replaceChildren(...chosen().map((file) => el("li", {}, icon("file"),
      el("span", {}, file.name, " ", el("small", {}, sizeWords(file.size))),
      el("button", { class: "plain-button", type: "button", "aria-label": say("remove", { name: file.name }), on: { click: () => remove(file) } }, icon("close")))));
    const full = chosen().length >= most;
    if (full && document.activeElement === input) list.querySelector("li:last-child button").focus();
    input.disabled = opener.hidden = full;
  }

  async function add() {
    const picked = [...input.files];
    input.value = "";
    complain(null);
    opener.setAttribute("aria-busy", "true");
    for (const file of picked) {
      const sentence = refusal(file) ?? (await handIn(file));
      if (sentence) complain(sentence);
    }
    opener.removeAttribute("aria-busy");
    show();
  }

  async function handIn(file) {
    const answer = await surface.attach(block, element, { name: file.name, content_base64: await asBase64(file) });
    show();
    return answer.ok ? null : answer.error;
  }

  async function remove(file) {
    complain(null);
    await surface.detach(block, element, file.id);
    show();
    input.focus();
  }

  // What Slack refuses before anything is sent.
  function refusal(file) {
    const kinds = element.filetypes?.map((kind) => kind.toLowerCase());
    if (kinds && !kinds.includes(file.name.split(".").pop().toLowerCase())) {
      return say("file_wrong_type", { name: file.name, kinds: kinds.join(", ") });
    }
    if (chosen().length >= most) return say(most > 1 ? "files_too_many" : "files_only_one", { n: most });
    if (!file.size) return say("file_empty", { name: file.name });
    return file.size > MOST_BYTES ? say("file_too_big", { name: file.name, size: sizeWords(MOST_BYTES) }) : null;
  }

  function complain(sentence) {
    trouble.hidden = !sentence;
    trouble.replaceChildren(...(sentence ? [icon("alert"), sentence] : []));
  }
}
