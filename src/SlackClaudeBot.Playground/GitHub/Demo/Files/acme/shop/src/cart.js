/** What a customer wants to buy. Prices are in cents. */
export class Cart {
  #lines = new Map();

  /** Puts a quantity of a product into the cart. */
  add(product, quantity = 1) {
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw new RangeError(`A quantity is a whole number from 1, not ${quantity}`);
    }
    const line = this.#lines.get(product.sku) ?? { product, quantity: 0 };
    this.#lines.set(product.sku, { product, quantity: line.quantity + quantity });
    return this;
  }

  /** Takes a product out, however many there are of it. */
  remove(sku) {
    this.#lines.delete(sku);
    return this;
  }

  get lines() {
    return [...this.#lines.values()];
  }
}
