// The official client drives one schedule through its life. usage: schedule.mjs ADDRESS TASK_QUEUE. Prints what it saw as one line of JSON.
import { Client, Connection, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';

const [address, taskQueue] = process.argv.slice(2);
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const options = {
  scheduleId: 'typescript',
  spec: { calendars: [{ hour: 9, dayOfWeek: { start: 'MONDAY', end: 'FRIDAY' } }], timezone: 'Europe/Berlin' },
  policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL, catchupWindow: '1 hour' },
  action: { type: 'startWorkflow', workflowType: 'hello', args: ['world'], taskQueue, workflowId: 'typescript' },
  state: { paused: true, note: 'not yet' },
};
const nameOf = (promise) => promise.then(() => 'none', (error) => (error instanceof ScheduleAlreadyRunning || error instanceof ScheduleNotFoundError ? error.name : String(error)));

const handle = await client.schedule.create(options);
const duplicate = await nameOf(client.schedule.create(options));
const created = await handle.describe();
await handle.unpause('go');
await handle.trigger(ScheduleOverlapPolicy.ALLOW_ALL);
const triggered = await handle.describe();
const { workflowId, firstExecutionRunId } = triggered.info.recentActions[0].action.workflow;
const result = await client.workflow.getHandle(workflowId, firstExecutionRunId).result();
await handle.update((previous) => ({ ...previous, spec: { intervals: [{ every: '1 day' }] } }));
const updated = await handle.describe();
const listed = [];
for await (const schedule of client.schedule.list()) listed.push(schedule.scheduleId);
await handle.delete();

console.log(JSON.stringify({
  duplicate,
  overlap: created.policies.overlap,
  note: created.state.note,
  nextHours: [...new Set(created.info.nextActionTimes.map((time) => new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/Berlin' }).format(time)))],
  paused: triggered.state.paused,
  result,
  intervals: updated.spec.intervals.map((interval) => interval.every),
  calendars: updated.spec.calendars?.length ?? 0,
  listed,
  deleted: await nameOf(handle.describe()),
}));
await connection.close();
