/** Short answers that go by themselves, and those that wait for an OK. */
import { byId } from "./dom.js";

const MILLISECONDS = 3500;
let timer;

export function toast(text) {
  const node = byId("toast");
  node.textContent = text;
  // Shown anew each time, to lie above a dialog that was opened since.
  if (node.matches(":popover-open")) node.hidePopover();
  node.showPopover();
  clearTimeout(timer);
  timer = setTimeout(() => node.hidePopover(), Math.max(MILLISECONDS, text.length * 60));
}

export function notice(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}
