// Dialogs: confirmations of buttons, and the modals that the app opens.
import { byId, el, fill } from './dom.js';
import { mrkdwn, plain, text } from './mrkdwn.js';
import { post } from './server.js';
import { store } from './store.js';

/** Shows a button's confirmation dialog; true if it is confirmed. */
export function confirm(content) {
  return new Promise((resolve) => {
    const dialog = el(
      'dialog',
      { class: 'dialog', 'data-testid': 'confirm', 'aria-labelledby': 'confirm-title' },
      el('header', { class: 'dialog-head' }, el('h2', { id: 'confirm-title' }, text(content.title))),
      el('div', { class: 'dialog-body' }, el('p', {}, text(content.text))),
      el(
        'footer',
        { class: 'dialog-foot' },
        el('button', { type: 'button', class: 'button', 'data-testid': 'confirm-cancel', onclick: () => dialog.close() }, text(content.deny)),
        el(
          'button',
          { type: 'button', class: `button button-${content.style === 'danger' ? 'danger' : 'primary'}`, 'data-testid': 'confirm-ok', autofocus: true, onclick: () => dialog.close('ok') },
          text(content.confirm),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'ok');
    });
    byId('dialogs').append(dialog);
    dialog.showModal();
  });
}

const open = new Map();

/** Shows the modals that are open for whom the page acts as, and no others. */
export function showViews() {
  for (const [id, shown] of open) {
    const view = store.views.get(id);
    if (view?.user === store.me && view.hash === shown.hash) continue;
    open.delete(id);
    shown.dialog.dataset.replaced = 'true';
    shown.dialog.close();
    shown.dialog.remove();
  }
  for (const view of store.views.values()) {
    if (view.user !== store.me || open.has(view.id)) continue;
    const dialog = modal(view);
    open.set(view.id, { hash: view.hash, dialog });
    byId('dialogs').append(dialog);
    dialog.showModal();
    dialog.querySelector('textarea, input, select')?.focus();
  }
}

function modal(view) {
  const content = view.content;
  const errors = el('p', { class: 'form-error', role: 'alert' });
  const submit = el('button', { type: 'submit', class: 'button button-primary', 'data-testid': 'modal-submit' }, content.submit ? text(content.submit) : 'Done');
  const form = el('form', { class: 'dialog-form', method: 'dialog' });
  const dialog = el('dialog', { class: 'dialog', 'data-testid': 'modal', 'aria-labelledby': `title-${view.id}` }, form);
  fill(
    form,
    el(
      'header',
      { class: 'dialog-head' },
      el('h2', { id: `title-${view.id}` }, text(content.title)),
      el('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => dialog.close() }, '✕'),
    ),
    el('div', { class: 'dialog-body' }, content.blocks.map((block) => modalBlock(block, submit)), errors),
    el(
      'footer',
      { class: 'dialog-foot' },
      el('button', { type: 'button', class: 'button', 'data-testid': 'modal-close', onclick: () => dialog.close() }, content.close ? text(content.close) : 'Cancel'),
      content.submit ? submit : null,
    ),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const answer = await post(`views/${view.id}/submit`, { values: valuesOf(form) });
    submit.disabled = false;
    showErrors(form, errors, answer?.errors ?? {});
  });
  dialog.addEventListener('close', () => {
    if (!dialog.dataset.replaced) post(`views/${view.id}/close`);
  });
  return dialog;
}

function modalBlock(block, submit) {
  if (block.type !== 'input') {
    if (block.type === 'divider') return el('hr', { class: 'block-divider' });
    if (block.type === 'header') return el('h3', {}, text(block.text));
    if (block.type === 'context') return el('div', { class: 'block-context' }, block.elements.map((item) => el('span', {}, text(item))));
    return el('div', { class: 'block' }, block.text ? mrkdwn(block.text.text) : null, block.fields?.map((field) => el('div', {}, text(field))));
  }
  const id = `input-${block.block_id}`;
  return el(
    'div',
    { class: 'form-row', dataset: { blockId: block.block_id } },
    el('label', { for: id }, plain(block.label.text), block.optional ? el('span', { class: 'optional' }, ' (optional)') : null),
    input(block.element, id, block.block_id, submit),
    block.hint ? el('p', { class: 'hint' }, text(block.hint)) : null,
    el('p', { class: 'form-error', role: 'alert' }),
  );
}

function input(element, id, blockId, submit) {
  const name = element.action_id ?? blockId;
  const common = { id, name, 'data-testid': `input-${name}` };
  if (element.type === 'plain_text_input') {
    const field = el(element.multiline ? 'textarea' : 'input', {
      ...common,
      placeholder: element.placeholder?.text,
      maxlength: element.max_length ?? 3000,
      rows: element.multiline ? 5 : null,
    });
    field.value = element.initial_value ?? '';
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit.click();
    });
    return field;
  }
  if (element.type === 'static_select') {
    return el('select', common, element.options.map((option) => el('option', { value: option.value, selected: element.initial_option?.value === option.value }, plain(option.text.text))));
  }
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const initial = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map((option) => option.value);
  return el(
    'div',
    { class: 'choices', id, role: type === 'radio' ? 'radiogroup' : 'group' },
    element.options.map((option) =>
      el('label', { class: 'choice' }, el('input', { type, name, value: option.value, checked: initial.includes(option.value) }), el('span', {}, plain(option.text.text))),
    ),
  );
}

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) values[name] = values[name] ? `${values[name]},${value}` : value;
  return values;
}

function showErrors(form, general, errors) {
  general.textContent = errors[''] ?? '';
  for (const row of form.querySelectorAll('.form-row')) {
    row.querySelector('.form-error').textContent = errors[row.dataset.blockId] ?? '';
    row.classList.toggle('invalid', row.dataset.blockId in errors);
  }
  form.querySelector('.form-row.invalid :is(input, textarea, select)')?.focus();
}
