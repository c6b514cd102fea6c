/** Who writes in which chat, in which language: from the address, else as it was left last time. */

const KEY = "local-chat";
const CHOICES = ["chatId", "userId", "language", "theme"];

export const CHATS = [
  { chatId: 1001, userId: 1001, name: "privateChat" },
  { chatId: 1002, userId: 1002, name: "secondPerson" },
  { chatId: -100, userId: 1001, name: "group" },
  { chatId: -100, userId: 1002, name: "groupSecond" },
];
export const LANGUAGES = [
  { language: "en", name: "English" },
  { language: "vi", name: "Tiếng Việt" },
];
export const THEMES = ["system", "light", "dark"];
const USERS = { 1001: "Alex", 1002: "Minh" };

class Session extends EventTarget {
  chatId = 1001;
  userId = 1001;
  language = navigator.language.startsWith("vi") ? "vi" : "en";
  theme = "system";

  constructor() {
    super();
    Object.assign(this, remembered(), fromAddress());
  }

  get userName() {
    return USERS[this.userId] ?? `User ${this.userId}`;
  }

  get isGroup() {
    return this.chatId < 0;
  }

  change(choices) {
    Object.assign(this, choices);
    remember(Object.fromEntries(CHOICES.map((name) => [name, this[name]])));
    forgetAddress();
    this.dispatchEvent(new CustomEvent("change", { detail: Object.keys(choices) }));
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember(choices) {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const number = (name) => (/^-?\d+$/.test(query.get(name) ?? "") ? Number(query.get(name)) : undefined);
  const chatId = number("chat_id");
  const userId = number("user_id") ?? (chatId > 0 ? chatId : undefined);
  const language = query.get("language") ?? undefined;
  const theme = THEMES.includes(query.get("theme")) ? query.get("theme") : undefined;
  const given = Object.entries({ chatId, userId, language, theme }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** A choice made in the page outranks the address it was opened with, a reload included. */
function forgetAddress() {
  if (location.search) history.replaceState(null, "", location.pathname);
}

export const session = new Session();
