// The workflows of the benchmarks, as tests/Benchmarks/Temporal/*.workflow.cs has them.
import { condition, continueAsNew, defineSignal, defineUpdate, executeChild, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';

const { Greet } = proxyActivities({ startToCloseTimeout: '1 minute' });

/** One activity, its result. */
export async function Greeting(name) {
  return Greet(name);
}

/** Activities one after another. */
export async function Steps(count) {
  for (let step = 0; step < count; step++) {
    await Greet(`step ${step}`);
  }
  return count;
}

/** Does something, then waits for people. */
export async function Review(name) {
  let decided = false;
  let notes = 0;
  setHandler(defineSignal('Note'), () => void notes++);
  setHandler(defineSignal('Decide'), () => void (decided = true));
  await Greet(name);
  await condition(() => decided, '24 hours');
  return notes;
}

/** Waits for updates. */
export async function Counter() {
  let count = 0;
  setHandler(defineUpdate('Count'), () => ++count);
  await condition(() => false);
}

/** A parent of some children that run side by side. */
export async function Family(children) {
  const { workflowId } = workflowInfo();
  const names = await Promise.all(Array.from({ length: children }, (_, n) => executeChild(Child, { workflowId: `${workflowId}/${n}`, args: ['world'] })));
  return names.length;
}

/** A child that ends at once. */
export async function Child(name) {
  return name;
}

/** A chain of runs, each of which continues as new until the last. */
export async function Chain(left) {
  return left > 1 ? continueAsNew(left - 1) : 'the end';
}
