/** What can be done with a message: by right click or a long press. */
import { copy } from "./copy.js";
import { byId, element, icon } from "./dom.js";
import { history } from "./history.js";
import { placeAt } from "./popup.js";
import { reply } from "./reply.js";
import { t } from "./texts.js";

const LONG_PRESS = 450;

export function offerActions(message) {
  message.addEventListener("contextmenu", (event) => {
    if (!getSelection().isCollapsed || event.target.closest("a, .keyboard")) return;
    if (show(event)) event.preventDefault();
  });
  longPress(message);
}

/** iOS tells of no context menu: a finger that stays is one. */
function longPress(message) {
  let timer;
  const stop = () => clearTimeout(timer);
  message.addEventListener("touchstart", (event) => {
    const [{ clientX, clientY }] = event.touches;
    timer = setTimeout(() => show({ target: event.target, clientX, clientY }), LONG_PRESS);
  }, { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) message.addEventListener(name, stop, { passive: true });
}

function show({ target, clientX, clientY }) {
  const id = Number(target.closest("article")?.dataset.id ?? target.closest("[data-album]")?.querySelector("article")?.dataset.id);
  const message = history.get(id);
  if (!message || byId("actions").matches(":popover-open")) return Boolean(message);
  const menu = byId("actions");
  menu.replaceChildren(...actionsFor(message).map(([name, sign, act]) => button(menu, name, sign, act)));
  menu.showPopover();
  placeAt(menu, clientX, clientY);
  return true;
}

function actionsFor(message) {
  const text = message.text || message.caption;
  const [media] = message.media;
  return [
    ["reply", "reply", () => reply.start(message.id)],
    ...(text ? [["copy", "copy", () => copy(text)]] : []),
    ...(media ? [["download", "download", () => element("a", { href: media.url, download: media.name || "" }).click()]] : []),
  ];
}

function button(menu, name, sign, act) {
  const click = () => {
    menu.hidePopover();
    act();
  };
  return element("button", { type: "button", autofocus: name === "reply", click }, icon(sign), element("span", {}, t(name)));
}
