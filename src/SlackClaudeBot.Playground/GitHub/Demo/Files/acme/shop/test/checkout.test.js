import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.js';
import { checkout } from '../src/checkout.js';

const mug = { sku: 'mug', name: 'Mug', price: 1250 };

test('a small order pays for shipping', () => {
  const order = checkout(new Cart().add(mug));
  assert.equal(order.subtotal, 1250);
  assert.equal(order.shipping, 490);
  assert.equal(order.total, 1740);
});

test('a large order ships free', () => {
  const order = checkout(new Cart().add(mug, 4));
  assert.equal(order.shipping, 0);
  assert.equal(order.total, 5000);
  assert.equal(order.tax, 798);
});
