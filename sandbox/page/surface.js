// Where blocks stand: one message or one view. It knows what is typed there and tells the app what is done.

import * as server from "./server.js";
import { perform, store } from "./store.js";

const TYPING_PAUSE_MS = 250;
const STATE_FIELDS = [
  "value", "selected_option", "selected_options", "selected_user", "selected_users", "selected_conversation",
  "selected_conversations", "selected_channel", "selected_channels", "selected_date", "selected_time",
  "selected_date_time", "files",
];
const INITIAL_FIELDS = STATE_FIELDS.map((field) => (field === "value" ? "initial_value" : field.replace("selected", "initial")));

export class Surface {
  /** `container` is `{channel, ts}` or `{view}`; `onTrouble(sentence | null)` shows why a press came to nothing. */
  constructor(container, onTrouble = () => {}) {
    this.container = container;
    this.onTrouble = onTrouble;
    this.onEntered = () => {}; // told of each field that somebody enters something into
    this.heading = "h3"; // where the surface has a heading of its own above it
    this.state = {};
    this.errors = {};
    this.typed = new Map();
    this.waiting = new Map();
  }

  /** What stands in a field: what was typed here, else what the server keeps, else what the app filled in. */
  chosen(block, element) {
    const place = placeOf(block, element);
    if (this.typed.has(place)) return this.typed.get(place);
    const kept = this.state.values?.[block.block_id]?.[element.action_id];
    return first(kept, STATE_FIELDS) ?? first(element, INITIAL_FIELDS);
  }

  /** A press that the app hears of. `what` holds `value` or `selected`. */
  async act(block, element, what) {
    this.flush();
    this.onTrouble(null);
    const answer = await perform({ do: "action", ...this.#aim(block, element), ...what });
    if (!answer.ok) this.onTrouble(answer.error);
  }

  /** A change in a field: an input block keeps it for the submit, any other element tells the app at once. */
  change(block, element, what) {
    this.typed.set(placeOf(block, element), what.value ?? what.selected);
    this.onEntered(block);
    if (block.type !== "input" || block.dispatch_action) return this.act(block, element, what);
    return this.#keep(block, element, what);
  }

  /** Files go in and out one by one, and the server keeps them; `what` is `{name, content_base64}`. */
  attach(block, element, what) {
    return this.#handle("attach", block, element, what);
  }

  detach(block, element, file) {
    return this.#handle("detach", block, element, { file });
  }

  #handle(deed, block, element, what) {
    const { container, ...aim } = this.#aim(block, element);
    this.onEntered(block);
    return perform({ do: deed, view: container.view, ...aim, ...what });
  }

  /** A keystroke: kept here at once, told to the server at the next pause. */
  type(block, element, value) {
    const place = placeOf(block, element);
    this.typed.set(place, value);
    this.onEntered(block);
    clearTimeout(this.waiting.get(place)?.timer);
    const send = () => {
      this.waiting.delete(place);
      this.#keep(block, element, { value });
    };
    this.waiting.set(place, { send, timer: setTimeout(send, TYPING_PAUSE_MS) });
  }

  /** Send whatever is still waiting for a pause. */
  flush() {
    for (const { send, timer } of this.waiting.values()) {
      clearTimeout(timer);
      send();
    }
  }

  suggest(block, element, query) {
    const { type, ...aim } = this.#aim(block, element);
    return server.suggest(store.seat, { ...aim, query });
  }

  #keep(block, element, what) {
    if (!this.container.view) return Promise.resolve(); // a message's fields travel with its next button
    const { container, ...aim } = this.#aim(block, element);
    return server.act(store.seat, { do: "input", view: container.view, ...aim, ...what });
  }

  #aim(block, element) {
    return { container: this.container, block_id: block.block_id, action_id: element.action_id, type: element.type };
  }
}

function placeOf(block, element) {
  return `${block.block_id} ${element.action_id}`;
}

function first(holder, fields) {
  for (const field of fields) if (holder?.[field] !== undefined && holder[field] !== null) return holder[field];
  return undefined;
}
