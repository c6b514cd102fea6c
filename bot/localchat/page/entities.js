/** Telegram's text entities as elements. Offsets count UTF-16 units, as JavaScript's strings do. */
import { copy } from "./copy.js";
import { element } from "./dom.js";
import { safeUrl } from "./links.js";
import { outbox } from "./outbox.js";

const FOUND = /(?<url>https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]])|(?<=^|[\s(])(?<bot_command>\/[a-z0-9_]{1,32}(?:@\w+)?)(?![\w/])/gi;
const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

export function formatted(text, entities = []) {
  const fragment = document.createDocumentFragment();
  const known = entities.filter(({ offset, length }) => length > 0 && offset + length <= text.length);
  const all = [...known, ...linksIn(text, known)];
  all.sort((a, b) => a.offset - b.offset || b.length - a.length);
  append(fragment, text, 0, text.length, all);
  return fragment;
}

/** Links and commands that came without an entity, as Telegram's own servers find them. */
function linksIn(text, known) {
  const overlaps = (start, end) => known.some(({ type, offset, length }) => {
    const links = !(type in TAGS) || type === "pre";
    return links && start < offset + length && end > offset;
  });
  return [...text.matchAll(FOUND)]
    .map((match) => ({ type: match.groups.url ? "url" : "bot_command", offset: match.index, length: match[0].length }))
    .filter(({ offset, length }) => !overlaps(offset, offset + length));
}

function append(parent, text, start, end, entities) {
  let at = start;
  while (entities.length) {
    const entity = entities.shift();
    if (entity.offset < at) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    const inside = entities.filter(({ offset, length }) => offset >= entity.offset && offset + length <= stop);
    entities = entities.filter((other) => !inside.includes(other));
    parent.append(text.slice(at, entity.offset));
    const node = wrapper(entity, text.slice(entity.offset, stop));
    append(node, text, entity.offset, stop, inside);
    parent.append(node);
    at = stop;
  }
  parent.append(text.slice(at, end));
}

function wrapper({ type, url }, content) {
  if (type === "bot_command") return element("button", { type: "button", class: "command", click: () => outbox.send({ text: content }) });
  if (type === "code") return element("button", { type: "button", class: "code", click: () => copy(content) });
  if (type === "spoiler") return spoiler();
  const link = type === "email" ? `mailto:${content}` : { text_link: url, url: content }[type];
  const href = link && safeUrl(link);
  if (href) return element("a", { href, target: "_blank", rel: "noopener noreferrer" });
  return element(TAGS[type] ?? "span");
}

function spoiler() {
  const node = element("button", { type: "button", class: "spoiler", "aria-expanded": "false" });
  node.addEventListener("click", () => node.setAttribute("aria-expanded", "true"));
  return node;
}
