// Ties the parts together: what the address says is shown, what changes is shown again.
import { composer } from './composer.js';
import { byId, el, fill } from './dom.js';
import { isTypingKey } from './keys.js';
import { confirm, showViews } from './dialogs.js';
import { avatar, showMessages } from './messages.js';
import { showPulls } from './pulls.js';
import { showRepository } from './repositories.js';
import { connected, listen, post } from './server.js';
import { showStatus } from './status.js';
import { actAs, channelMessages, find, replies, store, subscribe } from './store.js';

const nearBottomPixels = 160;
// As many as fit a laptop's screen; the composer suggests the others.
const welcomeExamples = 4;
const lastRead = new Map();
let route = { pane: 'channel', channel: null, thread: null, pull: null, repository: null };

/** #/CHANNEL, #/CHANNEL/TS, #/pulls, #/pulls/OWNER/NAME/NUMBER, #/repositories/OWNER/NAME?path=… */
function readRoute() {
  const [first, ...rest] = location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  if (first === 'repositories' && rest.length >= 2) return { pane: 'pulls', channel: null, thread: null, pull: null, repository: { name: `${rest[0]}/${rest[1]}`, path: rest.slice(2).join('/') } };
  if (first === 'pulls') return { pane: 'pulls', channel: null, thread: null, pull: rest.length === 3 ? rest.join('/') : null, repository: null };
  const channel = store.channels.find((candidate) => candidate.id === first) ?? store.channels[0];
  const message = rest[0] ? find(channel.id, rest[0]) : null;
  return { pane: 'channel', channel, thread: message ? message.threadTs ?? message.ts : null, pull: null, repository: null };
}

function show(kind) {
  if (!store.ready) return;
  const before = route;
  route = readRoute();
  const inChannel = route.pane === 'channel';
  byId('channel-pane').hidden = !inChannel;
  byId('pulls-pane').hidden = inChannel;
  showSidebar();
  if (inChannel) showChannel(before.channel?.id !== route.channel.id);
  else if (kind === undefined || kind === 'pulls' || kind === 'state') {
    if (route.repository) showRepository(route.repository);
    else showPulls(route.pull);
  }
  showThread(before.thread !== route.thread);
  document.title = inChannel ? `#${route.channel.name} · Playground` : 'Pull requests · Playground';
}

function showSidebar() {
  fill(
    byId('channels'),
    store.channels.map((channel) => {
      const current = route.pane === 'channel' && route.channel?.id === channel.id;
      const latest = channelMessages(channel.id).at(-1)?.ts ?? '';
      if (current) lastRead.set(channel.id, latest);
      const unread = !current && latest > (lastRead.get(channel.id) ?? '');
      return el(
        'li',
        {},
        el('a', { class: unread ? 'nav-item unread' : 'nav-item', href: `#/${channel.id}`, 'aria-current': current ? 'page' : null, 'data-testid': `channel-${channel.name}` }, el('span', { class: 'nav-glyph hash', 'aria-hidden': 'true' }, '#'), channel.name),
      );
    }),
  );
  const open = store.pulls.filter((pull) => pull.state === 'open' || pull.state === 'draft').length;
  byId('pull-count').textContent = String(open);
  byId('pull-count').hidden = open === 0;
  if (route.pane === 'pulls') byId('nav-pulls').setAttribute('aria-current', 'page');
  else byId('nav-pulls').removeAttribute('aria-current');
  const humans = [...store.users.values()].filter((user) => user.name !== 'slackbot');
  fill(byId('people'), humans.map((user) => el('li', {}, el('span', { class: 'nav-item person' }, avatar(user, true), user.realName, el('span', { class: 'handle', title: 'Type this to mention them' }, `@${user.name}`), user.isBot ? el('span', { class: 'app-badge' }, 'APP') : null))));
  const select = byId('acting-as');
  if (document.activeElement !== select) fill(select, humans.filter((user) => !user.isBot).map((user) => el('option', { value: user.id, selected: user.id === store.me }, user.realName)));
}

function showChannel(switched) {
  byId('channel-title').textContent = `# ${route.channel.name}`;
  byId('channel-topic').textContent = route.channel.topic;
  keepAtBottom(byId('channel-scroller'), switched, () => {
    const messages = channelMessages(route.channel.id);
    const list = byId('channel-messages');
    list.querySelector('.welcome')?.remove();
    showMessages(list, messages, false);
    if (messages.length === 0) list.append(welcome());
  });
  document.querySelector('#channel-composer form').follow();
  byId('composer-input').placeholder = onPhone() ? `Message #${route.channel.name}` : `Message #${route.channel.name}, or type / for commands`;
}

function showThread(switched) {
  const pane = byId('thread');
  const root = route.thread ? find(route.channel.id, route.thread) : null;
  pane.hidden = !root;
  byId('app').classList.toggle('with-thread', Boolean(root));
  if (!root) return;
  byId('thread-channel').textContent = `#${route.channel.name}`;
  document.querySelector('#thread-composer form').follow();
  keepAtBottom(byId('thread-scroller'), switched, () => showMessages(byId('thread-messages'), [root, ...replies(root.channel, root.ts)], true));
  // A phone's keyboard would cover what is to be read.
  if (switched) byId(onPhone() ? 'thread-scroller' : 'thread-composer-input').focus({ preventScroll: true });
}

