// The smallest Bolt app that does what the product does with a slash command: check the signature, parse, start a durable
// workflow, acknowledge. usage: app.mjs PORT SIGNING_SECRET BOT_TOKEN SLACK_API_URL TEMPORAL_ADDRESS
import bolt from '@slack/bolt';
import { Client, Connection } from '@temporalio/client';
import { createHash } from 'node:crypto';

const [port, signingSecret, token, slackApiUrl, address] = process.argv.slice(2);
const temporal = new Client({ connection: await Connection.connect({ address }) });
const app = new bolt.App({ token, signingSecret, clientOptions: { slackApiUrl }, endpoints: '/slack/command', logLevel: 'error' });

app.command('/claude', async ({ command, ack }) => {
  const [, repository, title] = /^fix (\S+) (.+)$/.exec(command.text) ?? [];
  if (!repository) {
    await ack('Usage: /claude fix <repo> <title>');
    return;
  }
  const taskId = createHash('sha256').update(command.trigger_id).digest('hex').slice(0, 10);
  await temporal.workflow.start('BugFixWorkflow', {
    taskQueue: 'bolt',
    workflowId: `bolt-${taskId}`,
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ taskId, title, repository, channel: command.channel_id, requester: command.user_id }],
  });
  await ack(`On it: ${title}`);
});

await app.start(Number(port));
console.log('ready');
