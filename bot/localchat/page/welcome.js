/** The empty chat: what the bot is for, how it goes, and a sample to try it with. */
import { sendFiles } from "./attach.js";
import { bot } from "./bot.js";
import { getFile } from "./api.js";
import { byId, element, icon } from "./dom.js";
import { history } from "./history.js";
import { outbox } from "./outbox.js";
import { session } from "./session.js";
import { t } from "./texts.js";
import { toast } from "./toast.js";

const STEPS = [["zip", "stepZip"], ["camera", "stepSelfie"], ["search", "stepAlbum"]];
const KEY = "local-chat-sample";
let loaded = false;

const sampleAs = (as) => bot.sample.find((file) => file.as === as);

/** The chats whose sample photos were sent, and whose selfie waits. */
const waiting = () => new Set((sessionStorage.getItem(KEY) ?? "").split(",").filter(Boolean));

function wait(on) {
  const chats = waiting();
  if (on) chats.add(String(session.chatId));
  else chats.delete(String(session.chatId));
  sessionStorage.setItem(KEY, [...chats].join(","));
}

async function send(as, button) {
  const sample = sampleAs(as);
  button.disabled = true;
  try {
    const file = await getFile(sample.url, sample.name);
    await sendFiles([file], { as });
    wait(as === "document");
  } catch {
    toast(t("offline"));
  }
  button.disabled = false;
  draw();
}

function step([sign, name]) {
  return element("li", {}, element("span", { class: "step-icon" }, icon(sign)),
    element("div", {}, element("b", {}, t(name)), element("span", {}, t(`${name}More`))));
}

function card() {
  const button = element("button", { type: "button", class: "pill large", id: "sample-photos" }, t("samplePhotos"));
  button.addEventListener("click", () => send("document", button));
  return element("div", { class: "welcome" },
    element("h2", {}, bot.name),
    element("p", {}, t("welcome")),
    element("ol", {}, ...STEPS.map(step)),
    sampleAs("document") && button,
    element("p", { class: "hint" }, t("dropHint")));
}

export function draw() {
  const empty = loaded && history.list().length === 0 && outbox.items.length === 0;
  const section = byId("welcome");
  if (empty && (section.hidden || !section.firstChild)) wait(false);
  section.hidden = !empty;
  if (empty) section.replaceChildren(card());
  drawSelfie();
}

/** The contact sheet says that the photos are in: a selfie that came before it would find nothing. */
const arePhotosIn = () => history.list().some(({ from, media }) => from === "bot" && media.length > 0);

function drawSelfie() {
  byId("sample-selfie").textContent = t("sampleSelfie");
  byId("chips").hidden = !sampleAs("photo") || !waiting().has(String(session.chatId)) || !arePhotosIn();
}

export function start() {
  byId("sample-selfie").addEventListener("click", () => send("photo", byId("sample-selfie")));
  for (const source of [bot, outbox]) source.addEventListener("change", draw);
  history.addEventListener("change", () => {
    const shown = loaded && byId("welcome").hidden === history.list().length > 0;
    loaded = true;
    if (shown) drawSelfie();
    else draw();
  });
}
