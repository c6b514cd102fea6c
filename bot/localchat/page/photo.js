/** A photo in a bubble: a button that opens it large. */
import { element } from "./dom.js";
import { t } from "./texts.js";

const LARGEST = 430;
const LEAST_WIDE = 150;
const LEAST_HIGH = 96;

/** open: what a click does. old: the photo that this one replaces. */
export function photo(media, { caption, open, old }) {
  const image = element("img", { "data-photo": true, alt: caption || media.name || t("photo"), decoding: "async", loading: "lazy" });
  // Until it is loaded, what was there before shows through: the old version, the sent file or the thumbnail.
  const behind = old?.querySelector("img")?.currentSrc || media.preview || media.thumbnail;
  if (behind && behind !== media.url) image.style.setProperty("background-image", `url("${encodeURI(behind)}")`);
  image.addEventListener("load", () => image.style.removeProperty("background-image"), { once: true });
  image.src = media.url;
  return element("button", { type: "button", class: "photo", click: open }, image);
}

export function label(node, caption, index, all) {
  const place = t("openPhoto", { n: index + 1, all });
  node.setAttribute("aria-label", caption ? `${place}: ${caption}` : place);
}

export const ratio = ({ width, height }) => (width && height ? width / height : 4 / 3);

/** A photo alone keeps its shape, unless it is a panorama or a tower. */
export function alone(media, options) {
  const node = photo(media, options);
  const width = Math.max(Math.min(LARGEST, LARGEST * ratio(media), media.width || LARGEST), LEAST_WIDE);
  const height = Math.min(Math.max(width / ratio(media), LEAST_HIGH), LARGEST);
  node.style.setProperty("--width", `${Math.round(width)}px`);
  node.style.setProperty("--ratio", (width / height).toFixed(4));
  label(node, options.caption, 0, 1);
  return node;
}
