// The pull requests of the local GitHub: a list, and one with its diff and the Merge button.
import { byId, el, fill, link } from './dom.js';
import { get, post } from './server.js';
import { store } from './store.js';

let latest = 0;

const words = { open: 'Open', merged: 'Merged', closed: 'Closed', draft: 'Draft' };

/** Shows the list, or the pull request that is named. */
export async function showPulls(selected) {
  const body = byId('pulls-body');
  const turn = ++latest;
  if (!selected) {
    fill(body, list(), repositories());
    return;
  }
  const pull = await get(`pulls/${selected}`);
  // Something else was asked for meanwhile.
  if (turn !== latest) return;
  if (!pull) {
    fill(body, back(), el('p', { class: 'empty' }, 'There is no such pull request.'));
    return;
  }
  fill(body, back(), detail(pull));
}

const path = (pull) => `${pull.repository}/${pull.number}`;

const back = () => el('a', { class: 'back', href: '#/pulls' }, '← All pull requests');

const state = (pull) => el('span', { class: `state state-${pull.state}`, 'data-testid': 'pull-state' }, words[pull.state]);

const size = (pull) =>
  el('span', { class: 'size' }, el('span', { class: 'added' }, `+${pull.additions}`), ' ', el('span', { class: 'removed' }, `−${pull.deletions}`), ` in ${pull.files} ${pull.files === 1 ? 'file' : 'files'}`);

function list() {
  if (store.pulls.length === 0) {
    return el('div', { class: 'empty', 'data-testid': 'pulls-empty' }, el('strong', {}, 'No pull requests yet'), el('p', {}, 'Hand Claude a bug in the channel, and approve what it did: its pull request appears here.'));
  }
  return el(
    'ul',
    { class: 'pull-list' },
    store.pulls.map((pull) =>
      el(
        'li',
        {},
        el(
          'a',
          { class: 'pull-row', href: `#/pulls/${path(pull)}`, 'data-testid': 'pull', dataset: { pull: path(pull) } },
          state(pull),
          el('span', { class: 'pull-main' }, el('strong', {}, el('bdi', {}, pull.title)), el('span', { class: 'pull-meta' }, `${pull.repository} #${pull.number} · ${pull.head} → ${pull.base}`)),
          size(pull),
        ),
      ),
    ),
  );
}

function repositories() {
  return el(
    'section',
    { class: 'repositories', 'aria-labelledby': 'repositories-title' },
    el('h2', { id: 'repositories-title' }, 'Repositories'),
    el('ul', {}, store.repositories.map((repository) => el('li', {}, el('a', { href: `#/repositories/${repository.fullName}`, 'data-testid': 'repository-link' }, el('strong', {}, repository.fullName)), el('code', { tabindex: '0' }, `git clone ${repository.cloneUrl}`)))),
  );
}

function detail(pull) {
  const merge = el('button', { type: 'button', class: 'button button-primary', 'data-testid': 'merge' }, 'Merge pull request');
  merge.addEventListener('click', async () => {
    merge.disabled = true;
    await post(`pulls/${path(pull)}/merge`);
    merge.disabled = false;
  });
  const close = el('button', { type: 'button', class: 'button', 'data-testid': 'close-pull' }, 'Close pull request');
  close.addEventListener('click', async () => {
    close.disabled = true;
    await post(`pulls/${path(pull)}/close`);
    close.disabled = false;
  });
  return el(
    'article',
    { class: 'pull-detail', 'data-testid': 'pull-detail' },
    el('h2', {}, el('bdi', {}, pull.title), el('span', { class: 'number' }, ` #${pull.number}`)),
    el('p', { class: 'pull-meta' }, state(pull), ` ${pull.repository}: `, el('code', {}, pull.head), ' → ', el('code', {}, pull.base), ' ', size(pull)),
    pull.body ? el('div', { class: 'pull-body', 'data-testid': 'pull-body' }, prose(pull.body)) : null,
    el('div', { class: 'diffs', 'data-testid': 'pull-diff' }, files(pull.diff).map(file)),
    el(
      'div',
      { class: 'merge-box' },
      pull.state === 'open' || pull.state === 'draft'
        ? [el('p', {}, `Merging makes a merge commit on ${pull.base}.`), close, merge]
        : el('p', { 'data-testid': 'pull-ended' }, pull.state === 'merged' ? `Merged into ${pull.base}.` : 'This pull request is closed.'),
    ),
  );
}

