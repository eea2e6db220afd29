// Renders Slack's mrkdwn as DOM nodes. See https://docs.slack.dev/messaging/formatting-message-text.
import { el, link } from './dom.js';
import { emoji } from './emoji.js';
import { store, userOf } from './store.js';

const decode = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Renders a text; block structure first (fences, quotes, lines), then the content of each line. */
export function mrkdwn(text) {
  const nodes = [];
  for (const [index, part] of text.split('```').entries()) {
    if (index % 2 === 1) {
      nodes.push(fence(decode(unwrapLinks(part).replace(/^\n/, '').replace(/\n$/, ''))));
    } else if (part) {
      // Around a fence, its own line breaks are no text.
      nodes.push(...lines(part.replace(index > 0 ? /^\n/ : /^(?!)/, '')));
    }
  }
  return nodes;
}

/** A block of code; lines of a diff are coloured. */
export function fence(code) {
  const isDiff = /^(diff --git|--- |@@ )/m.test(code);
  const kind = (line) => (/^\+(?!\+\+ )/.test(line) ? 'code-add' : /^-(?!-- )/.test(line) ? 'code-remove' : null);
  const lines = code.split('\n');
  return el('pre', { class: 'code', tabindex: '0' }, el('code', {}, isDiff ? lines.flatMap((line, index) => [el('span', { class: kind(line) }, line), index + 1 < lines.length ? '\n' : null]) : code));
}

/** Renders a text object: mrkdwn or plain text. */
export function text(object) {
  if (!object) return [];
  if (typeof object === 'string') return mrkdwn(object);
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : plain(object.text, object.emoji !== false);
}

/** Plain text; only :emoji: are replaced. */
export function plain(value, withEmoji = true) {
  return [withEmoji ? value.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name)) : value];
}

function lines(part) {
  const nodes = [];
  let quote = null;
  const all = part.split('\n');
  for (const [index, line] of all.entries()) {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
    if (quoted) {
      if (!quote) nodes.push((quote = el('blockquote')));
      else quote.append(el('br'));
      quote.append(...inline(quoted[1]));
      continue;
    }
    if (index > 0 && !quote) nodes.push(el('br'));
    quote = null;
    const item = line.match(/^(\s*)([•◦▪*-]|\d+\.) (.*)$/);
    if (item && item[2] !== '*') {
      nodes.push(el('span', { class: 'list-item' }, el('span', { class: 'bullet', 'aria-hidden': 'true' }, item[2] === '-' ? '•' : item[2]), el('span', {}, inline(item[3]))));
      // The item is a block already; it needs no line break.
      if (index + 1 < all.length && nodes.at(-1)) nodes.at(-1).classList.add('followed');
    } else {
      nodes.push(...inline(line));
    }
  }
  return nodes.filter((node, index) => !(node instanceof HTMLBRElement && nodes[index - 1]?.classList?.contains('list-item')));
}

// Code first, as nothing within it is formatted; then links and mentions; then emphasis; then emoji.
const pattern = /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])|:([a-z0-9_+-]+):/;

function inline(source) {
  const nodes = [];
  let rest = source;
  for (let match = rest.match(pattern); match; match = rest.match(pattern)) {
    if (match.index > 0) nodes.push(decode(rest.slice(0, match.index)));
    const [whole, code, reference, bold, italic, strike, name] = match;
    if (code !== undefined) nodes.push(el('code', {}, decode(unwrapLinks(code))));
    else if (reference !== undefined) nodes.push(refer(reference));
    else if (bold !== undefined) nodes.push(el('strong', {}, inline(bold)));
    else if (italic !== undefined) nodes.push(el('em', {}, inline(italic)));
    else if (strike !== undefined) nodes.push(el('s', {}, inline(strike)));
    else nodes.push(emoji(name));
    rest = rest.slice(match.index + whole.length);
  }
  if (rest) nodes.push(decode(rest));
  return nodes.map((node) => (node instanceof Node ? node : document.createTextNode(node)));
}

/** The content of angle brackets: a user, a channel, a group, a date or an address. */
function refer(reference) {
  const [target, label] = reference.split('|', 2);
  const shown = label === undefined ? undefined : decode(label);
  if (target.startsWith('@')) {
    const id = target.slice(1);
    return el('span', { class: id === store.me ? 'mention mention-me' : 'mention' }, `@${store.users.has(id) ? userOf(id).realName : shown ?? id}`);
  }
  if (target.startsWith('#')) {
    const channel = store.channels.find((c) => c.id === target.slice(1));
    return channel ? el('a', { href: `#/${channel.id}`, class: 'mention' }, `#${channel.name}`) : el('span', { class: 'mention' }, `#${shown ?? target.slice(1)}`);
  }
  if (target.startsWith('!subteam^')) return el('span', { class: 'mention' }, `@${store.groups.get(target.slice(9))?.handle ?? shown ?? 'group'}`);
  if (target.startsWith('!date^')) return date(target, shown);
  if (target.startsWith('!')) return el('span', { class: 'mention mention-me' }, `@${target.slice(1)}`);
  return link(decode(target), shown ?? decode(target).replace(/^mailto:/, ''));
}

function date(target, otherwise) {
  const [, seconds, format] = target.split('^');
  const time = new Date(Number(seconds) * 1000);
  if (Number.isNaN(time.getTime())) return document.createTextNode(otherwise ?? target);
  const left = Math.ceil((time - Date.now()) / 1000);
  if (format === '{time_secs}' && left > 0 && left <= 60) return countdown(time);
  const day = time.toLocaleDateString(undefined, { dateStyle: 'medium' });
  const clock = time.toLocaleTimeString(undefined, { timeStyle: 'short' });
  const words = (format ?? '{date} {time}').replace(/\{date[a-z_]*\}/g, day).replace(/\{time[a-z_]*\}/g, clock).replace(/\{ago\}/g, day);
  return el('time', { datetime: time.toISOString(), title: time.toString() }, words);
}

/** A time that comes within a minute, as the seconds until then. */
function countdown(time) {
  const node = el('time', { datetime: time.toISOString(), class: 'countdown' });
  const tick = () => {
    const left = Math.max(0, Math.ceil((time - Date.now()) / 1000));
    node.textContent = left > 0 ? `in ${left} s` : time.toLocaleTimeString();
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
  return node;
}

const unwrapLinks = (code) => code.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, target, label) => label ?? target);
