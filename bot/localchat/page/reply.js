/** The message that the next one answers, shown above the composer. */
import { bot } from "./bot.js";
import { byId } from "./dom.js";
import { history } from "./history.js";
import { authorOf, snippet } from "./quote.js";
import { session } from "./session.js";
import { t } from "./texts.js";

class Reply {
  id = null;

  start(id) {
    if (!history.get(id)) return;
    this.id = id;
    this.draw();
    byId("reply-bar").hidden = false;
    byId("text").focus();
  }

  draw() {
    const message = history.get(this.id);
    if (!message) return;
    byId("reply-author").textContent = t("replyTo", { name: authorOf(message) });
    byId("reply-snippet").textContent = snippet(message);
  }

  /** Go on with the question that a chat ends with, unless it was answered or declined before. */
  resume({ id, force_reply: isQuestion }) {
    if (isQuestion && String(id) !== settled()) this.start(id);
  }

  close() {
    this.id = null;
    byId("reply-bar").hidden = true;
  }

  cancel() {
    if (this.id) settle(this.id);
    this.close();
  }

  /** The id for the message that goes now; the next one answers nothing. */
  take() {
    const { id } = this;
    this.cancel();
    return id;
  }
}

const key = () => `local-chat-reply:${session.chatId}:${session.userId}`;

function settled() {
  try {
    return localStorage.getItem(key());
  } catch {
    return null;
  }
}

function settle(id) {
  try {
    localStorage.setItem(key(), id);
  } catch {
    // Private windows may refuse storage: after a reload the question is offered again.
  }
}

export const reply = new Reply();

export function start() {
  bot.addEventListener("change", () => reply.draw()); // its name
  byId("reply-cancel").addEventListener("click", () => {
    reply.cancel();
    byId("text").focus();
  });
}