/** A description's Markdown: paragraphs, headings, lists, tables, code and links; nothing else is needed here. */
function prose(source) {
  return source.split(/(^```[\s\S]*?^```[ \t]*$)/m).flatMap((part) => {
    if (part.startsWith('```')) return el('pre', { class: 'code', tabindex: '0' }, part.replace(/^```\w*\n?/, '').replace(/\n?```$/, ''));
    return part.split(/\n{2,}/).filter((text) => text.trim()).map(paragraph);
  });
}

function paragraph(text) {
  const heading = text.match(/^#{1,6} +(.+)$/s);
  if (heading && !heading[1].includes('\n')) return el('h3', {}, inline(heading[1]));
  const lines = text.trim().split('\n');
  if (lines.every((line) => /^\s*([-*]|\d+\.) /.test(line))) return el('ul', {}, lines.map((line) => el('li', {}, inline(line.replace(/^\s*([-*]|\d+\.) /, '')))));
  if (lines.length > 1 && lines.every((line) => line.startsWith('|')) && /^[|\s:-]+$/.test(lines[1])) return table(lines);
  if (lines.every((line) => line.startsWith('>'))) return el('blockquote', {}, lines.flatMap((line, i) => [i ? el('br') : null, inline(line.replace(/^> ?/, ''))]));
  return el('p', {}, lines.flatMap((line, index) => [index > 0 ? el('br') : null, ...inline(line.replace(/^#{1,6} /, ''))]));
}

/** A table; a head without words is left out. */
function table([head, , ...rows]) {
  const cells = (line) => line.trim().replace(/^\||(?<!\\)\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  const row = (line, kind) => el('tr', {}, cells(line).map((cell) => el(kind, {}, inline(cell))));
  return el('table', {}, cells(head).some(Boolean) ? el('thead', {}, row(head, 'th')) : null, el('tbody', {}, rows.map((line) => row(line, 'td'))));
}

function inline(text) {
  const nodes = [];
  let rest = text;
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:[^)\s]+)\)|<(https?:[^>\s]+)>|(https?:\/\/[^\s)>]+)/;
  for (let match = rest.match(pattern); match; match = rest.match(pattern)) {
    nodes.push(rest.slice(0, match.index));
    const [whole, code, bold, label, url, bracketed, bare] = match;
    nodes.push(code ? el('code', {}, code) : bold ? el('strong', {}, bold) : link(url ?? bracketed ?? bare, label));
    rest = rest.slice(match.index + whole.length);
  }
  nodes.push(rest);
  return nodes;
}

/** Splits a unified diff by file, with line numbers. */
function files(diff) {
  const result = [];
  let current = null;
  let [before, after] = [0, 0];
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) {
      current = { name: line.replace(/^diff --git a\/.* b\//, ''), lines: [] };
      result.push(current);
      continue;
    }
    const hunk = line.match(/^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/);
    if (hunk) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      current?.lines.push({ kind: 'hunk', text: line });
    } else if (current?.lines.length && line.startsWith('+')) current.lines.push({ kind: 'add', after: after++, text: line });
    else if (current?.lines.length && line.startsWith('-')) current.lines.push({ kind: 'remove', before: before++, text: line });
    else if (current?.lines.length && line.startsWith(' ')) current.lines.push({ kind: 'same', before: before++, after: after++, text: line });
    else if (current && line.startsWith('Binary files')) current.lines.push({ kind: 'hunk', text: line });
  }
  return result;
}

function file(entry) {
  return el(
    'section',
    { class: 'diff', 'aria-label': entry.name },
    el('h3', {}, entry.name),
    el(
      'div',
      { class: 'diff-scroll', tabindex: '0' },
      el(
        'table',
        {},
        el(
          'tbody',
          {},
          entry.lines.map((line) =>
            el('tr', { class: `line-${line.kind}` }, el('td', { class: 'line-number' }, line.before ?? ''), el('td', { class: 'line-number' }, line.after ?? ''), el('td', { class: 'line-text' }, line.text || ' ')),
          ),
        ),
      ),
    ),
  );
}
