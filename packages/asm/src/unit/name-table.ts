/**
 * Finds numbers by names that are cut out of a source. A `Map` would have the host take in each string that
 * it is asked for; as most names of a source are asked for just two or three times, that costs more than
 * this table does.
 */

const FIRST_PLACES = 1 << 10;

/** See the head of this file. */
export class NameTable {
  readonly #names: string[] = [];
  readonly #hashes: number[] = [];
  readonly #numbers: number[] = [];
  /** A place for each hash, in which stands which of the names it is, from 1 on; the next if it is taken. */
  #places: Int32Array = new Int32Array(FIRST_PLACES);

  /** The number of a name, if it has one. */
  get(name: string): number | undefined {
    return this.#find(name, hashOf(name));
  }

  /** The number of a name, which is to be this one if it has none. */
  getOrAdd(name: string, number: number): number {
    const hash = hashOf(name);
    const known = this.#find(name, hash);
    if (known !== undefined) return known;
    if (2 * this.#names.length >= this.#places.length) this.#grow();
    this.#names.push(name);
    this.#hashes.push(hash);
    this.#numbers.push(number);
    this.#enter(hash, this.#names.length);
    return number;
  }

  #find(name: string, hash: number): number | undefined {
    const last = this.#places.length - 1;
    for (let place = hash & last; ; place = (place + 1) & last) {
      const entry = (this.#places[place] as number) - 1;
      if (entry < 0) return undefined;
      if (this.#hashes[entry] === hash && this.#names[entry] === name) return this.#numbers[entry];
    }
  }

  #enter(hash: number, entry: number): void {
    const last = this.#places.length - 1;
    let place = hash & last;
    while (this.#places[place] !== 0) place = (place + 1) & last;
    this.#places[place] = entry;
  }

  #grow(): void {
    this.#places = new Int32Array(2 * this.#places.length);
    for (const [index, hash] of this.#hashes.entries()) this.#enter(hash, index + 1);
  }
}

/** A number that names alike do not share, as those that differ in their last characters. */
function hashOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) {
    hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
}
