/** Shows an amount of cents, for example `€12.50`. */
export function format(cents) {
  return `€${(cents / 100).toFixed(2)}`;
}
