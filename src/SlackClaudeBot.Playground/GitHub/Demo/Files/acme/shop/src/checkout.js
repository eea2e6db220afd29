const SHIPPING = 490;
const FREE_SHIPPING_FROM = 5000;
const TAX_RATE = 0.19;

/** Turns a cart into an order. All amounts are in cents; tax is part of the total. */
export function checkout(cart) {
  const lines = cart.lines.map(({ product, quantity }) => ({
    sku: product.sku,
    name: product.name,
    quantity,
    amount: product.price * quantity,
  }));

  const subtotal = lines.map((line) => line.amount).reduce((sum, amount) => sum + amount);
  const shipping = subtotal >= FREE_SHIPPING_FROM ? 0 : SHIPPING;
  const total = subtotal + shipping;
  const tax = Math.round(total - total / (1 + TAX_RATE));

  return { lines, subtotal, shipping, tax, total };
}
