/** What is being sent: its progress, its failures, and when the server has it. */
import { postMessage } from "./api.js";
import { history } from "./history.js";
import { t } from "./texts.js";

const ALBUM = 10;
let last = 0;

class Outbox extends EventTarget {
  items = [];
  /** Object URLs of photos sent from here, by message id: shown until the server's copy is loaded. */
  previews = new Map();
  #sent = new Set();

  /** Several files go as an album; zips, and what is over ten, as messages of their own. */
  async send({ text = "", files = [], as, replyTo = null }) {
    const batches = batched(files, as);
    const items = batches.map((batch, i) => item({ text: i === 0 ? text : "", files: batch, as, replyTo }));
    this.items.push(...items);
    this.#changed("added");
    for (const one of items) if (this.items.includes(one)) await this.#post(one);
  }

  retry(item) {
    item.error = null;
    item.progress = 0;
    this.#changed();
    return this.#post(item);
  }

  remove(item) {
    item.cancel?.();
    this.#drop(item);
    this.#changed();
  }

  clear() {
    this.items = [];
    this.#sent.clear();
    this.#changed();
  }

  /** Wholly sent, but not answered: the server may show it before it has told us its id. */
  get awaitsIds() {
    return this.items.some(({ ids, error, progress, files }) => !ids && !error && (progress >= 1 || !files.length));
  }

  wasSentFromHere(id) {
    return this.#sent.has(id);
  }

  /** What came back as messages is shown by the log; after a whole reload, what did not come is gone. */
  settle(whole = false) {
    const here = this.items.filter(({ ids }) => ids?.every((id) => whole || history.get(id)));
    for (const item of here) this.#drop(item);
    if (here.length) this.dispatchEvent(new Event("settle"));
  }

  async #post(item) {
    const { ids, cancel } = postMessage(item, (progress) => {
      item.progress = progress;
      this.dispatchEvent(new CustomEvent("progress", { detail: item }));
    });
    item.cancel = cancel;
    try {
      item.ids = await ids;
      for (const id of item.ids) this.#sent.add(id);
      if (item.as === "photo") item.urls.forEach((url, i) => this.previews.set(item.ids[i], url));
    } catch (error) {
      if (error.name === "AbortError") return;
      item.error = error.message || t("offline");
    }
    this.#changed();
  }

  #drop(item) {
    this.items = this.items.filter((other) => other !== item);
  }

  #changed(detail) {
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

function item({ text, files, as, replyTo }) {
  const urls = files.map((file) => URL.createObjectURL(file));
  const date = Math.floor(Date.now() / 1000);
  last += 1;
  return { key: `o${last}`, text, files, as, replyTo, urls, date, progress: 0, ids: null, error: null };
}

function batched(files, as) {
  if (!files.length) return [[]];
  const zips = files.filter(isZip);
  const others = files.filter((file) => as === "photo" || !isZip(file));
  const albums = [];
  for (let i = 0; i < others.length; i += ALBUM) albums.push(others.slice(i, i + ALBUM));
  return as === "photo" ? albums : [...albums, ...zips.map((zip) => [zip])];
}

export const isZip = (file) => /\.zip$/i.test(file.name) || file.type === "application/zip";

export const outbox = new Outbox();
