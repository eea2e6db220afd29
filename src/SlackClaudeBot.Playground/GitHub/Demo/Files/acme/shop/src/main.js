import { Cart } from './cart.js';
import { checkout } from './checkout.js';
import { format } from './money.js';

const cart = new Cart()
  .add({ sku: 'mug', name: 'Mug', price: 1250 }, 2)
  .add({ sku: 'tee', name: 'T-shirt', price: 1990 });

const order = checkout(cart);
for (const line of order.lines) {
  console.log(`${line.quantity} × ${line.name}: ${format(line.amount)}`);
}
console.log(`Shipping: ${format(order.shipping)}`);
console.log(`Total: ${format(order.total)} (tax: ${format(order.tax)})`);
