/** Text for the clipboard. */
import { t } from "./texts.js";
import { toast } from "./toast.js";

export async function copy(text) {
  await navigator.clipboard?.writeText(text);
  toast(t("copied"));
}
