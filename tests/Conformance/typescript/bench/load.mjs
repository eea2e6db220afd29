// Load by the official client. usage: load.mjs ADDRESS TASK_QUEUE execute|start|signal|update ID_PREFIX NAME JSON_ARGUMENT AT_A_TIME COUNT|MILLISECONDSms
// Prints { elapsed, latencies } in milliseconds.
import { Client, Connection } from '@temporalio/client';

const [address, taskQueue, verb, prefix, name, argument, atATime, amount] = process.argv.slice(2);
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const args = [JSON.parse(argument)];
const calls = {
  execute: (number) => client.workflow.execute(name, { taskQueue, workflowId: `${prefix}-${number}`, args }),
  start: (number) => client.workflow.start(name, { taskQueue, workflowId: `${prefix}-${number}`, args }),
  signal: (number) => client.workflow.getHandle(`${prefix}-${number}`).signal(name, ...args),
  update: (number) => client.workflow.getHandle(`${prefix}-${number}`).executeUpdate(name, { args }),
};
const began = performance.now();
const goesOn = amount.endsWith('ms')
  ? () => performance.now() - began < Number(amount.slice(0, -2))
  : (number) => number < Number(amount);

let next = 0;
const latencies = [];
async function caller() {
  for (let number = next++; goesOn(number); number = next++) {
    const started = performance.now();
    await calls[verb](number);
    latencies.push(performance.now() - started);
  }
}

await Promise.all(Array.from({ length: Number(atATime) }, caller));
console.log(JSON.stringify({ elapsed: performance.now() - began, latencies }));
await connection.close();
