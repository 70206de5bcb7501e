/** The integers and vectors of the WebAssembly binary format [wasm §5.1, §5.2]. */

/** Appends an unsigned LEB128 number, at most 32 bits. */
export function unsigned(out: number[], value: number): void {
  let rest = value >>> 0;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
}

/** Appends a signed LEB128 number, at most 64 bits. */
export function signed(out: number[], value: bigint): void {
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40);
    out.push(isLast ? byte : byte | 0x80);
    if (isLast) return;
  }
}

/** Appends a name: its length and its characters, which are ASCII. */
export function name(out: number[], text: string): void {
  unsigned(out, text.length);
  for (const character of text) out.push(character.charCodeAt(0));
}

/** Appends a vector: the number of elements and each of them. */
export function vector<T>(
  out: number[],
  elements: readonly T[],
  append: (out: number[], element: T) => void,
): void {
  unsigned(out, elements.length);
  for (const element of elements) append(out, element);
}
