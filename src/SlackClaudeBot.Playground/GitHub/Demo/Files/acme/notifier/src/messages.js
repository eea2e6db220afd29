/** The message a customer receives for an order. Amounts are in cents. */
export function orderConfirmation(order) {
  const count = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const things = count === 1 ? '1 thing' : `${count} things`;
  return `Thank you! ${things} for €${(order.total / 100).toFixed(2)} will be with you soon.`;
}
