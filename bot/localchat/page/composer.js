/** The message box: it grows, Enter sends, Shift and Enter break the line. */
import * as commands from "./commands.js";
import { byId, growing } from "./dom.js";
import { outbox } from "./outbox.js";
import { reply } from "./reply.js";
import * as scroll from "./scroll.js";

function send() {
  const box = byId("text");
  const text = box.value.trim();
  if (!text) return;
  outbox.send({ text, replyTo: reply.take() });
  box.value = "";
  box.dispatchEvent(new Event("input"));
  box.focus();
}

function onInput() {
  const empty = !byId("text").value.trim();
  byId("send").disabled = empty;
  commands.update();
}

function onKey(event) {
  // While a Vietnamese or Chinese syllable is composed, Enter belongs to the input method.
  if (event.isComposing || commands.onKey(event)) return;
  if (event.key === "Escape") reply.cancel();
  if (event.key === "PageUp") scroll.page(-1);
  if (event.key === "PageDown") scroll.page(1);
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  send();
}

/** A letter typed anywhere goes into the box. */
function onKeyElsewhere(event) {
  const plain = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  const elsewhere = document.activeElement === document.body || document.activeElement === byId("log");
  if (plain && elsewhere && !document.querySelector("dialog[open], :popover-open:not(#toast)")) byId("text").focus();
}

export function start() {
  const box = byId("text");
  growing(box);
  commands.start();
  box.addEventListener("input", onInput);
  box.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onKeyElsewhere);
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  if (matchMedia("(pointer: fine)").matches) box.focus();
}
