// Which keys write text.

/** Whether a key press writes a character, and nothing that takes text has the focus. */
export function isTypingKey(event) {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const focused = document.activeElement;
  return !(focused && (focused.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(focused.tagName)));
}
