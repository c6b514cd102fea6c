/** Stays at the newest message, unless the person has scrolled up to read. */
import { byId } from "./dom.js";
import { t } from "./texts.js";

const NEAR = 80;
const FLASH = 1600;
let following = true;
let unread = 0;
let seen = { scrollTop: 0, scrollHeight: 0 };

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function toBottom(smooth = false) {
  const scroller = byId("scroller");
  following = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
  show();
}

/** New messages came in: read at once, or counted. */
export function arrived(count) {
  if (!following) unread += count;
  show();
}

export function jumpTo(id) {
  const target = document.querySelector(`#log article[data-id="${Number(id)}"]`);
  if (!target) return;
  following = false;
  target.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
  const row = target.closest(".row");
  row.classList.add("flash");
  setTimeout(() => row.classList.remove("flash"), FLASH);
}

function show() {
  if (following) unread = 0;
  byId("to-bottom").hidden = following;
  byId("unread").hidden = unread === 0;
  byId("unread").textContent = unread;
  byId("to-bottom").setAttribute("aria-label", t("toBottom") + (unread ? `, ${t("unread", { n: unread })}` : ""));
}

/** Only a person scrolls upwards: content that grows or goes does not stop the following. */
function onScroll() {
  const { scrollHeight, scrollTop, clientHeight } = byId("scroller");
  const near = scrollHeight - scrollTop - clientHeight < NEAR;
  const upwards = scrollTop < seen.scrollTop && scrollHeight >= seen.scrollHeight;
  seen = { scrollTop, scrollHeight };
  if (near === following || !(near || upwards)) return;
  following = near;
  show();
}

/** A windowful up (-1) or down (1). */
export function page(direction) {
  const scroller = byId("scroller");
  scroller.scrollBy({ top: direction * scroller.clientHeight * 0.85, behavior: calm() ? "instant" : "smooth" });
}

export function start() {
  const scroller = byId("scroller");
  scroller.addEventListener("scroll", onScroll, { passive: true });
  const keep = new ResizeObserver(() => following && toBottom());
  keep.observe(scroller);
  keep.observe(scroller.firstElementChild);
  byId("to-bottom").addEventListener("click", () => toBottom(true));
}
