// Talks to the playground: listens to its events, and tells it what was done.
import { apply, announce } from './store.js';
import { toast } from './dom.js';

const kinds = ['state', 'message', 'message_deleted', 'view', 'view_closed', 'pulls', 'status'];
const retryMilliseconds = [500, 1000, 2000, 5000];
let attempt = 0;

export let connected = false;

/** Listens until the page is closed; every connection begins with the whole state. */
export function listen() {
  const events = new EventSource('/playground/events');
  for (const kind of kinds) {
    events.addEventListener(kind, (event) => {
      if (kind === 'state') {
        attempt = 0;
        connected = true;
      }
      apply(kind, JSON.parse(event.data));
    });
  }
  events.onerror = () => {
    // The browser retries only in some cases; this retries in all.
    events.close();
    connected = false;
    announce('connection');
    setTimeout(listen, retryMilliseconds[Math.min(attempt++, retryMilliseconds.length - 1)]);
  };
}

/** Sends something done; returns the answer, or null after saying what went wrong. */
export async function post(path, body = {}) {
  try {
    const response = await fetch(`/playground/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    toast(answer.error ?? `The playground answered with ${response.status}.`);
  } catch {
    toast('The playground cannot be reached. Is it still running?');
  }
  return null;
}

export async function get(path) {
  const response = await fetch(`/playground/${path}`);
  return response.ok ? response.json() : null;
}
