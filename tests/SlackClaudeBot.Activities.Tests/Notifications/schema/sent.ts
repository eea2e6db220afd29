import type { KnownBlock, MessageMetadata, ModalView } from '@slack/types';

/** What chat.postMessage and chat.update get from the bot, without the channel. */
export interface SentMessage {
  text: string;
  blocks: KnownBlock[];
  metadata?: MessageMetadata;
}

/** A view with blocks that Slack knows; its own type lets any block pass. */
export interface SentView extends Omit<ModalView, 'blocks'> {
  blocks: KnownBlock[];
}
