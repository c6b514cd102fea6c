/** Small menus: where they open, and arrow keys in them. */
import { byId } from "./dom.js";

const MARGIN = 8;

/** Put an open popover with a corner at the point, wholly inside the window. */
export function placeAt(menu, x, y) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(x, MARGIN), innerWidth - width - MARGIN);
  const top = y + height + MARGIN > innerHeight ? Math.max(y - height, MARGIN) : y;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${top}px`);
}

/** Open at its button: below it, or above where there is no room below. */
function attached(menu, button) {
  menu.addEventListener("toggle", ({ newState }) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState !== "open") return;
    const box = button.getBoundingClientRect();
    const above = box.bottom + menu.offsetHeight + MARGIN > innerHeight;
    placeAt(menu, box.left, above ? box.top - menu.offsetHeight - MARGIN : box.bottom + MARGIN);
    menu.querySelector("button, input:checked").focus();
  });
  arrowKeys(menu);
}

function arrowKeys(menu) {
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || document.activeElement.matches("input")) return;
    event.preventDefault();
    const buttons = [...menu.querySelectorAll("button")];
    const index = buttons.indexOf(document.activeElement);
    buttons.at((index + step + (index < 0 && step < 0 ? 1 : 0)) % buttons.length)?.focus();
  });
}

/** A menu that a long press opened must outlive the finger's going: it closes by the next touch, or a key. */
function closedByHand(menu) {
  const close = () => menu.matches(":popover-open") && menu.hidePopover();
  document.addEventListener("pointerdown", ({ target }) => !menu.contains(target) && close());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  byId("scroller").addEventListener("scroll", close, { passive: true });
}

export function start() {
  closedByHand(byId("actions"));
  attached(byId("attach-menu"), byId("attach"));
  attached(byId("menu"), byId("menu-button"));
  arrowKeys(byId("actions"));
}
