/** The chat's messages as the server told them last. */
class History extends EventTarget {
  #messages = new Map();
  last = 0;
  edits = 0;

  get(id) {
    return this.#messages.get(id);
  }

  /** In order of their ids, without the deleted ones. */
  list() {
    return [...this.#messages.values()].sort((a, b) => a.id - b.id);
  }

  clear() {
    this.#messages.clear();
    this.last = 0;
    this.edits = 0;
  }

  /** Take an answer of the server; a whole one replaces everything known. */
  take({ messages, edits }, whole) {
    if (whole) this.clear();
    for (const message of messages) {
      if (message.deleted) this.#messages.delete(message.id);
      else this.#messages.set(message.id, message);
      this.last = Math.max(this.last, message.id);
    }
    this.edits = edits ?? this.edits;
    this.dispatchEvent(new CustomEvent("change", { detail: { whole } }));
  }
}

export const history = new History();
