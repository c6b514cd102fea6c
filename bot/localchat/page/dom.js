const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An element; functions among the attributes are event listeners, empty ones are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Give the parent exactly these children, and move only those that are out of place. */
export function arrange(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let place = parent.firstChild;
  for (const child of children) {
    if (child === place) place = place.nextSibling;
    else parent.insertBefore(child, place);
  }
}

const filled = new WeakMap();

/**
 * Fill the parent from [name, value, build]: a part is built again only when its value changed,
 * so that an edited message neither flickers nor loses its photo. build gets the part's old node.
 */
export function fill(parent, parts) {
  const before = filled.get(parent) ?? new Map();
  const after = new Map();
  for (const [name, value, build] of parts) {
    const key = JSON.stringify(value);
    const old = before.get(name);
    after.set(name, old?.key === key ? old : { key, node: build(old?.node) });
  }
  filled.set(parent, after);
  arrange(parent, [...after.values()].map(({ node }) => node));
}

/** A <dialog> closes on a click beside it. */
export function closeOnBackdrop(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** A textarea as high as its text. */
export function growing(textarea) {
  const fit = () => {
    textarea.style.setProperty("height", "auto");
    textarea.style.setProperty("height", `${textarea.scrollHeight}px`);
  };
  textarea.addEventListener("input", fit);
  return fit;
}
