/** Things in the order of their addresses, and the search among them. */

/** Which of two stands first, as a comparison for sorting. */
export function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The position of the last item at or below an address; -1 if there is none.
 * @param items in ascending order of their addresses.
 */
export function lastBelow<T>(
  items: readonly T[],
  address: bigint,
  addressOf: (item: T) => bigint,
): number {
  let start = 0;
  let end = items.length;
  while (start < end) {
    const middle = (start + end) >> 1;
    if (addressOf(items[middle] as T) <= address) start = middle + 1;
    else end = middle;
  }
  return start - 1;
}
