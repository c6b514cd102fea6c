/** A picture as Telegram's apps send a photo: upright, of bounded size. */

const SIDE = 2560;
const BYTES = 5_000_000;
const STEEPEST = 20;
const QUALITY = 0.92;
const SENT_AS_IT_IS = ["image/jpeg", "image/png", "image/webp"];
const known = new WeakMap();

export const isImage = (file) => file.type.startsWith("image/") || /\.(heic|heif|tiff?)$/i.test(file.name);

/** {width, height} once asPhoto has seen the file. */
export const dimensions = (file) => known.get(file) ?? {};

/** The file as a photo, or null: not a picture this browser can read, or too long a strip. */
export async function asPhoto(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const { width, height } = bitmap;
  const strip = Math.max(width, height) / Math.min(width, height) > STEEPEST;
  const fits = Math.max(width, height) <= SIDE && file.size <= BYTES && SENT_AS_IT_IS.includes(file.type);
  const photo = strip ? null : fits ? file : await smaller(bitmap, file.name);
  const scale = fits ? 1 : Math.min(1, SIDE / Math.max(width, height));
  if (photo) known.set(photo, { width: Math.round(width * scale), height: Math.round(height * scale) });
  bitmap.close();
  return photo;
}

async function smaller(bitmap, name) {
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}
