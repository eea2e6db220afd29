// What the page knows. Events from the server change it; views listen.

const listeners = new Set();

export const store = {
  ready: false,
  me: localStorage.getItem('acting-as') ?? '',
  you: '',
  bot: '',
  users: new Map(),
  groups: new Map(),
  channels: [],
  command: { name: '/claude', verbs: [], options: [], examples: [] },
  messages: new Map(),
  views: new Map(),
  repositories: [],
  pulls: [],
  status: {},
};

const key = (channel, ts) => `${channel}/${ts}`;

/** Calls a listener after each change, with the kind of change. */
export function subscribe(listener) {
  listeners.add(listener);
}

export function announce(kind) {
  for (const listener of listeners) listener(kind);
}

/** Takes in an event of the server. */
export function apply(kind, data) {
  switch (kind) {
    case 'state':
      store.ready = true;
      store.you = data.you;
      store.bot = data.bot;
      store.users = new Map(data.users.map((user) => [user.id, user]));
      store.groups = new Map(data.groups.map((group) => [group.id, group]));
      store.channels = data.channels;
      store.command = data.command;
      store.messages = new Map(data.messages.map((message) => [key(message.channel, message.ts), message]));
      store.views = new Map(data.views.map((view) => [view.id, view]));
      store.repositories = data.repositories;
      store.pulls = data.pulls;
      store.status = data.status;
      if (!store.users.has(store.me) || store.users.get(store.me).isBot) store.me = store.you;
      break;
    case 'message':
      store.messages.set(key(data.channel, data.ts), data);
      break;
    case 'message_deleted':
      store.messages.delete(key(data.channel, data.ts));
      break;
    case 'view':
      store.views.set(data.id, data);
      break;
    case 'view_closed':
      store.views.delete(data.id);
      break;
    case 'pulls':
      store.pulls = data;
      break;
    case 'status':
      store.status = data;
      break;
  }
  announce(kind);
}

export function actAs(user) {
  store.me = user;
  localStorage.setItem('acting-as', user);
  announce('me');
}

export const find = (channel, ts) => store.messages.get(key(channel, ts));

const visible = (message) => !message.ephemeralFor || message.ephemeralFor === store.me;

const byTime = (a, b) => a.ts.localeCompare(b.ts);

/** The messages of a channel outside of threads. */
export function channelMessages(channel) {
  return [...store.messages.values()].filter((m) => m.channel === channel && visible(m) && (!m.threadTs || m.threadTs === m.ts)).sort(byTime);
}

/** The replies under a message. */
export function replies(channel, ts) {
  return [...store.messages.values()].filter((m) => m.channel === channel && visible(m) && m.threadTs === ts && m.ts !== ts).sort(byTime);
}

export const userOf = (id) => store.users.get(id) ?? { id, name: id, realName: id, isBot: false };
