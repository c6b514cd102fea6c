/** The bubbles of what is still on its way: progress, or why it failed and what to do. */
import { drawRow, newRow } from "./bubble.js";
import { arrange, byId, element, icon } from "./dom.js";
import { draw as drawLog } from "./messages.js";
import { outbox } from "./outbox.js";
import { toBottom } from "./scroll.js";
import { dimensions } from "./shrink.js";
import { t } from "./texts.js";

const rows = new Map();

/** The item as the messages that it will become. */
function messagesOf({ key, text, files, as, urls, replyTo, date }) {
  const base = { from: "user", date, buttons: [], edited: 0, entities: [], reply_to: replyTo };
  if (!files.length) return [{ ...base, pending: key, text, media: [], album: null }];
  const kind = as === "photo" ? "photo" : "document";
  return files.map((file, i) => ({
    ...base,
    pending: `${key}-${i}`,
    caption: i === 0 ? text : "",
    album: files.length > 1 ? key : null,
    media: [{ kind, url: urls[i], name: file.name, size: file.size, ...dimensions(file) }],
  }));
}

function row(item) {
  const messages = messagesOf(item);
  const node = rows.get(item.key) ?? newRow(messages);
  if (!rows.has(item.key)) node.classList.add("new");
  drawRow(node, messages, { first: true, last: true, author: null, speaker: t("you"), status: item.error ? "failed" : "clock" });
  node.classList.toggle("failed", Boolean(item.error));
  node.querySelector(".ring, .failure")?.remove();
  if (item.error) node.querySelector(".message").append(failure(item));
  else if (item.files.length) node.querySelector(".bubble").append(ring(item));
  return node;
}

function ring(item) {
  const node = element("button", { type: "button", class: "ring", title: t("cancel"), click: () => outbox.remove(item) }, icon("close"));
  showProgress(node, item.progress);
  return node;
}

function showProgress(node, progress) {
  node.style.setProperty("--progress", `${Math.max(4, progress * 100)}%`);
  node.setAttribute("aria-label", `${t("uploading", { n: Math.round(progress * 100) })}. ${t("cancel")}`);
}

function failure(item) {
  return element("div", { class: "failure", role: "alert" },
    element("p", {}, element("b", {}, t("notSent")), ` · ${item.error}`),
    element("button", { type: "button", class: "pill", click: () => outbox.retry(item) }, t("retry")),
    element("button", { type: "button", class: "pill quiet", click: () => outbox.remove(item) }, t("remove")));
}

function draw() {
  const nodes = outbox.items.map((item) => [item.key, row(item)]);
  rows.clear();
  for (const [key, node] of nodes) rows.set(key, node);
  arrange(byId("outgoing"), nodes.map(([, node]) => node));
}

export function start() {
  outbox.addEventListener("change", ({ detail }) => {
    drawLog();
    draw();
    if (detail === "added") toBottom();
  });
  outbox.addEventListener("settle", draw);
  outbox.addEventListener("progress", ({ detail: item }) => {
    const node = rows.get(item.key)?.querySelector(".ring");
    if (node) showProgress(node, item.progress);
  });
}
