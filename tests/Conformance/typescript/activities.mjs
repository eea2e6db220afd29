// The activities of the conformance scenarios.
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

export async function greet(name) {
  return `Hello, ${name}!`;
}

export async function failUntil(attempts) {
  const { attempt } = Context.current().info;
  if (attempt < attempts) {
    throw ApplicationFailure.create({ message: `attempt ${attempt} fails`, type: 'Flaky' });
  }
  return `succeeded at attempt ${attempt}`;
}

export async function heartbeatThenHang() {
  const context = Context.current();
  if (context.info.heartbeatDetails !== undefined) {
    return `resumed from ${context.info.heartbeatDetails}`;
  }
  context.heartbeat(7);
  await context.cancelled;
}
