// Renders lists of messages, and keeps them up to date without disturbing what did not change.
import { blocks } from './blocks.js';
import { el } from './dom.js';
import { emoji, quickReactions } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { post } from './server.js';
import { replies, store, userOf } from './store.js';

const groupSeconds = 300;

/** Shows messages in a list. `inThread`: replies are not counted, and the first is the root. */
export function showMessages(list, messages, inThread) {
  const items = [];
  let previous = null;
  for (const [index, message] of messages.entries()) {
    const day = dayOf(message.ts);
    if (!previous || dayOf(previous.ts) !== day) items.push({ key: `day-${day}`, signature: day, render: () => divider(day) });
    const continued = previous && previous.user === message.user && !previous.ephemeralFor === !message.ephemeralFor
      && Number(message.ts) - Number(previous.ts) < groupSeconds && dayOf(previous.ts) === day && !(inThread && index === 1);
    const answers = inThread ? [] : replies(message.channel, message.ts);
    items.push({
      key: message.ts,
      signature: JSON.stringify([message, continued, answers.length, answers.at(-1)?.ts, store.me]),
      render: () => row(message, continued, answers, inThread),
    });
    if (inThread && index === 0 && messages.length > 1) {
      const count = messages.length - 1;
      items.push({ key: 'replies', signature: `${count}`, render: () => el('li', { class: 'reply-divider' }, el('span', {}, count === 1 ? '1 reply' : `${count} replies`)) });
    }
    previous = message;
  }
  sync(list, items);
}

/** Replaces only the items whose signature changed; keeps the focus on the same button where its message was replaced. */
function sync(list, items) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const refocus = focused && { key: focused.closest('[data-key]')?.dataset.key, action: focused.dataset.actionId };
  let cursor = list.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    old.delete(item.key);
    if (!node || node.dataset.signature !== item.signature) {
      const fresh = item.render();
      fresh.dataset.key = item.key;
      fresh.dataset.signature = item.signature;
      if (node) {
        if (cursor === node) cursor = node.nextElementSibling;
        node.remove();
      } else {
        fresh.classList.add('fresh');
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  for (const gone of old.values()) gone.remove();
  if (refocus?.action && !document.contains(focused)) list.querySelector(`[data-key="${CSS.escape(refocus.key)}"] [data-action-id="${CSS.escape(refocus.action)}"]`)?.focus();
}

function row(message, continued, answers, inThread) {
  const user = userOf(message.user);
  const use = (actionId, option) => post('actions', { user: store.me, channel: message.channel, ts: message.ts, actionId, option });
  const time = el('time', { datetime: new Date(Number(message.ts) * 1000).toISOString(), title: new Date(Number(message.ts) * 1000).toLocaleString() }, clock(message.ts));
  return el(
    'li',
    {
      class: ['message', continued && 'continued', message.ephemeralFor && 'ephemeral'].filter(Boolean).join(' '),
      'data-testid': 'message',
      dataset: { ts: message.ts, user: message.user },
    },
    continued ? el('div', { class: 'gutter' }, digits(message.ts)) : avatar(user),
    el(
      'div',
      { class: 'message-main' },
      continued ? null : el('div', { class: 'byline' }, el('strong', { class: 'author' }, user.realName), user.isBot ? el('span', { class: 'app-badge' }, 'APP') : null, time.cloneNode(true)),
      message.ephemeralFor ? el('p', { class: 'only-you' }, eye(), 'Only visible to you') : null,
      el('div', { class: 'message-body' }, message.blocks?.length ? blocks(message.blocks, use) : el('div', { class: 'block' }, mrkdwn(message.text)), message.edited ? el('span', { class: 'edited' }, '(edited)') : null),
      message.files.map((file) => el('div', { class: 'file' }, el('span', { 'aria-hidden': 'true' }, '📄'), el('span', {}, file.title), el('small', {}, `${file.size} bytes`))),
      message.reactions.length ? el('div', { class: 'reactions' }, message.reactions.map((reaction) => chip(message, reaction))) : null,
      answers.length ? replyBar(message, answers) : null,
    ),
    message.ephemeralFor ? null : tools(message, inThread),
  );
}

export function avatar(user, small = false) {
  const size = small ? 'avatar avatar-small' : 'avatar';
  if (user.id === store.bot) return el('img', { class: size, src: '/assets/icon.svg', alt: '' });
  const initials = user.realName.split(' ').map((word) => word[0]).join('').slice(0, 2).toUpperCase();
  const hue = [...user.id].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 6;
  return el('span', { class: `${size} hue-${hue}`, 'aria-hidden': 'true' }, initials);
}

function chip(message, reaction) {
  const mine = reaction.users.includes(store.me);
  const names = reaction.users.map((id) => userOf(id).realName).join(', ');
  return el(
    'button',
    { type: 'button', class: mine ? 'chip chip-mine' : 'chip', title: `${names} reacted with :${reaction.name}:`, 'aria-pressed': String(mine), onclick: () => react(message, reaction.name) },
    `${emoji(reaction.name)} `,
    el('span', {}, String(reaction.users.length)),
  );
}

const react = (message, name) => post('reactions', { user: store.me, channel: message.channel, ts: message.ts, name });

function replyBar(message, answers) {
  const people = [...new Set(answers.map((answer) => answer.user))].slice(0, 4);
  return el(
    'a',
    { class: 'reply-bar', href: `#/${message.channel}/${message.ts}`, 'data-testid': 'open-thread' },
    people.map((id) => avatar(userOf(id), true)),
    el('strong', {}, answers.length === 1 ? '1 reply' : `${answers.length} replies`),
    el('span', {}, `Last ${clock(answers.at(-1).ts)}`),
  );
}

function tools(message, inThread) {
  return el(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Message actions' },
    quickReactions.slice(0, 3).map((name) => el('button', { type: 'button', title: `React with :${name}:`, 'aria-label': `React with ${name}`, onclick: () => react(message, name) }, emoji(name))),
    inThread ? null : el('a', { href: `#/${message.channel}/${message.ts}`, title: 'Reply in thread', 'aria-label': 'Reply in thread', 'data-testid': 'reply-in-thread' }, bubble()),
  );
}

function svg(path) {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  picture.append(line);
  return picture;
}

const bubble = () => svg('M2.5 3.5h11v7.5h-6L4.500 13.500V11h-2z');
const eye = () => svg('M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 6.300a1.700 1.700 0 1 0 0 3.400 1.700 1.700 0 0 0 0-3.400z');

const divider = (day) => el('li', { class: 'day', role: 'separator' }, el('span', {}, day));

const clock = (ts) => new Date(Number(ts) * 1000).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

/** The time without AM or PM, for which the gutter has no room. */
const digits = (ts) => clock(ts).replace(/[^\d:.]/g, '');

function dayOf(ts) {
  const day = new Date(Number(ts) * 1000);
  const today = new Date();
  if (day.toDateString() === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return 'Yesterday';
  return day.toLocaleDateString(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
}
