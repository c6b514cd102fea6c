/** An album: photos as a mosaic, each with its own caption; files as a list. */
import { arrange, element, fill } from "./dom.js";
import { formatted } from "./entities.js";
import { fileRow } from "./filerow.js";
import * as lightbox from "./lightbox.js";
import { mosaic } from "./mosaic.js";
import { label, photo, ratio } from "./photo.js";

const NARROW = 160;
const shown = new WeakMap();

export const allPhotos = (messages) => messages.every(({ media }) => media[0]?.kind === "photo");

const captioned = (messages) => messages.filter(({ caption }) => caption);

/** A caption alone is the album's, and goes below it; several belong to their photos. */
export const commonCaption = (messages) => (allPhotos(messages) && captioned(messages).length === 1 ? captioned(messages)[0] : null);

export const hasOverlays = (messages) => allPhotos(messages) && captioned(messages).length > 1;

/** Draw one album's messages; articles are kept by id, so that a photo stays when another changes. */
export function drawAlbum(node, messages) {
  shown.set(node, messages);
  const photos = allPhotos(messages);
  node.className = photos ? "mosaic" : "file-list";
  const old = new Map([...node.children].map((child) => [child.dataset.id ?? child.dataset.pending, child]));
  const articles = messages.map((message) => {
    const article = old.get(String(message.id ?? message.pending)) ?? newArticle(message);
    if (photos) drawPhoto(node, article, message, hasOverlays(messages));
    else drawFile(article, message);
    return article;
  });
  if (photos) place(node, articles, messages);
  arrange(node, articles);
}

/** One that is still being sent has no id, and is no message of the log yet. */
export function newArticle({ id, from, pending }, attributes = {}) {
  return element("article", { ...attributes, "data-id": id, "data-from": id && from, "data-pending": pending });
}

function drawPhoto(node, article, message, overlay) {
  const [media] = message.media;
  const { caption } = message;
  const open = () => openAt(node, message);
  const parts = [["photo", media, (old) => photo(media, { caption, open, old })]];
  if (overlay && caption) parts.push(["overlay", caption, () => captionOverlay(caption)]);
  fill(article, parts);
  const messages = shown.get(node);
  label(article.firstChild, caption, messages.indexOf(message), messages.length);
  article.querySelector("img").alt = caption || media.name || "";
}

function drawFile(article, message) {
  const parts = [["file", message.media[0], () => fileRow(message.media[0])]];
  const { caption, entities } = message;
  if (caption) parts.push(["caption", [caption, entities], () => element("div", { class: "text" }, formatted(caption, entities))]);
  fill(article, parts);
}

function openAt(node, opened) {
  const messages = shown.get(node);
  const photos = messages.map(({ media, caption, entities }) => ({ media: media[0], caption, entities }));
  lightbox.show(photos, messages.findIndex(({ id, pending }) => id === opened.id && pending === opened.pending));
}

function captionOverlay(caption) {
  return element("p", { class: "overlay", "aria-hidden": "true" }, element("span", {}, caption));
}

function place(node, articles, messages) {
  const { width, height, tiles } = mosaic(messages.map(({ media }) => ratio(media[0])));
  const percent = (length, whole) => `${((100 * length) / whole).toFixed(3)}%`;
  node.style.setProperty("--width", `${Math.round(width)}px`);
  node.style.setProperty("--ratio", (width / height).toFixed(4));
  for (const [i, tile] of tiles.entries()) {
    const { style, classList } = articles[i];
    style.setProperty("left", percent(tile.x, width));
    style.setProperty("top", percent(tile.y, height));
    style.setProperty("width", percent(tile.width, width));
    style.setProperty("height", percent(tile.height, height));
    classList.toggle("narrow", tile.width < NARROW);
  }
}
