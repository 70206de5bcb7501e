/** Numbers of variable length, seven bits a byte, the lowest first [DWARF 5 §7.6]. */

/** An unsigned number; a negative one counts as its 64-bit two's complement. */
export function uleb128(value: bigint | number): number[] {
  if (value >= 0 && value < 0x80) return [Number(value)];
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest >> 7n !== 0n;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest !== 0n);
  return bytes;
}

/** A signed number. */
export function sleb128(value: bigint | number): number[] {
  if (value >= -0x40 && value < 0x40) return [Number(value) & 0x7f];
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
