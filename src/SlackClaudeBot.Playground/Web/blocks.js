// Renders Block Kit. See https://docs.slack.dev/reference/block-kit.
import { el, link } from './dom.js';
import { mrkdwn, plain, text } from './mrkdwn.js';
import { confirm } from './dialogs.js';

/** Renders blocks; `use(actionId, option)` is called when an element of them is used. */
export function blocks(list, use) {
  return list.map((block) => render(block, use));
}

function render(block, use) {
  switch (block.type) {
    case 'header':
      return el('h3', { class: 'block block-header' }, text(block.text));
    case 'section':
      return section(block, use);
    case 'divider':
      return el('hr', { class: 'block block-divider' });
    case 'context':
      return el('div', { class: 'block block-context' }, block.elements.map((element) => (element.type === 'image' ? image(element, 'context-image') : el('span', {}, text(element)))));
    case 'actions':
      return el('div', { class: 'block block-actions' }, block.elements.map((item) => element(item, use)));
    case 'image':
      return el('figure', { class: 'block block-image' }, block.title ? el('figcaption', {}, text(block.title)) : null, image(block));
    case 'markdown':
      return el('div', { class: 'block block-section' }, markdown(block.text));
    case 'rich_text':
      return el('div', { class: 'block block-section' }, block.elements.map(richText));
    default:
      return el('div', { class: 'block block-unknown' }, `[${block.type}]`);
  }
}

function section(block, use) {
  return el(
    'div',
    { class: 'block block-section' },
    el(
      'div',
      { class: 'section-body' },
      block.text ? el('div', { class: 'section-text' }, text(block.text)) : null,
      block.fields?.length ? el('div', { class: 'fields' }, block.fields.map((field) => el('div', { class: 'field' }, text(field)))) : null,
    ),
    block.accessory ? el('div', { class: 'accessory' }, block.accessory.type === 'image' ? image(block.accessory) : element(block.accessory, use)) : null,
  );
}

/** An image; where it cannot be loaded (nothing is, from elsewhere), what it shows in words. */
function image(source, className = '') {
  const picture = el('img', { class: className, src: source.image_url, alt: source.alt_text ?? '', loading: 'lazy' });
  picture.addEventListener('error', () => picture.replaceWith(el('span', { class: 'image-alt', role: 'img' }, source.alt_text ?? 'image')));
  return picture;
}

function element(item, use) {
  if (item.type === 'button') return button(item, use);
  if (item.type === 'static_select' || item.type === 'overflow') return select(item, use);
  return el('span', { class: 'block-unknown' }, `[${item.type}]`);
}

function button(item, use) {
  const control = el(
    'button',
    {
      type: 'button',
      class: `button ${item.style === 'primary' || item.style === 'danger' ? `button-${item.style}` : ''}`,
      'data-testid': `action-${item.action_id}`,
      'data-action-id': item.action_id,
      'aria-label': item.accessibility_label,
    },
    text(item.text),
  );
  control.addEventListener('click', async () => {
    if (item.confirm && !(await confirm(item.confirm))) return;
    if (item.url) {
      const target = link(item.url);
      if (target instanceof HTMLAnchorElement) target.click();
    }
    control.disabled = true;
    control.classList.add('busy');
    await use(item.action_id);
    control.disabled = false;
    control.classList.remove('busy');
  });
  return control;
}

function select(item, use) {
  const label = item.placeholder?.text ?? 'More…';
  const control = el(
    'select',
    { class: 'button', 'data-testid': `action-${item.action_id}`, 'aria-label': label },
    el('option', { value: '' }, label),
    item.options.map((option) => el('option', { value: option.value, selected: item.initial_option?.value === option.value }, plain(option.text.text))),
  );
  control.addEventListener('change', async () => {
    const chosen = control.value;
    control.value = '';
    if (chosen && (!item.confirm || (await confirm(item.confirm)))) await use(item.action_id, chosen);
  });
  return control;
}

/** The little of standard Markdown that differs from mrkdwn: headings, **bold**, [links](…). */
function markdown(source) {
  return source.split(/(```[\s\S]*?```)/).map((part) =>
    part.startsWith('```')
      ? mrkdwn(part)
      : mrkdwn(
          part
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replace(/^#{1,6} (.+)$/gm, '*$1*')
            .replace(/\*\*(.+?)\*\*/g, '*$1*')
            .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>')
            .replace(/^&gt; ?/gm, '>'),
        ),
  );
}

function richText(node) {
  const children = () => (node.elements ?? []).map(richText);
  switch (node.type) {
    case 'rich_text_section':
      return el('div', {}, children());
    case 'rich_text_list':
      return el(node.style === 'ordered' ? 'ol' : 'ul', { class: 'rich-list' }, (node.elements ?? []).map((item) => el('li', {}, richText(item))));
    case 'rich_text_preformatted':
      return el('pre', { class: 'code', tabindex: '0' }, children());
    case 'rich_text_quote':
      return el('blockquote', {}, children());
    case 'text':
      return styled(node.text, node.style);
    case 'link':
      return link(node.url, node.text ?? node.url);
    case 'emoji':
      return mrkdwn(`:${node.name}:`)[0];
    case 'user':
      return mrkdwn(`<@${node.user_id}>`)[0];
    default:
      return '';
  }
}

function styled(value, style = {}) {
  let node = document.createTextNode(value);
  for (const [name, tag] of [['code', 'code'], ['bold', 'strong'], ['italic', 'em'], ['strike', 's']]) {
    if (style[name]) node = el(tag, {}, node);
  }
  return node;
}
