/** Addresses that the bot gives: only harmless kinds, and a deep link to the bot itself opens its private chat here. */
import { outbox } from "./outbox.js";
import { session } from "./session.js";

const KINDS = ["http:", "https:", "mailto:", "tel:"];
let username = "";

export function setUsername(name) {
  username = name.toLowerCase();
}

/** The address, or null for what a page must not open (javascript: and its like). */
export function safeUrl(address) {
  const text = address.startsWith("/") || address.includes(":") ? address : `https://${address}`;
  const url = URL.canParse(text, location.href) ? new URL(text, location.href) : null;
  return url && KINDS.includes(url.protocol) ? url.href : null;
}

export function open(address) {
  const url = safeUrl(address);
  if (!url) return;
  const start = deepLink(new URL(url));
  if (start === null) window.open(url, "_blank", "noopener");
  else startPrivately(start);
}

/** The start parameter of https://t.me/<this bot>?start=…, else null. */
function deepLink(url) {
  const toBot = url.hostname === "t.me" && url.pathname.slice(1).toLowerCase() === username;
  return toBot ? (url.searchParams.get("start") ?? "") : null;
}

function startPrivately(parameter) {
  if (session.chatId !== session.userId) session.change({ chatId: session.userId });
  outbox.send({ text: `/start ${parameter}`.trim() });
}

/** Deep links inside a text are ordinary links until somebody clicks them. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[target=_blank]");
  if (!link || deepLink(new URL(link.href)) === null) return;
  event.preventDefault();
  open(link.href);
});
