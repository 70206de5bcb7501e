/**
 * Fingerprints: a number by which contents are known again. Contents that differ have different
 * ones, but for a chance of one in 2⁶⁴; it is quick, and no protection against somebody who wants
 * two contents to have the same one.
 */

/**
 * The fingerprint of pieces of memory one after another: 16 hexadecimal digits. It depends on the
 * words that are not zero, on where they stand, and on the length, and not on where one piece ends
 * and the next begins. Most of a computer's memory is zero, and only passed over.
 */
export function fingerprint(pieces: Iterable<Uint32Array>): string {
  let high = 0x9e37_79b9;
  let low = 0x7f4a_7c15;
  let before = 0;
  const mix = (word: number, position: number) => {
    low = Math.imul(low ^ word, 0x85eb_ca6b);
    high = (Math.imul(high ^ position, 0xc2b2_ae35) + (low ^ (low >>> 15))) | 0;
  };
  for (const piece of pieces) {
    const { length } = piece;
    for (let at = 0; at < length; at++) {
      const word = piece[at] as number;
      if (word !== 0) mix(word, before + at);
    }
    before += length;
  }
  mix(before, before);
  const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}

/** Bytes as words for `fingerprint`, the last one filled up with zeroes. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0)
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const filled = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  filled.set(bytes);
  return new Uint32Array(filled.buffer);
}
