// Builds elements. Text becomes text nodes, never markup: what people and agents write cannot become part of the page.

/** Creates an element. Properties: class, dataset, on* handlers, ARIA and other attributes; children are elements or text. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Appends elements and text, flattening lists and leaving out what is empty. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts new children in the place of the old ones. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

export const byId = (id) => document.getElementById(id);

/** A link that is certain to be one: other schemes than http, https and mailto are shown as text. */
export function link(url, label) {
  let address;
  try {
    address = new URL(url, location.href);
  } catch {
    return document.createTextNode(label ?? url);
  }
  if (!['http:', 'https:', 'mailto:'].includes(address.protocol)) return document.createTextNode(label ?? url);
  const own = address.origin === location.origin;
  return el('a', { href: address.href, target: own ? null : '_blank', rel: own ? null : 'noopener noreferrer' }, label ?? url);
}

/** Says something for a few seconds in the corner. */
export function toast(text) {
  const note = el('div', { class: 'toast', 'data-testid': 'toast' }, text);
  byId('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}
