// A worker with all workflows and activities of the conformance scenarios. usage: worker.mjs ADDRESS TASK_QUEUE
import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import * as activities from './activities.mjs';

const [address, taskQueue] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  activities,
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
});
console.log('ready');
await worker.run();
await connection.close();
