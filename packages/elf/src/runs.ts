/** Order among many numbers that ascend but for a few places, as those that come from several lists in a row. */

/**
 * The places of numbers in the order in which these ascend, equal ones as they stand. Runs that ascend already
 * are merged, two by two.
 * @returns undefined if all of them ascend as they stand
 */
export function ascending(numbers: Float64Array): Uint32Array | undefined {
  const { length } = numbers;
  let order = new Uint32Array(length);
  let starts = [0];
  for (let place = 1; place < length; place++) {
    order[place] = place;
    if ((numbers[place] as number) < (numbers[place - 1] as number)) starts.push(place);
  }
  if (starts.length === 1) return undefined;
  for (let merged = new Uint32Array(length); starts.length > 1; ) {
    for (let run = 0; run < starts.length; run += 2) {
      const [start = 0, middle = length, end = length] = starts.slice(run, run + 3);
      merge(numbers, order, start, middle, end, merged);
    }
    starts = starts.filter((_, run) => run % 2 === 0);
    [order, merged] = [merged, order];
  }
  return order;
}

/** Merges the runs `start … middle` and `middle … end` of an order. */
function merge(
  numbers: Float64Array,
  order: Uint32Array,
  start: number,
  middle: number,
  end: number,
  into: Uint32Array,
): void {
  let [first, second] = [start, middle];
  for (let at = start; at < end; at++) {
    const takesFirst =
      first < middle &&
      (second === end ||
        (numbers[order[first] as number] as number) <=
          (numbers[order[second] as number] as number));
    into[at] = order[takesFirst ? first++ : second++] as number;
  }
}
