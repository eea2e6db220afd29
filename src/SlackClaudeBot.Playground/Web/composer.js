// Where messages and commands are typed. Typing / shows the commands, @ the people; Enter sends, Shift+Enter breaks the line.
import { el, fill, toast } from './dom.js';
import { post } from './server.js';
import { store } from './store.js';

/** Creates a composer. `target()` says channel and thread; commands are refused in threads, as Slack does. */
export function composer({ id, label, inThread, target }) {
  const listId = `${id}-suggestions`;
  const field = el('textarea', {
    id: `${id}-input`,
    'data-testid': `${id}-input`,
    rows: 1,
    maxlength: 12000,
    placeholder: label,
    'aria-label': label,
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    autocomplete: 'off',
    spellcheck: 'true',
  });
  const list = el('div', { class: 'suggestions', id: listId, role: 'listbox', 'aria-label': 'Suggestions', 'data-testid': `${id}-suggestions`, hidden: true });
  const send = el('button', { type: 'submit', class: 'send', 'data-testid': `${id}-send`, 'aria-label': 'Send', disabled: true }, arrow());
  const form = el(
    'form',
    { class: 'composer', 'data-testid': id },
    list,
    el('div', { class: 'composer-box' }, field, el('div', { class: 'composer-foot' }, el('span', { class: 'composer-hint' }, inThread ? hint(['Enter', 'sends'], ['//', 'is for people only']) : hint(['/', 'commands'], ['Enter', 'sends'])), send)),
  );
  let suggestions = [];
  let selected = -1;
  // Drafts by channel and thread; what was sent, latest last, and the place in it while the arrow keys walk through it.
  const drafts = new Map();
  const sent = [];
  let shownFor = null;
  let recalled = 0;

  const place = () => {
    const { channel, threadTs } = target();
    return `${channel}/${threadTs ?? ''}`;
  };

  /** Shows the draft of the channel or thread that is open now. */
  const follow = () => {
    const now = place();
    if (now === shownFor) return;
    if (shownFor !== null) drafts.set(shownFor, field.value);
    shownFor = now;
    field.value = drafts.get(now) ?? '';
    refresh();
    close();
  };

  const recall = (step) => {
    recalled = Math.max(0, Math.min(sent.length, recalled + step));
    field.value = sent[recalled] ?? '';
    refresh();
    close();
  };

  const close = () => {
    suggestions = [];
    selected = -1;
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };

  const refresh = () => {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
    send.disabled = field.value.trim() === '';
    suggestions = field.value.startsWith('/') && !inThread ? commands(field.value) : people(field);
    selected = suggestions.length && suggestions[0].insert !== undefined ? 0 : -1;
    if (suggestions.length === 0) close();
    else show();
  };

  const show = () => {
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    fill(list, suggestions.map((item, index) => option(item, index)));
    if (selected >= 0) field.setAttribute('aria-activedescendant', `${listId}-${selected}`);
  };

  const option = (item, index) =>
    el(
      'div',
      {
        id: `${listId}-${index}`,
        role: 'option',
        class: item.insert === undefined ? 'suggestion suggestion-info' : 'suggestion',
        'aria-selected': String(index === selected),
        onmousedown: (event) => {
          event.preventDefault();
          take(item);
        },
      },
      el('span', { class: 'suggestion-title' }, item.title, item.usage ? el('span', { class: 'usage' }, ` ${item.usage}`) : null),
      el('span', { class: 'suggestion-help' }, item.help),
    );

  const take = (item) => {
    if (item.insert === undefined) return;
    field.value = item.insert;
    field.focus();
    refresh();
  };

  const submit = async () => {
    const typed = field.value.trim();
    if (!typed) return;
    const { channel, threadTs } = target();
    if (typed.startsWith('/') && !typed.startsWith('//')) {
      if (inThread) return toast(`Slack takes no slash commands in threads. Reply in words, or use ${store.command.name} in the channel.`);
      const [name, ...rest] = typed.split(/\s/);
      if (name !== store.command.name) return toast(`${name} is not a command here; ${store.command.name} is.`);
      return deliverText(typed, () => post('commands', { user: store.me, channel, text: typed.slice(name.length + (rest.length ? 1 : 0)) }));
    }
    return deliverText(typed, () => post('messages', { user: store.me, channel, text: typed, threadTs }));
  };

  /** Clears the field and sends; puts the text back where it could not be sent and nothing else was typed. */
  const deliverText = async (typed, deliver) => {
    const from = place();
    clear();
    form.classList.add('sending');
    const answer = await deliver();
    form.classList.remove('sending');
    if (answer) {
      sent.push(typed);
      recalled = sent.length;
    } else if (place() === from && field.value === '') {
      field.value = typed;
      refresh();
    } else {
      drafts.set(from, typed);
    }
  };

  const clear = () => {
    field.value = '';
    refresh();
  };

  field.addEventListener('input', refresh);
  field.addEventListener('blur', () => setTimeout(close, 100));
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const choosable = suggestions.filter((item) => item.insert !== undefined).length;
    if (choosable && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      selected = (selected + (event.key === 'ArrowDown' ? 1 : choosable - 1) + choosable) % choosable;
      show();
    } else if (event.key === 'Tab' && !event.shiftKey && selected >= 0) {
      event.preventDefault();
      take(suggestions[selected]);
    } else if (event.key === 'ArrowUp' && sent.length && (field.value === '' || field.value === sent[recalled])) {
      event.preventDefault();
      recall(-1);
    } else if (event.key === 'ArrowDown' && recalled < sent.length && field.value === sent[recalled]) {
      event.preventDefault();
      recall(1);
    } else if (event.key === 'Escape' && suggestions.length) {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      // Enter completes a partly typed verb, and sends a whole command.
      if (selected >= 0 && suggestions[selected].completes) take(suggestions[selected]);
      else submit();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  form.follow = follow;
  return form;
}

/** What fits a command that is being typed: verbs while the verb is open, then its usage and options. */
function commands(value) {
  const { name, verbs, options } = store.command;
  const examples = store.command.examples.map((example) => example.command);
  if (name.startsWith(value) || !/\s/.test(value)) {
    if (!name.startsWith(value.trim())) return [];
  }
  const typed = value.slice(name.length).trimStart();
  const verb = verbs.find((candidate) => typed === candidate.verb || typed.startsWith(`${candidate.verb} `));
  if (verb && (typed.length > verb.verb.length || /\s$/.test(value))) {
    const example = examples.find((candidate) => candidate.startsWith(`${verb.verb} `) && candidate.startsWith(typed) && candidate !== typed);
    return [
      ...(example ? [{ title: `${name} ${example}`, help: 'An example; tap it, or press Tab, to take it', insert: `${name} ${example}` }] : []),
      { title: `${name} ${verb.verb}`, usage: verb.usage, help: verb.help },
      ...(verb.verb === 'fix' ? [{ title: options.map((item) => item.option).join('   '), help: 'Options, anywhere before --' }] : []),
    ];
  }
  return verbs
    .filter((candidate) => candidate.verb.startsWith(typed))
    .map((candidate) => ({
      title: `${name} ${candidate.verb}`,
      usage: candidate.usage,
      help: candidate.help,
      insert: `${name} ${candidate.verb}${candidate.usage ? ' ' : ''}`,
      // The command alone is sent: it is answered with help.
      completes: typed !== candidate.verb && value.trim() !== name,
    }));
}

function people(field) {
  const before = field.value.slice(0, field.selectionStart);
  const match = before.match(/(?:^|\s)@([a-z0-9._-]*)$/i);
  if (!match) return [];
  const names = [
    ...[...store.users.values()].filter((user) => user.id !== store.me && user.name !== 'slackbot').map((user) => ({ name: user.name, help: user.realName })),
    ...[...store.groups.values()].map((group) => ({ name: group.handle, help: 'Group' })),
  ];
  return names
    .filter((item) => item.name !== match[1] && [item.name, ...item.help.split(' ')].some((word) => word.toLowerCase().startsWith(match[1].toLowerCase())))
    .map((item) => ({
      title: `@${item.name}`,
      help: item.help,
      insert: `${before.slice(0, before.length - match[1].length)}${item.name} ${field.value.slice(field.selectionStart)}`,
      completes: true,
    }));
}

const hint = (...parts) => parts.map(([key, words]) => el('span', {}, el('kbd', {}, key), ` ${words}`));

function arrow() {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  shape.setAttribute('d', 'M1.800 2.300 14.500 8 1.800 13.700 3.600 8.700 9.500 8 3.600 7.300z');
  picture.append(shape);
  return picture;
}
