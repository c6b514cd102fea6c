/** A selfie: preview, shutter, another try, send; without a camera any photo does. */
import { offer, sendFiles } from "./attach.js";
import { byId, closeOnBackdrop } from "./dom.js";
import { reply } from "./reply.js";
import { t } from "./texts.js";

const WANTED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false };
let stream = null;
let shot = null;

async function open() {
  if (!navigator.mediaDevices?.getUserMedia) return offerFile("noCamera");
  byId("selfie").showModal();
  await live();
}

async function live() {
  state("starting", t("cameraStarting"));
  try {
    stream ??= await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (error) {
    return offerFile(error.name === "NotAllowedError" ? "cameraRefused" : "noCamera");
  }
  if (!byId("selfie").open) return stop();
  const video = byId("selfie-video");
  video.srcObject = stream;
  await video.play();
  state("live");
  byId("selfie-shutter").focus();
}

/** No camera: say so kindly, and let a file stand in for it. */
function offerFile(why) {
  if (!byId("selfie").open) byId("selfie").showModal();
  state("absent", t(why));
  byId("selfie-choose").focus();
}

/** What is seen and offered in each state: starting, live, shot, absent. */
function state(name, message = "") {
  byId("viewfinder").dataset.state = name;
  byId("selfie-message").textContent = message;
  byId("selfie-message").hidden = !message;
  byId("selfie-shot").hidden = name !== "shot";
  byId("selfie-shutter").hidden = name !== "live";
  byId("selfie-mirror").hidden = name !== "live";
  byId("selfie-choose").hidden = name !== "absent";
  byId("selfie-retake").hidden = name !== "shot";
  byId("selfie-send").hidden = name !== "shot";
}

/** The preview is a mirror, as people know it; the photo is what the camera sees. */
async function shoot() {
  const video = byId("selfie-video");
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  shot = new File([blob], "selfie.jpg", { type: "image/jpeg" });
  byId("selfie-shot").src = URL.createObjectURL(blob);
  state("shot");
  byId("selfie-send").focus();
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  byId("selfie-video").srcObject = null;
  URL.revokeObjectURL(byId("selfie-shot").src);
}

function send() {
  const photo = shot;
  byId("selfie").close();
  sendFiles([photo], { as: "photo", replyTo: reply.take() });
}

function mirror() {
  const button = byId("selfie-mirror");
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  byId("viewfinder").classList.toggle("unmirrored", !on);
}

export function start() {
  const dialog = byId("selfie");
  byId("camera").addEventListener("click", open);
  byId("selfie-shutter").addEventListener("click", shoot);
  byId("selfie-retake").addEventListener("click", live);
  byId("selfie-send").addEventListener("click", send);
  byId("selfie-mirror").addEventListener("click", mirror);
  byId("selfie-close").addEventListener("click", () => dialog.close());
  byId("selfie-choose").addEventListener("click", () => byId("capture").click());
  byId("capture").addEventListener("change", ({ target }) => {
    dialog.close();
    offer([...target.files], "photo");
    target.value = "";
  });
  dialog.addEventListener("close", stop);
  closeOnBackdrop(dialog);
}
