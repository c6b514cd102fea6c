/** One message, or one album, as a row of the log. */
import { allPhotos, commonCaption, drawAlbum, hasOverlays, newArticle } from "./album.js";
import { offerActions } from "./actions.js";
import { element, fill, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { fileRow } from "./filerow.js";
import { keyboard } from "./keyboard.js";
import * as lightbox from "./lightbox.js";
import { alone } from "./photo.js";
import { isMine, quote } from "./quote.js";
import { reply } from "./reply.js";
import { t, time } from "./texts.js";

/** An empty row for these messages; drawRow fills it, now and after each change. */
export function newRow(messages) {
  const [first] = messages;
  const message = first.album
    ? element("div", { class: "message", "data-album": first.album })
    : newArticle(first, { class: "message" });
  const row = element("div", { class: `row ${isMine(first) ? "user" : "bot"}` }, message);
  if (first.id) addActions(row, message, first.id);
  return row;
}

function addActions(row, message, id) {
  const button = element("button", { type: "button", class: "icon-button reply-button", "aria-label": t("reply"), title: t("reply"),
    click: () => reply.start(id) }, icon("reply"));
  row.append(button);
  offerActions(message);
}

/** context: {first, last} of a run of one author's messages, {author} to name, {status} while it is sent. */
export function drawRow(row, messages, context) {
  row.classList.toggle("first", context.first);
  row.classList.toggle("last", context.last);
  const message = row.firstChild;
  const [{ id, buttons }] = messages;
  const bubble = message.querySelector(":scope > .bubble") ?? element("div", { class: "bubble" });
  drawBubble(bubble, messages, context);
  const keys = messages.length === 1 && buttons?.length ? buttons : null;
  fill(message, [
    ["bubble", 0, () => bubble],
    ...(keys ? [["keys", keys, (old) => keyboard(id, keys, old)]] : []),
  ]);
}

function drawBubble(bubble, messages, context) {
  const meta = metaOf(messages, context);
  const body = textOf(messages);
  const media = mediaPart(messages);
  const photos = media && allPhotos(messages);
  const quoted = quote(messages[0].reply_to);
  bubble.classList.toggle("photos", Boolean(photos));
  bubble.classList.toggle("bare", Boolean(photos && !body && !hasOverlays(messages)));
  bubble.classList.toggle("headed", Boolean(quoted || context.author));
  fill(bubble, [
    ["spoken", context.speaker, () => element("span", { class: "visually-hidden" }, `${context.speaker}: `)],
    ...(context.author ? [["author", context.author, () => element("p", { class: "author", "aria-hidden": "true" }, context.author)]] : []),
    ...(quoted ? [["quote", quoted.value, quoted.build]] : []),
    ...(media ? [media] : []),
    ["text", [body, meta], () => textNode(body, meta)],
  ]);
  if (messages[0].album) drawAlbum(bubble.querySelector(":scope > .mosaic, :scope > .file-list"), messages);
}

/** The text or caption that stands in the bubble. */
function textOf(messages) {
  const message = messages[0].album ? commonCaption(messages) : messages[0];
  const text = message?.text || message?.caption;
  return text ? { text, entities: message.entities } : null;
}

function mediaPart(messages) {
  const [{ album, media, caption, entities }] = messages;
  if (album) return ["media", "album", () => element("div", { class: "mosaic" })];
  const [one] = media;
  if (!one) return null;
  if (one.kind !== "photo") return ["media", one, () => fileRow(one)];
  const open = () => lightbox.show([{ media: one, caption, entities }], 0);
  return ["media", [one, caption], (old) => alone(one, { caption, open, old })];
}

/** What stands small at the end: {edited, time, status}. An album was edited when one of it was. */
function metaOf(messages, { status }) {
  const message = messages.at(-1);
  const edited = messages.some((one) => one.edited && (one.text || one.caption));
  return { edited, date: message.date, status: status ?? (isMine(message) ? "read" : null) };
}

function textNode(body, meta) {
  const node = element("div", { class: body ? "text" : "text empty" });
  if (body) node.append(formatted(body.text, body.entities));
  node.append(metaNode(meta));
  return node;
}

function metaNode({ edited, date, status }) {
  const moment = element("time", { datetime: new Date(date * 1000).toISOString() }, time(date));
  return element("span", { class: "meta" }, edited && element("span", {}, t("edited")), moment, status && icon(status));
}
