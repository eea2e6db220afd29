// The strip that says what this playground runs on.
import { byId, el, fill } from './dom.js';
import { store } from './store.js';

export function showStatus() {
  const { sandbox, sandboxDetail, model, temporalAddress, temporalUiUrl, cli } = store.status;
  const items = [];
  if (sandbox) items.push(item('sandbox', 'Sandbox', sandbox === 'docker' ? 'Docker' : 'Process', sandbox === 'docker' ? 'good' : 'warn', sandboxDetail));
  if (model) items.push(item('model', 'Model', model, model === 'scripted' ? 'plain' : 'good', model === 'scripted' ? 'A script answers in place of the model. Set ANTHROPIC_API_KEY to use the real one.' : ''));
  if (temporalAddress) items.push(item('temporal', 'Temporal', temporalAddress, 'plain', '', temporalUiUrl));
  if (cli && cli.state !== 'unknown') items.push(cliItem(cli));
  const warning = sandbox === 'process' && sandboxDetail ? el('p', { class: 'strip-warning', 'data-testid': 'status-warning' }, el('span', { 'aria-hidden': 'true' }, '⚠ '), sandboxDetail) : null;
  fill(byId('status'), el('div', { class: 'strip-items' }, items), warning);
  byId('status').hidden = items.length === 0;
}

function item(id, name, value, tone, detail, url) {
  return el(
    'span',
    { class: `strip-item tone-${tone}`, 'data-testid': `status-${id}`, title: detail || null },
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('span', { class: 'strip-name' }, name),
    url ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, value) : el('span', { class: 'strip-value' }, value),
  );
}

function cliItem(cli) {
  const tone = { ready: 'good', installing: 'busy', missing: 'bad' }[cli.state];
  const node = item('cli', 'Claude Code', cli.detail, tone, cli.detail);
  if (cli.state === 'installing') node.append(el('progress', { 'aria-label': 'Installing' }));
  return node;
}
