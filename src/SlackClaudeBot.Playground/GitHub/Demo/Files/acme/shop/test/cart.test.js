import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.js';

const mug = { sku: 'mug', name: 'Mug', price: 1250 };

test('the same product twice is one line', () => {
  const cart = new Cart().add(mug).add(mug, 2);
  assert.deepEqual(cart.lines, [{ product: mug, quantity: 3 }]);
});

test('a product can be taken out again', () => {
  assert.deepEqual(new Cart().add(mug).remove('mug').lines, []);
});

test('half a mug is refused', () => {
  assert.throws(() => new Cart().add(mug, 0.5), RangeError);
});
