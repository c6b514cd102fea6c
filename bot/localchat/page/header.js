/** Who this chat is with, and whether the bot can be reached. */
import { bot } from "./bot.js";
import { connection } from "./connection.js";
import { byId } from "./dom.js";
import { session } from "./session.js";
import { t } from "./texts.js";

let status = "connecting";

export function draw() {
  const name = session.isGroup ? t("familyGroup") : bot.name;
  byId("title").textContent = name;
  document.title = name;
  byId("avatar").textContent = initials(name);
  byId("avatar").classList.toggle("group", session.isGroup);
  const online = session.isGroup ? t("groupStatus", { bot: bot.name }) : t("online");
  byId("status").textContent = status === "online" ? online : t("connecting");
  byId("status").dataset.status = status;
}

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();

export function start() {
  bot.addEventListener("change", draw);
  connection.addEventListener("status", ({ detail }) => {
    if (detail === status) return;
    status = detail;
    draw();
  });
  draw();
}
