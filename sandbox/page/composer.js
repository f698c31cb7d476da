// Where one writes: messages, and slash commands with the app's own list of them.

import { el, freshId, icon } from "./dom.js";
import { whileBusy } from "./elements.js";
import { asBase64 } from "./files.js";
import { avatar } from "./people.js";
import { appUser, perform, store } from "./store.js";
import { say } from "./words.js";

/** A composer for one room, or for a thread of it. What is half typed is kept per seat and place, over reloads too. */
export class Composer {
  constructor({ placeholder, onCommand = () => {} }) {
    this.placeholder = placeholder;
    this.onCommand = onCommand;
    this.field = el("textarea", {
      class: "composer-field", rows: 1, "aria-autocomplete": "list", autocomplete: "off",
      on: { input: () => this.#onInput(), keydown: (event) => this.#onKey(event), blur: () => this.#hideCommands() },
    });
    this.commands = el("div", { class: "commands", role: "listbox", id: freshId("commands"), hidden: true, on: { mousedown: (event) => event.preventDefault() } });
    this.field.setAttribute("aria-controls", this.commands.id);
    this.sendButton = el("button", { class: "send", type: "button", on: { click: () => this.#send() } }, icon("send"));
    this.slash = el("button", { class: "tool slash", type: "button", on: { click: () => this.#startCommand() } }, "/");
    this.chooser = el("input", { type: "file", hidden: true, on: { change: () => this.#upload() } });
    this.attach = el("button", { class: "tool", type: "button", on: { click: () => this.chooser.click() } }, icon("plus"));
    this.trouble = el("div", { class: "composer-trouble", role: "alert", hidden: true });
    this.node = el("div", { class: "composer" }, this.trouble, this.commands,
      el("div", { class: "composer-box" }, this.field, el("div", { class: "composer-foot" }, this.attach, this.slash, this.chooser, this.sendButton)));
  }

  /** Stand in this place: `thread` is the ts that replies belong to, or null. */
  show({ room, name, thread = null }) {
    const key = `draft ${store.seat} ${room} ${thread ?? ""}`;
    this.field.placeholder = this.placeholder(name);
    this.field.setAttribute("aria-label", this.placeholder(name));
    this.sendButton.setAttribute("aria-label", say("send"));
    this.attach.setAttribute("aria-label", say("add_file"));
    this.slash.setAttribute("aria-label", say("commands"));
    this.slash.hidden = Boolean(thread); // Slack runs no slash commands in threads
    if (key === this.key) return;
    Object.assign(this, { key, room, thread });
    this.#set(sessionStorage.getItem(key) ?? "");
    this.#complain(null);
  }

  #set(text) {
    this.field.value = text;
    this.#onInput();
  }

  #onInput() {
    const text = this.field.value;
    if (text) sessionStorage.setItem(this.key, text);
    else sessionStorage.removeItem(this.key);
    this.sendButton.disabled = !text.trim();
    this.#fit();
    this.#offerCommands(text);
  }

  // As high as what is written; until it stands in the page it has no height at all.
  #fit() {
    if (!this.field.isConnected) return requestAnimationFrame(() => this.field.isConnected && this.#fit());
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    return null;
  }

  #startCommand() {
    this.begin("/");
  }

  /** Put this beginning into the field, to be written on. */
  begin(text) {
    this.field.focus();
    this.#set(text);
  }

  #offerCommands(text) {
    const word = text.match(/^\/\S*$/)?.[0];
    const fitting = word && !this.thread ? store.look.commands.filter((each) => each.command.startsWith(word.toLowerCase())) : [];
    this.commands.hidden = !fitting.length || document.activeElement !== this.field;
    this.commands.setAttribute("aria-label", say("commands"));
    this.commands.replaceChildren(...fitting.map((each) => this.#commandRow(each)));
    this.#mark(0);
  }

  #commandRow(offered) {
    const app = appUser();
    return el("div", {
      class: "command", role: "option", id: freshId("command"), "aria-label": offered.command, "data-command": offered.command,
      on: { click: () => this.#complete(offered.command) },
    }, avatar(app.id, "small"), el("span", { class: "command-words" },
      el("span", {}, el("strong", {}, offered.command), " ", el("span", { class: "command-hint" }, offered.hint ?? "")),
      el("small", {}, offered.description ?? "")), el("small", { class: "command-app" }, app.name));
  }

  #mark(at) {
    const rows = [...this.commands.children];
    this.active = rows.length ? (at + rows.length) % rows.length : -1;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.active)));
    this.field.setAttribute("aria-activedescendant", this.commands.hidden ? "" : rows[this.active]?.id ?? "");
  }

  #hideCommands() {
    this.commands.hidden = true;
  }

  #complete(command) {
    this.#set(`${command} `);
    this.field.focus();
  }

  #onKey(event) {
    const open = !this.commands.hidden;
    const offered = open ? this.commands.children[this.active]?.dataset.command : null;
    const whole = offered === this.field.value;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) this.#mark(this.active + (event.key === "ArrowDown" ? 1 : -1));
    else if (open && event.key === "Escape") this.#hideCommands();
    else if (offered && !whole && (event.key === "Tab" || event.key === "Enter")) this.#complete(offered);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#send();
    else return;
    event.preventDefault();
  }

  async #send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.#complain(null);
    const { room, thread, key } = this;
    if (text.startsWith("/")) this.onCommand();
    this.#set("");
    this.#hideCommands();
    const deed = { do: "say", channel: room, text, ...(thread ? { thread_ts: thread } : {}) };
    const answer = await whileBusy(this.sendButton, perform(deed));
    if (answer.ok || this.key !== key) return;
    if (!this.field.value) this.#set(text); // nothing that was written is lost
    this.#complain(answer.error);
  }

  async #upload() {
    const [file] = this.chooser.files;
    const { room, thread } = this;
    const content = await asBase64(file);
    this.chooser.value = "";
    const deed = { do: "upload", channel: room, name: file.name, content_base64: content };
    const answer = await perform({ ...deed, ...(thread ? { thread_ts: thread } : {}) });
    this.#complain(answer.ok ? null : answer.error);
  }

  #complain(sentence) {
    this.trouble.hidden = !sentence;
    this.trouble.replaceChildren(...(sentence ? [icon("alert"), sentence] : []));
  }
}
