// The workflows of the conformance scenarios, as the official SDK runs them.
import { CancellationScope, condition, defineQuery, defineSignal, getExternalWorkflowHandle, isCancellation, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

const { greet, failUntil, heartbeatThenHang } = proxyActivities({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '50ms', backoffCoefficient: 1, maximumAttempts: 5 },
});

const patient = proxyActivities({ startToCloseTimeout: '1 minute' });

export const add = defineSignal('add');
export const total = defineQuery('total');

/** Says hello by itself. */
export async function hello(name) {
  return `Hello, ${name}!`;
}

/** Says hello through an activity. */
export async function helloActivity(name) {
  return greet(name);
}

/** Needs an activity that succeeds at its third attempt. */
export async function retries() {
  return failUntil(3);
}

/** Sleeps, and says for how long. */
export async function timer(milliseconds) {
  const before = Date.now();
  await sleep(milliseconds);
  return Date.now() - before;
}

/** Adds up what is signalled until it has at least the amount, and tells the sum when asked. */
export async function sum(amount) {
  let sum = 0;
  setHandler(add, (number) => void (sum += number));
  setHandler(total, () => sum);
  await condition(() => sum >= amount);
  return sum;
}

/** Waits for ever; when it is cancelled, it cleans up through an activity first. */
export async function cancellable() {
  try {
    await sleep('1 day');
    return 'not cancelled';
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => greet('clean-up'));
    }
    throw error;
  }
}

/** Needs an activity that hangs without a heartbeat once, and resumes from its last heartbeat. */
export async function heartbeats() {
  return heartbeatThenHang();
}

/** Many small steps, so that something is always under way. */
export async function busy(steps) {
  let greetings = 0;
  for (let step = 0; step < steps; step++) {
    await greet(`step ${step}`);
    await sleep(5);
    greetings++;
  }
  return greetings;
}

/** Leaves a history of so many times 2 MB, and tells how often when asked. */
export async function large(steps) {
  let done = 0;
  setHandler(total, () => done);
  while (done < steps) {
    await patient.greet('x'.repeat(1024 * 1024));
    done++;
  }
  return done;
}

/** Adds 5 to a sum, cancels another workflow, and says what becomes of a signal to nobody. */
export async function courier(sumId, cancellableId) {
  await getExternalWorkflowHandle(sumId).signal(add, 5);
  await getExternalWorkflowHandle(cancellableId).cancel();
  try {
    await getExternalWorkflowHandle('nobody').signal(add, 5);
    return 'somebody';
  } catch (error) {
    return error.message;
  }
}
