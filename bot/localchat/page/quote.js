/** The message that a reply answers, quoted above it. */
import { bot } from "./bot.js";
import { element } from "./dom.js";
import { history } from "./history.js";
import { jumpTo } from "./scroll.js";
import { session } from "./session.js";
import { t } from "./texts.js";

/** Sent by the person who looks at the page; what is still on its way has no sender yet. */
export function isMine({ from, user_id: sender = session.userId }) {
  return from === "user" && (!session.isGroup || sender === session.userId);
}

export function authorOf(message) {
  if (isMine(message)) return t("you");
  return message.from === "bot" ? bot.name : message.name;
}

export function snippet({ text, caption, media }) {
  const [one] = media;
  const words = (text || caption || "").replace(/\s+/g, " ").slice(0, 120);
  if (words || !one) return words;
  return one.kind === "photo" ? t("photo") : one.name || t("file");
}

/** {value, build} for the bubble, or null when nothing is answered. */
export function quote(id) {
  if (!id) return null;
  const message = history.get(id);
  const value = message
    ? { id, author: authorOf(message), snippet: snippet(message), picture: pictureOf(message) }
    : { id, author: t("reply"), snippet: t("deletedMessage"), picture: null };
  return { value, build: () => node(value) };
}

const pictureOf = ({ media: [one] }) => (one?.kind === "photo" ? one.thumbnail || one.url : one?.thumbnail) ?? null;

function node({ id, author, snippet: words, picture }) {
  return element("button", { type: "button", class: "quote", click: () => jumpTo(id) },
    picture && element("img", { src: picture, alt: "" }),
    element("span", { class: "quote-text" }, element("b", {}, author), element("span", {}, words)));
}
