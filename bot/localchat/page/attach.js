/** What is about to be sent, with a box for the caption; picked, dropped or pasted. */
import { byId, closeOnBackdrop, element, growing, icon } from "./dom.js";
import { isZip, outbox } from "./outbox.js";
import { reply } from "./reply.js";
import { asPhoto, isImage } from "./shrink.js";
import { size, t } from "./texts.js";

let files = [];

/** as: "photo" or "document"; pictures of either kind can be changed to the other before they go. */
export function offer(chosen, as) {
  if (!chosen.length) return;
  files = byId("preview").open ? [...files, ...chosen] : [...chosen];
  const choice = files.some(isImage) ? as : "document";
  byId("preview-as").querySelector(`[value=${choice}]`).checked = true;
  draw();
  if (byId("preview").open) return;
  byId("caption").value = byId("text").value;
  byId("preview").showModal();
  byId("caption").dispatchEvent(new Event("input"));
  byId("caption").focus();
}

const chosenAs = () => byId("preview-as").querySelector(":checked").value;

function draw() {
  const pictures = files.filter(isImage);
  const asPhotos = chosenAs() === "photo";
  byId("preview-as").hidden = pictures.length === 0;
  byId("preview-hint").hidden = !asPhotos || pictures.length === files.length;
  byId("preview-hint").textContent = t("previewMixed");
  byId("preview-title").textContent = title(asPhotos && pictures.length === files.length);
  const items = byId("preview-items");
  items.className = asPhotos && pictures.length === files.length ? `tiles count-${Math.min(files.length, 4)}` : "list";
  items.replaceChildren(...files.map((file) => item(file, items.className !== "list")));
}

function title(photos) {
  const several = files.length > 1;
  if (photos) return t(several ? "previewPhotos" : "previewPhoto", { n: files.length });
  return t(several ? "previewFiles" : "previewFile", { n: files.length });
}

function item(file, tile) {
  const remove = element("button", { type: "button", class: "icon-button remove", "aria-label": `${t("remove")}: ${file.name}`,
    title: t("remove"), click: () => without(file) }, icon("close"));
  const name = element("span", { class: "file-name" }, element("b", {}, file.name), element("span", {}, size(file.size)));
  return element("figure", { title: file.name }, picture(file), !tile && name, remove);
}

function picture(file) {
  const sign = element("span", { class: "file-picture" }, icon(isZip(file) ? "zip" : "file"));
  if (!isImage(file)) return sign;
  const url = URL.createObjectURL(file);
  const image = element("img", { src: url, alt: file.name, load: () => URL.revokeObjectURL(url) });
  image.addEventListener("error", () => image.replaceWith(sign));
  return image;
}

function without(file) {
  files = files.filter((other) => other !== file);
  if (files.length) draw();
  else byId("preview").close();
}

async function send() {
  const text = byId("caption").value.trim();
  const going = files;
  const as = chosenAs();
  const replyTo = reply.take();
  byId("text").value = "";
  byId("text").dispatchEvent(new Event("input"));
  byId("preview").close();
  await sendFiles(going, { as, text, replyTo });
}

/** Photos where that is asked for and can be; all else as files, the caption with the first. */
export async function sendFiles(going, { as, text = "", replyTo = null }) {
  const seen = (file) => (isImage(file) ? asPhoto(file) : file.type.startsWith("video/") && file);
  const photos = as === "photo" ? await Promise.all(going.map(seen)) : [];
  const documents = going.filter((_, i) => !photos[i]);
  const ready = photos.filter(Boolean);
  if (ready.length) outbox.send({ files: ready, as: "photo", text, replyTo });
  if (documents.length) outbox.send({ files: documents, as: "document", text: ready.length ? "" : text, replyTo });
}

function picker(button, input, as) {
  byId(button).addEventListener("click", () => {
    byId("attach-menu").hidePopover();
    byId(input).click();
  });
  byId(input).addEventListener("change", () => {
    offer([...byId(input).files], as);
    byId(input).value = "";
  });
}

export function start() {
  picker("pick-photos", "photos", "photo");
  picker("pick-files", "files", "document");
  closeOnBackdrop(byId("preview"));
  growing(byId("caption"));
  byId("preview-close").addEventListener("click", () => byId("preview").close());
  byId("preview-as").addEventListener("change", draw);
  byId("preview-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  byId("caption").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("preview").addEventListener("close", () => byId("text").focus());
  document.addEventListener("paste", ({ clipboardData }) => {
    const pasted = [...(clipboardData?.files ?? [])];
    offer(pasted, pasted.every(isImage) ? "photo" : "document");
  });
}
