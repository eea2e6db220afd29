// Replays a history with the official SDK. usage: replay.mjs HISTORY.json; fails where the workflow does not fit it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const history = historyFromJSON(JSON.parse(readFileSync(process.argv[2], 'utf8')));
await Worker.runReplayHistory({ workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)) }, history);
console.log('replayed');
