// The official client. usage: client.mjs ADDRESS TASK_QUEUE WORKFLOW_ID STEP…
// Steps: start:TYPE[:JSON ARG], signal:NAME:JSON, query:NAME, cancel, terminate, result, describe, history. Prints one JSON answer a line.
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

const [address, taskQueue, workflowId, ...steps] = process.argv.slice(2);
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const handle = client.workflow.getHandle(workflowId);
const failure = (error) => (error ? { name: error.name, message: error.message, cause: failure(error.cause) } : undefined);

const { History } = proto.temporal.api.history.v1;
const encodeHistory = (history) => ({
  types: history.events.map((event) => proto.temporal.api.enums.v1.EventType[event.eventType]),
  bytes: Buffer.from(History.encode(history).finish()).toString('base64'),
});

async function run(step) {
  const [verb, name, ...rest] = step.split(':');
  const argument = rest.length ? [JSON.parse(rest.join(':'))] : [];
  switch (verb) {
    case 'start':
      return (await client.workflow.start(name, { taskQueue, workflowId, args: argument })).firstExecutionRunId;
    case 'signal':
      return handle.signal(name, ...argument);
    case 'query':
      return handle.query(name, ...argument);
    case 'cancel':
      return void (await handle.cancel());
    case 'terminate':
      return void (await handle.terminate('no longer needed'));
    case 'result':
      return handle.result();
    case 'describe':
      return (await handle.describe()).status.name;
    case 'history':
      return encodeHistory(await handle.fetchHistory());
    default:
      throw new Error(`There is no step ${verb}.`);
  }
}

for (const step of steps) {
  try {
    console.log(JSON.stringify({ step, value: await run(step) }));
  } catch (error) {
    console.log(JSON.stringify({ step, error: failure(error) }));
  }
}
await connection.close();
