// Replays a history with the official SDK. usage: replay.mjs FILE (protobuf, base64); fails where the workflow does not fit it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const history = proto.temporal.api.history.v1.History.decode(Buffer.from(readFileSync(process.argv[2], 'utf8'), 'base64'));
await Worker.runReplayHistory({ workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)) }, history);
console.log('replayed');
