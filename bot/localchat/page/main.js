/** Starts every part of the page, and over again when the chat or the language is another. */
import * as attach from "./attach.js";
import { bot } from "./bot.js";
import * as camera from "./camera.js";
import * as composer from "./composer.js";
import { connection } from "./connection.js";
import * as drop from "./drop.js";
import * as header from "./header.js";
import { history } from "./history.js";
import * as lightbox from "./lightbox.js";
import * as menu from "./menu.js";
import * as messages from "./messages.js";
import { outbox } from "./outbox.js";
import * as outgoing from "./outgoing.js";
import * as popup from "./popup.js";
import * as reply from "./reply.js";
import * as scroll from "./scroll.js";
import { session } from "./session.js";
import { translate } from "./texts.js";
import * as typing from "./typing.js";
import * as welcome from "./welcome.js";

const PARTS = [popup, menu, header, messages, outgoing, scroll, reply, composer, attach, drop, camera, lightbox, typing, welcome];
const RETRY = 2000;
let status = "connecting";

/** The page can be there before the bot is: its name and commands come when it answers. */
async function loadBot() {
  try {
    await bot.load();
  } catch {
    setTimeout(loadBot, RETRY);
  }
}

function onChange({ detail }) {
  if (detail.includes("theme")) menu.applyTheme();
  if (detail.includes("chatId") || detail.includes("userId")) otherChat();
  if (detail.includes("language")) otherLanguage();
  menu.draw();
  header.draw();
}

/** Each time the bot is back it may have another name or other commands. */
function onStatus({ detail }) {
  if (detail === "online" && status !== "online") loadBot();
  status = detail;
}

function otherChat() {
  reply.reply.close();
  history.clear();
  outbox.clear();
  messages.redraw();
  connection.restart();
}

function otherLanguage() {
  translate();
  messages.redraw();
  connection.restart();
}

translate();
for (const part of PARTS) part.start();
session.addEventListener("change", onChange);
connection.addEventListener("status", onStatus);
connection.restart();
