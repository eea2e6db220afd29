// A test environment of the official SDK. usage: environment.mjs local|time-skipping EXECUTABLE WORKFLOW JSON_ARGUMENT
// Runs the workflow, then sleeps two hours of the environment's time. Prints what both gave as JSON.
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import * as activities from './activities.mjs';

const [kind, path, workflow, argument] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const server = { executable: { type: 'existing-path', path } };
const environment = kind === 'local' ? await TestWorkflowEnvironment.createLocal({ server }) : await TestWorkflowEnvironment.createTimeSkipping({ server });
try {
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'environment',
    activities,
    workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  });
  const result = await worker.runUntil(
    environment.client.workflow.execute(workflow, { taskQueue: 'environment', workflowId: 'w', args: [JSON.parse(argument)] }),
  );
  let slept = 0;
  if (kind === 'time-skipping') {
    const before = await environment.currentTimeMs();
    await environment.sleep('2 hours');
    slept = (await environment.currentTimeMs()) - before;
  }
  console.log(JSON.stringify({ result, slept }));
} finally {
  await environment.teardown();
}
