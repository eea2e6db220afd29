// A repository of the local GitHub: its files, and one of them.
import { byId, el, fill } from './dom.js';
import { get } from './server.js';

let latest = 0;

/** Shows a repository's default branch: the files, and the file at `path` or the README. */
export async function showRepository({ name, path }) {
  const turn = ++latest;
  const repository = await get(`repositories/${name}${path ? `?path=${encodeURIComponent(path)}` : ''}`);
  // Something else was asked for in the meantime.
  if (turn !== latest) return;
  const back = el('a', { class: 'back', href: '#/pulls' }, '← Pull requests and repositories');
  if (!repository) return fill(byId('pulls-body'), back, el('p', { class: 'empty' }, 'There is no such repository.'));
  return fill(
    byId('pulls-body'),
    back,
    el(
      'article',
      { class: 'repository', 'data-testid': 'repository' },
      el('h2', {}, repository.repository, el('span', { class: 'number' }, ` ${repository.branch}`)),
      el('ul', { class: 'file-list' }, repository.files.map((file) => el('li', {}, el('a', { href: `#/repositories/${name}/${file.split('/').map(encodeURIComponent).join('/')}`, 'aria-current': file === repository.path ? 'true' : null }, file)))),
      repository.content === null ? null : el('section', { class: 'file-content', 'aria-label': repository.path }, el('h3', {}, repository.path), el('pre', { class: 'code', tabindex: '0', 'data-testid': 'file-content' }, repository.content)),
    ),
  );
}
