import type { KnownBlock, MessageMetadata, ModalView } from '@slack/types';

/**
 * Fields of a message that Slack takes and that one build of SlackNet sends with their default values. No attachment may be in the list:
 * the bot has none. Values that would make names in a text live are for LiveText to find.
 */
interface WithDefaults {
  parse?: 'none' | 'full' | 'client';
  link_names?: boolean;
  attachments?: [];
  reply_broadcast?: boolean;
}

/** What chat.postMessage and chat.update get from the bot, without the channel. */
export interface SentMessage extends WithDefaults {
  text: string;
  blocks: KnownBlock[];
  metadata?: MessageMetadata;
}

/** What one person is told: the answer to a command or a click, and chat.postEphemeral without channel and user. */
export interface SentAnswer extends WithDefaults {
  text: string;
  blocks?: KnownBlock[];
  thread_ts?: string;
  response_type?: 'ephemeral';
  replace_original?: false;
  delete_original?: false;
}

/** A view with blocks that Slack knows; its own type lets any block pass. */
export interface SentView extends Omit<ModalView, 'blocks'> {
  blocks: KnownBlock[];
}

/** What becomes of a modal that was sent, where something in it is wrong: https://docs.slack.dev/surfaces/modals#displaying_errors */
export interface SentViewErrors {
  response_action: 'errors';
  errors: Record<string, string>;
}
