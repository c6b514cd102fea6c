/** The message that the next one answers, shown above the composer. */
import { byId } from "./dom.js";
import { history } from "./history.js";
import { authorOf, snippet } from "./quote.js";
import { t } from "./texts.js";

class Reply {
  id = null;

  start(id) {
    const message = history.get(id);
    if (!message) return;
    this.id = id;
    byId("reply-author").textContent = t("replyTo", { name: authorOf(message) });
    byId("reply-snippet").textContent = snippet(message);
    byId("reply-bar").hidden = false;
    byId("text").focus();
  }

  cancel() {
    this.id = null;
    byId("reply-bar").hidden = true;
  }

  /** The id for the message that goes now; the next one answers nothing. */
  take() {
    const { id } = this;
    this.cancel();
    return id;
  }
}

export const reply = new Reply();

export function start() {
  byId("reply-cancel").addEventListener("click", () => {
    reply.cancel();
    byId("text").focus();
  });
}
