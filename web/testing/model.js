// A kernel's half of a widget for tests, as anywidget hands it to a script.

/** @import { DrawnModel, FromPage, PageModel, PageState, ScaleModel, ToPage } from "../page/types.js" */

/** @typedef {(...values: any[]) => void} Listener */

/** @type {PageState} */
const AT_REST = {
  pulse: 0,
  theme_choice: "",
  address: "",
  name: "Footwatch",
  kiosk: false,
  ready: true,
  stale: false,
  choosing: false,
  labelling: false,
  head: -1,
  scope: "fw-scope-1",
};

/** A model of bqplot, whose traits the kernel changes. @implements {DrawnModel} @implements {ScaleModel} */
export class Drawn {
  /** @type {Record<string, any>} */
  #traits;
  /** @type {Set<Listener>} */
  #listeners = new Set();

  /** @param {Record<string, any>} traits */
  constructor(traits) {
    this.#traits = traits;
  }

  /** @param {string} name */
  get(name) {
    return this.#traits[name];
  }

  /**
   * @param {string} _
   * @param {Listener} listener
   */
  on(_, listener) {
    this.#listeners.add(listener);
  }

  /**
   * @param {string} _
   * @param {Listener} listener
   */
  off(_, listener) {
    this.#listeners.delete(listener);
  }

  /** @param {Record<string, any>} changes */
  change(changes) {
    Object.assign(this.#traits, changes);
    for (const listener of this.#listeners) listener();
  }
}

/** @implements {PageModel} */
export class Model {
  /** What the page has said, as it goes over the wire. @type {unknown[]} */
  sent = [];
  /** Whether the kernel has ended. */
  gone = false;
  /** Other models of the kernel, by their ids. @type {Map<string, Drawn>} */
  others = new Map();
  widget_manager = {
    /** @param {string} id */
    get_model: (id) => {
      const found = this.others.get(id);
      return found ? Promise.resolve(found) : Promise.reject(new Error("widget model not found"));
    },
  };
  /** @type {Map<string, Listener[]>} */
  #listeners = new Map();
  /** @type {PageState} */
  #state;

  /** @param {Partial<PageState>} state */
  constructor(state = {}) {
    this.#state = { ...AT_REST, ...state };
  }

  /**
   * @template {keyof PageState} Name
   * @param {Name} name
   */
  get(name) {
    return this.#state[name];
  }

  /**
   * @param {string} event
   * @param {Listener} listener
   */
  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  /**
   * @param {string} event
   * @param {Listener} listener
   */
  off(event, listener) {
    this.#listeners.set(
      event,
      (this.#listeners.get(event) ?? []).filter((one) => one !== listener),
    );
  }

  /** @param {FromPage} message */
  send(message) {
    if (this.gone) throw new Error("the comm is closed");
    this.sent.push(JSON.parse(JSON.stringify(message)));
  }

  /**
   * Let the kernel change traits.
   *
   * @param {Partial<PageState>} changes
   */
  change(changes) {
    for (const [name, value] of Object.entries(changes)) {
      Object.assign(this.#state, { [name]: value });
      this.#tell(`change:${name}`);
    }
  }

  /**
   * Let the kernel say something.
   *
   * @param {ToPage} message
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  say(message, buffers = []) {
    this.#tell("msg:custom", message, buffers);
  }

  /**
   * @param {string} event
   * @param {unknown[]} values
   */
  #tell(event, ...values) {
    for (const listener of this.#listeners.get(event) ?? []) listener(...values);
  }
}
