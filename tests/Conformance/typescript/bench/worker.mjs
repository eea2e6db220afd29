// The official worker for the benchmarks. usage: worker.mjs ADDRESS TASK_QUEUE MAX_CACHED_WORKFLOWS
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';

const [address, taskQueue, maxCachedWorkflows] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  maxCachedWorkflows: Number(maxCachedWorkflows),
  activities: { Greet: async (name) => `Hello, ${name}!` },
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
});
console.log('ready');
await worker.run();