const onPhone = () => matchMedia('(max-width: 760px)').matches;

/** Stays at the bottom where the reader was there; does not pull away who reads above. */
function keepAtBottom(scroller, always, change) {
  const atBottom = isAtBottom(scroller);
  change();
  if (always || atBottom) scroller.scrollTop = scroller.scrollHeight;
}

/** Stays there also when the pane gets narrower or lower and its text takes more room: beside a thread, above a keyboard. */
function keepAtBottomWhenResized(scroller) {
  let atBottom = true;
  let size = '';
  const sizeNow = () => `${scroller.clientWidth} ${scroller.clientHeight}`;
  // A scroll may be told only after the next resize, when nobody can see any more where it had ended.
  scroller.addEventListener('scroll', () => (atBottom = sizeNow() === size ? isAtBottom(scroller) : atBottom));
  new ResizeObserver(() => {
    size = sizeNow();
    if (atBottom) scroller.scrollTo(0, scroller.scrollHeight);
  }).observe(scroller);
}

const isAtBottom = (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottomPixels;

function welcome() {
  const examples = store.command.examples.slice(0, welcomeExamples).map((example) =>
    el(
      'button',
      { type: 'button', class: 'example', 'data-testid': 'example', onclick: () => propose(`${store.command.name} ${example.command}`) },
      el('code', {}, `${store.command.name} ${example.command}`),
      el('span', { class: 'example-help' }, example.help),
    ),
  );
  return el(
    'li',
    { class: 'welcome', 'data-testid': 'welcome' },
    el('img', { src: '/assets/icon.svg', alt: '', width: 56, height: 56 }),
    el('h2', {}, 'Hand some work to Claude'),
    el('p', {}, 'This is a Slack of your own, with a GitHub beside it. The demo shop has several bugs. Pick a command, send it, and watch its thread. The first word after “fix” names the repository.'),
    examples,
  );
}

function propose(text) {
  const field = byId('composer-input');
  field.value = text;
  field.focus();
  field.dispatchEvent(new Event('input'));
}

function showConnection() {
  const strip = byId('connection');
  const online = connected && store.status.botConnected;
  strip.textContent = !connected ? 'reconnecting…' : online ? 'connected' : 'waiting for the bot…';
  strip.classList.toggle('online', Boolean(online));
}

function setUp() {
  byId('channel-composer').append(composer({ id: 'composer', label: 'Message', inThread: false, target: () => ({ channel: route.channel.id }) }));
  byId('thread-composer').append(composer({ id: 'thread-composer', label: 'Reply…', inThread: true, target: () => ({ channel: route.channel.id, threadTs: route.thread }) }));
  for (const id of ['channel-scroller', 'thread-scroller']) keepAtBottomWhenResized(byId(id));
  byId('acting-as').addEventListener('change', (event) => actAs(event.target.value));
  byId('thread-close').addEventListener('click', closeThread);
  for (const id of ['menu', 'menu-pulls']) byId(id).addEventListener('click', () => byId('app').classList.add('menu-open'));
  byId('sidebar-close').addEventListener('click', () => byId('app').classList.remove('menu-open'));
  byId('sidebar').addEventListener('click', (event) => event.target.closest('a') && byId('app').classList.remove('menu-open'));
  byId('start-over').addEventListener('click', startOver);
  document.addEventListener('keydown', (event) => {
    // Typing anywhere goes to the composer in sight, as in Slack.
    if (!isTypingKey(event) || document.querySelector('dialog[open]') || route.pane !== 'channel') return;
    byId(route.thread ? 'thread-composer-input' : 'composer-input').focus({ preventScroll: true });
  });
  byId('theme').addEventListener('click', () => setTheme(dark() ? 'light' : 'dark'));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
    if (byId('app').classList.contains('menu-open')) byId('app').classList.remove('menu-open');
    else if (route.thread) closeThread();
  });
  window.addEventListener('hashchange', () => show());
}

async function startOver() {
  const text = (value) => ({ type: 'plain_text', text: value });
  const sure = await confirm({
    title: text('Start over?'),
    text: text('Every message, task, pull request and push of this playground is removed.'),
    confirm: text('Start over'),
    deny: text('Keep everything'),
    style: 'danger',
  });
  if (!sure) return;
  byId('app').classList.remove('menu-open');
  if (await post('start-over')) location.hash = '#/';
}

function closeThread() {
  location.hash = `#/${route.channel.id}`;
  byId('composer-input').focus();
}

const dark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

function setTheme(theme) {
  if (!theme) return;
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
}

setTheme(localStorage.getItem('theme'));
setUp();
subscribe((kind) => {
  if (kind === 'status' || kind === 'state') showStatus();
  if (kind !== 'status' && kind !== 'connection') show(kind);
  if (kind === 'view' || kind === 'view_closed' || kind === 'me' || kind === 'state') showViews();
  showConnection();
});
listen();
