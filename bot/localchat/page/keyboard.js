/** The buttons under a bubble. */
import { pressButton } from "./api.js";
import { element, icon } from "./dom.js";
import { open } from "./links.js";
import { t } from "./texts.js";
import { notice, toast } from "./toast.js";

/** old: the keyboard that this one replaces; the focus stays where it was. */
export function keyboard(messageId, rows, old) {
  const node = element("div", { class: "keyboard", role: "group" },
    ...rows.map((row) => element("div", { class: "keys" }, ...row.map((button) => key(messageId, button)))));
  keepFocus(old, node);
  return node;
}

function key(messageId, { text, data, url }) {
  const node = element("button", { type: "button", class: "key", "data-button": data ?? url ?? text }, element("span", {}, text));
  if (url) node.append(icon("link"));
  node.addEventListener("click", () => (url ? open(url) : press(node, messageId, data)));
  return node;
}

async function press(node, messageId, data) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    show(await pressButton(messageId, data));
  } catch (error) {
    toast(error instanceof TypeError ? t("offline") : error.message || t("failed"));
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function show({ text, alert: asAlert, url }) {
  if (text && asAlert) notice(text);
  else if (text) toast(text);
  if (url) open(url);
}

function keepFocus(old, node) {
  const keys = (keyboard) => [...keyboard.querySelectorAll(".key")];
  const index = old ? keys(old).indexOf(document.activeElement) : -1;
  if (index >= 0) queueMicrotask(() => keys(node)[index]?.focus({ preventScroll: true }));
}
