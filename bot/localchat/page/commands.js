/** The bot's commands, offered while a "/" is typed. */
import { bot } from "./bot.js";
import { byId, element } from "./dom.js";

let matches = [];
let active = 0;

const box = () => byId("text");
const list = () => byId("commands");

/** What is typed of a command, or null: only the first word of the message can be one. */
function typed() {
  return /^\/(\w*)$/.exec(box().value)?.[1].toLowerCase() ?? null;
}

export function update() {
  const start = typed();
  if (start !== null && !bot.commands.length) bot.load().catch(() => {});
  matches = start === null ? [] : bot.commands.filter(({ command }) => command.startsWith(start));
  active = 0;
  draw();
}

function draw() {
  const open = matches.length > 0;
  list().hidden = !open;
  box().setAttribute("aria-expanded", String(open));
  list().replaceChildren(...matches.map(option));
  if (open) box().setAttribute("aria-activedescendant", `command-${matches[active].command}`);
  else box().removeAttribute("aria-activedescendant");
  list().children[active]?.scrollIntoView({ block: "nearest" });
}

function option({ command, description }, index) {
  // On mousedown, before the text box loses the focus.
  const take = (event) => {
    event.preventDefault();
    complete(index);
  };
  const node = element("li", { role: "option", id: `command-${command}`, "aria-selected": String(index === active), mousedown: take },
    element("b", {}, `/${command}`), element("span", {}, description));
  return node;
}

function complete(index) {
  box().value = `/${matches[index].command} `;
  box().dispatchEvent(new Event("input"));
  box().focus();
}

function close() {
  matches = [];
  draw();
}

/** True when the key was for the list. A command typed in full is sent by Enter, not completed. */
export function onKey(event) {
  if (!matches.length) return false;
  const exact = matches[active].command === typed();
  const acts = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Tab: event.shiftKey ? null : () => complete(active),
    Enter: exact || event.shiftKey ? null : () => complete(active),
    Escape: close,
  };
  if (!acts[event.key]) return false;
  event.preventDefault();
  acts[event.key]();
  return true;
}

function move(step) {
  active = (active + step + matches.length) % matches.length;
  draw();
}

export function start() {
  bot.addEventListener("change", () => document.activeElement === box() && update());
  byId("all-commands").addEventListener("click", () => {
    const shown = !list().hidden;
    box().value = shown ? "" : "/";
    box().dispatchEvent(new Event("input"));
    box().focus();
  });
  box().addEventListener("blur", () => setTimeout(() => document.activeElement !== box() && close(), 150));
  box().addEventListener("focus", update);
}
