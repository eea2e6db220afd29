import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderConfirmation } from '../src/messages.js';

test('one thing is singular', () => {
  assert.equal(orderConfirmation({ lines: [{ quantity: 1 }], total: 1740 }), 'Thank you! 1 thing for €17.40 will be with you soon.');
});

test('many things are counted', () => {
  assert.equal(orderConfirmation({ lines: [{ quantity: 2 }, { quantity: 3 }], total: 5000 }), 'Thank you! 5 things for €50.00 will be with you soon.');
});
