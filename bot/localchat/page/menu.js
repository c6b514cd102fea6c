/** The menu of the header: which chat, which language, which appearance. */
import { byId, element } from "./dom.js";
import { CHATS, LANGUAGES, session, THEMES } from "./session.js";
import { t } from "./texts.js";

/** The chats on offer, and the one from the address if it is another. */
function chats() {
  const { chatId, userId } = session;
  const known = CHATS.map((chat) => ({ choices: { chatId: chat.chatId, userId: chat.userId }, label: t(chat.name) }));
  const isKnown = CHATS.some((chat) => chat.chatId === chatId && chat.userId === userId);
  return isKnown ? known : [...known, { choices: { chatId, userId }, label: t("otherChat", { chat: chatId, user: userId }) }];
}

const languages = () => LANGUAGES.map(({ language, name }) => ({ choices: { language }, label: name, lang: language }));

const themes = () => THEMES.map((theme) => ({ choices: { theme }, label: t(theme) }));

function group(name, options) {
  return element("fieldset", {}, element("legend", {}, t(name)), ...options.map((option) => radio(name, option)));
}

function radio(name, { choices, label, lang }) {
  const chosen = Object.entries(choices).every(([key, value]) => session[key] === value);
  const value = Object.values(choices).join("/");
  const input = element("input", { type: "radio", name, value, checked: chosen, change: () => session.change(choices) });
  return element("label", { lang }, input, element("span", {}, label));
}

export function draw() {
  const focused = document.activeElement?.closest("#menu") ? document.activeElement : null;
  byId("menu").replaceChildren(group("chat", chats()), group("language", languages()), group("theme", themes()));
  if (focused) byId("menu").querySelector(`[name="${focused.name}"][value="${focused.value}"]`)?.focus();
}

/** Light or dark by the system, unless one is chosen. */
export function applyTheme() {
  const root = document.documentElement;
  if (session.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = session.theme;
  const bar = getComputedStyle(document.querySelector(".header")).backgroundColor;
  document.querySelector("meta[name=theme-color]").content = bar;
}

export function start() {
  draw();
  applyTheme();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
}
