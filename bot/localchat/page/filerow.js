/** What is no photo: a film or a sound to play, else a file as a row that a click downloads. */
import { element, icon } from "./dom.js";
import { size, t } from "./texts.js";

const ZIP = /\.(zip|7z|rar|tar|gz)$/i;
const PLAYED = {
  video: film,
  animation: film,
  video_note: film,
  voice: sound,
  audio: sound,
  sticker: (media) => element("img", { class: "sticker", src: media.url, alt: t("file") }),
};

export function fileRow(media) {
  return media.url && PLAYED[media.kind] ? PLAYED[media.kind](media) : download(media);
}

function download(media) {
  const name = media.name || media.kind;
  const href = media.url;
  // The two halves of a cut name would be read as two words.
  const label = href && `${name}, ${size(media.size)}`;
  return element(href ? "a" : "span", { class: "file", href, download: href && name, title: name, "aria-label": label },
    picture(media, name),
    element("span", { class: "file-name" }, element("b", {}, ...middleCut(name)), element("span", {}, size(media.size))));
}

function picture(media, name) {
  if (media.thumbnail) return element("img", { class: "file-picture", src: media.thumbnail, alt: "", loading: "lazy" });
  return element("span", { class: "file-picture" }, icon(ZIP.test(name) ? "zip" : "file"));
}

/** A long name is cut in its middle: its end tells more than "…". */
function middleCut(name) {
  const end = Math.max(name.length - 10, Math.ceil(name.length / 2));
  return [element("span", {}, name.slice(0, end)), element("span", {}, name.slice(end))];
}

function film({ url, name }) {
  return element("video", { src: url, controls: true, playsinline: true, preload: "metadata", "aria-label": name || t("video") });
}

function sound({ url, name }) {
  return element("audio", { src: url, controls: true, preload: "metadata", "aria-label": name || t("file") });
}
