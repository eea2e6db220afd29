// The workflows of the benchmarks, as tests/Benchmarks/Temporal/*.workflow.cs has them.
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

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
