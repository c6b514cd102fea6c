/** "… is typing": Telegram lets it go after five seconds unless the bot says it again. */
import { bot } from "./bot.js";
import { connection } from "./connection.js";
import { byId, element } from "./dom.js";
import { has, t } from "./texts.js";

const MILLISECONDS = 6000;
let timer;

function show(action) {
  clearTimeout(timer);
  const node = byId("typing");
  node.classList.toggle("shown", Boolean(action));
  if (!action) return node.replaceChildren();
  const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
  node.replaceChildren(dots, t(has(action) ? action : "typing", { bot: bot.name }));
  timer = setTimeout(() => show(null), MILLISECONDS);
}

export function start() {
  let before = null;
  connection.addEventListener("typing", ({ detail }) => {
    if (detail || before) show(detail);
    before = detail;
  });
}
