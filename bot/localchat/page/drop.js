/** Files dragged over the page: the whole page takes them, as photo or as file. */
import { offer } from "./attach.js";
import { byId } from "./dom.js";
import { t } from "./texts.js";
import { toast } from "./toast.js";

const carriesFiles = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");
let depth = 0;

function show(event) {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  depth += 1;
  const kinds = [...event.dataTransfer.items].map(({ type }) => type);
  const noPhoto = kinds.length > 0 && kinds.every((type) => type && !type.startsWith("image/"));
  byId("drop").querySelector("[data-as=photo]").hidden = noPhoto;
  byId("drop").hidden = false;
}

function hide() {
  depth = 0;
  byId("drop").hidden = true;
}

function mark({ target }) {
  const zone = target.closest?.(".zone");
  for (const one of byId("drop").children) one.classList.toggle("over", one === zone);
}

function take(event) {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  hide();
  const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
  if (folders.length) return toast(t("dropFolder"));
  const as = event.target.closest?.(".zone")?.dataset.as ?? "document";
  offer([...event.dataTransfer.files], as);
}

export function start() {
  document.addEventListener("dragenter", show);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(event);
  });
  document.addEventListener("dragleave", (event) => {
    if (!carriesFiles(event)) return;
    depth -= 1;
    if (depth <= 0) hide();
  });
  document.addEventListener("drop", take);
}
