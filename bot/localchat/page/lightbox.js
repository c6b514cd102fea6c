/** A photo large, with its caption: arrow keys and swipes leaf, Escape closes, a double click enlarges. */
import { byId, element } from "./dom.js";
import { formatted } from "./entities.js";
import { t } from "./texts.js";

const SWIPE = 50;
let photos = [];
let index = 0;

export function show(all, first) {
  photos = all;
  index = first;
  draw();
  byId("lightbox").showModal();
}

function draw() {
  const { media, caption, entities } = photos[index];
  zoom(false);
  swapImage(media, caption);
  byId("lightbox-count").textContent = photos.length > 1 ? t("count", { n: index + 1, all: photos.length }) : "";
  byId("lightbox-caption").replaceChildren(formatted(caption ?? "", entities));
  byId("lightbox-caption").hidden = !caption;
  byId("lightbox-download").href = media.url;
  byId("lightbox-download").download = media.name || "photo.jpg";
  byId("lightbox-previous").hidden = index === 0;
  byId("lightbox-next").hidden = index === photos.length - 1;
  preload(photos[index + 1]);
  preload(photos[index - 1]);
}

/** A new element: the old photo must not stay under the new caption while the new one loads. */
function swapImage(media, caption) {
  const image = element("img", { id: "lightbox-image", alt: caption || media.name || t("photo"), draggable: "false" });
  if (media.thumbnail) image.style.setProperty("background-image", `url("${encodeURI(media.thumbnail)}")`);
  image.addEventListener("load", () => image.style.removeProperty("background-image"));
  image.src = media.url;
  byId("lightbox-image").replaceWith(image);
}

function preload(neighbour) {
  if (neighbour) new Image().src = neighbour.media.url;
}

function leaf(step) {
  if (!photos[index + step]) return;
  index += step;
  draw();
  // The arrow that had the focus may just have gone.
  if (document.activeElement?.hidden) byId(step > 0 ? "lightbox-previous" : "lightbox-next").focus();
}

function zoom(on, event) {
  const stage = byId("lightbox-stage");
  stage.classList.toggle("zoomed", on);
  if (!on || !event) return;
  const box = stage.getBoundingClientRect();
  stage.scrollLeft = (stage.scrollWidth - box.width) * ((event.clientX - box.left) / box.width);
  stage.scrollTop = (stage.scrollHeight - box.height) * ((event.clientY - box.top) / box.height);
}

function onKey(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) leaf(step);
  if (event.key === "Home") leaf(-index);
  if (event.key === "End") leaf(photos.length - 1 - index);
}

function swipes(stage) {
  let start = null;
  stage.addEventListener("touchstart", ({ touches }) => {
    start = touches.length === 1 && !stage.classList.contains("zoomed") ? touches[0] : null;
  }, { passive: true });
  stage.addEventListener("touchend", ({ changedTouches: [end] }) => {
    if (!start) return;
    const x = end.clientX - start.clientX;
    const y = end.clientY - start.clientY;
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) leaf(x > 0 ? -1 : 1);
    else if (y > SWIPE * 2) byId("lightbox").close();
    start = null;
  }, { passive: true });
}

export function start() {
  const dialog = byId("lightbox");
  const stage = byId("lightbox-stage");
  byId("lightbox-previous").addEventListener("click", () => leaf(-1));
  byId("lightbox-next").addEventListener("click", () => leaf(1));
  byId("lightbox-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", onKey);
  stage.addEventListener("click", ({ target }) => target === stage && dialog.close());
  stage.addEventListener("dblclick", (event) => zoom(!stage.classList.contains("zoomed"), event));
  swipes(stage);
}
