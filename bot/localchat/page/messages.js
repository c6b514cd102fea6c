/** The log: every message of the chat, by day, in runs of one author. */
import { drawRow, newRow } from "./bubble.js";
import { arrange, byId, element } from "./dom.js";
import { history } from "./history.js";
import { outbox } from "./outbox.js";
import { authorOf, isMine } from "./quote.js";
import { reply } from "./reply.js";
import * as scroll from "./scroll.js";
import { session } from "./session.js";
import { day } from "./texts.js";

const RUN_SECONDS = 300;
const rows = new Map();
let shown = new Set();

/** What the log shows: while a message of ours waits for its id, it must not show up a second time. */
function shownMessages() {
  const messages = history.list();
  if (!outbox.awaitsIds) return messages;
  return messages.filter(({ id, from }) => from === "bot" || shown.has(id));
}

/** Albums as one group, everything else alone. */
function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const group = groups.at(-1);
    if (message.album && group?.[0].album === message.album) group.push(message);
    else groups.push([message]);
  }
  return groups;
}

function inOneRun([a], [b]) {
  return a && b && a.user_id === b.user_id && b.date - a.date < RUN_SECONDS && day(a.date) === day(b.date);
}

const keyOf = ([message]) => (message.album ? `a${message.album}` : `m${message.id}`);

function row(group, before, after) {
  const key = keyOf(group);
  const known = rows.get(key);
  const node = known ?? newRow(group);
  const first = !inOneRun(before, group);
  const speaker = authorOf(group[0]);
  const author = session.isGroup && first && !isMine(group[0]) ? speaker : null;
  drawRow(node, group.map(withPreview), { first, last: !inOneRun(group, after), author, speaker });
  if (!known && shown.size && !outbox.wasSentFromHere(group[0].id)) node.classList.add("new");
  return [key, node];
}

function withPreview(message) {
  const preview = outbox.previews.get(message.id);
  return preview ? { ...message, media: message.media.map((one) => ({ ...one, preview })) } : message;
}

function separator(date) {
  const key = `d${day(date)}`;
  return [key, rows.get(key) ?? element("p", { class: "day" }, element("span", {}, day(date)))];
}

export function draw(whole = false) {
  outbox.settle(whole);
  const groups = grouped(shownMessages());
  const entries = groups.flatMap((group, i) => {
    const before = groups[i - 1] ?? [];
    const newDay = !before.length || day(before[0].date) !== day(group[0].date);
    const entry = row(group, before, groups[i + 1] ?? []);
    return newDay ? [separator(group[0].date), entry] : [entry];
  });
  rows.clear();
  for (const [key, node] of entries) rows.set(key, node);
  arrange(byId("log"), entries.map(([, node]) => node));
  count(groups.flat());
}

function count(messages) {
  const fresh = messages.filter(({ id, from }) => from === "bot" && !shown.has(id));
  if (shown.size) {
    scroll.arrived(fresh.length);
    const question = fresh.findLast((message) => message.force_reply);
    if (question) reply.start(question.id);
  } else if (messages.length) {
    reply.resume(messages.at(-1));
  }
  shown = new Set(messages.map(({ id }) => id));
}

/** Forget every row: another chat, or another language. */
export function redraw() {
  rows.clear();
  shown.clear();
  draw();
}

export function start() {
  history.addEventListener("change", ({ detail }) => {
    draw(detail.whole);
    byId("log").setAttribute("aria-busy", "false");
  });
}
