/** Stretches of data: alignment, `.org`, and `.space` of what is not known at once. */

import { encode, instruction } from '@ireko/isa';
import type { Place, Report } from '../text/source.ts';
import { type Bound, reduce } from '../unit/expression.ts';
import { addressOf, type Chunk, type Section, type Stretch } from '../unit/section.ts';
import { troubleMessage } from '../unit/unit.ts';
import { uleb128 } from './leb128.ts';

/** What the space is filled with: a number of so many bytes over and over, or instructions. */
export type Fill = { readonly value: bigint; readonly size: number } | 'nops';

/** Zero bytes. */
export const ZEROS: Fill = { value: 0n, size: 1 };

const NOP = encode(instruction('addi'), { rd: 0, rs1: 0, imm: 0 });
const C_NOP = encode(instruction('c.addi'), { rd: 0, imm: 0 });

/** Fills `target` from `start` to `end`. */
function fillWith(fill: Fill, target: Uint8Array, start: number, end: number): void {
  if (fill === 'nops') {
    fillWithNops(target, start, end);
    return;
  }
  const value = BigInt.asUintN(64, fill.value);
  const patternEnd = Math.min(start + fill.size, end);
  for (let at = start; at < patternEnd; at++) {
    const index = at - start;
    target[at] = index < 8 ? Number((value >> BigInt(8 * index)) & 0xffn) : 0;
  }
  // What is filled so far is copied behind itself, twice as much each time.
  for (let at = patternEnd; at < end; at += at - start)
    target.copyWithin(at, start, Math.min(at, start + end - at));
}

/** A zero byte and a `c.nop` where the length is no multiple of four, then `nop`s, as GNU as. */
function fillWithNops(target: Uint8Array, start: number, end: number): void {
  let at = start;
  if ((end - at) % 2 !== 0) at++;
  if ((end - at) % 4 !== 0) at = store(target, at, C_NOP, 2);
  while (at < end) at = store(target, at, NOP, 4);
}

/** So many bytes of `nop`s. */
export function nops(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  fillWithNops(bytes, 0, size);
  return bytes;
}

function store(target: Uint8Array, at: number, word: number, size: number): number {
  for (let index = 0; index < size; index++) target[at + index] = word >>> (8 * index);
  return at + size;
}

/** `.align` and its kin: fills up to a multiple of `boundary`. */
export class Alignment implements Stretch {
  readonly #boundary: number;
  readonly #fill: Fill;
  readonly #most: number;
  readonly #chunk: Chunk;
  readonly #reportOdd: ((padding: number) => void) | undefined;

  /**
   * @param most bytes to skip at most; if more were needed, none are. 0: no limit
   * @param reportOdd called if the padding is no multiple of the fill's size
   */
  constructor(
    boundary: number,
    fill: Fill,
    most: number,
    chunk: Chunk,
    reportOdd?: (padding: number) => void,
  ) {
    this.#reportOdd = reportOdd;
    this.#boundary = boundary;
    this.#fill = fill;
    this.#most = most;
    this.#chunk = chunk;
  }

  /** It is filled with instructions. */
  get isOfCode(): boolean {
    return this.#fill === 'nops';
  }

  measure(address: number): number {
    const needed = (this.#boundary - (address % this.#boundary)) % this.#boundary;
    return this.#most > 0 && needed > this.#most ? 0 : needed;
  }

  write(target: Uint8Array, address: number, section: Section): void {
    const fill = this.#fill === 'nops' && section.relaxes ? ZEROS : this.#fill;
    const padding = this.#chunk.stretchSize;
    if (fill !== 'nops' && padding % fill.size !== 0) this.#reportOdd?.(padding);
    fillWith(fill, target, address, address + padding);
  }
}

/** `.org`: fills up to an offset in the section. */
export class Origin implements Stretch {
  readonly #to: Bound;
  readonly #fill: Fill;
  readonly #chunk: Chunk;
  readonly #place: Place;
  readonly #report: Report;

  constructor(to: Bound, fill: Fill, chunk: Chunk, place: Place, report: Report) {
    this.#to = to;
    this.#fill = fill;
    this.#chunk = chunk;
    this.#place = place;
    this.#report = report;
  }

  measure(address: number): number {
    const to = this.#offset();
    return typeof to === 'number' ? Math.max(0, to - address) : 0;
  }

  write(target: Uint8Array, address: number, section: Section): void {
    this.check(address, section);
    const to = this.#offset();
    if (typeof to === 'number' && to >= address) fillWith(this.#fill, target, address, to);
  }

  check(address: number, section: Section): void {
    const to = this.#offset();
    if (typeof to === 'string') this.#report.error('bad-expression', this.#place, to);
    else if (to < address) {
      this.#report.error(
        'org-backwards',
        this.#place,
        `.org ${to} would move back: ${section.name} is already at offset ${address}`,
      );
    }
  }

  #offset(): number | string {
    const value = reduce(this.#to);
    if (typeof value === 'string') return troubleMessage(value);
    if (value.subtract) return 'the value is the difference of unrelated labels';
    const { section } = this.#chunk;
    if (!value.add?.definition) return Number(value.constant);
    const { definition } = value.add;
    if (definition?.kind !== 'label' || definition.chunk.section !== section) {
      return 'the label is not in this section';
    }
    return addressOf(value.add) + Number(value.constant);
  }
}

/** A number, or the distance of two labels as of the last layout; else what is wrong. */
function apart(expression: Bound): number | string {
  const value = reduce(expression);
  if (typeof value === 'string') return troubleMessage(value);
  const { add, subtract, constant } = value;
  if (!add && !subtract) return Number(constant);
  if (add?.definition?.kind !== 'label' || subtract?.definition?.kind !== 'label') {
    return 'a number must stand here';
  }
  if (add.definition.chunk.section !== subtract.definition.chunk.section) {
    return 'this is the difference of labels in two sections';
  }
  return addressOf(add) - addressOf(subtract) + Number(constant);
}

/** `.space` and `.fill` whose size depends on labels around. */
export class Space implements Stretch {
  readonly #count: Bound;
  readonly #fill: Exclude<Fill, 'nops'>;
  readonly #place: Place;
  readonly #report: Report;

  /** @param count how many times the fill is repeated */
  constructor(count: Bound, fill: Exclude<Fill, 'nops'>, place: Place, report: Report) {
    this.#count = count;
    this.#fill = fill;
    this.#place = place;
    this.#report = report;
  }

  measure(): number {
    const count = apart(this.#count);
    return typeof count === 'number' ? Math.max(0, count) * this.#fill.size : 0;
  }

  write(target: Uint8Array, address: number): void {
    this.check();
    fillWith(this.#fill, target, address, address + this.measure());
  }

  check(): void {
    const count = apart(this.#count);
    if (typeof count === 'string') this.#report.error('bad-expression', this.#place, count);
    else if (count < 0) {
      this.#report.warning('bad-size', this.#place, `the size is negative: ${count}`);
    }
  }
}

/** A distance in as many bytes as it takes, seven bits each. */
export class Leb128 implements Stretch {
  readonly #value: Bound;
  readonly #place: Place;
  readonly #report: Report;

  constructor(value: Bound, place: Place, report: Report) {
    this.#value = value;
    this.#place = place;
    this.#report = report;
  }

  measure(): number {
    const value = apart(this.#value);
    return typeof value === 'number' ? uleb128(value).length : 0;
  }

  write(target: Uint8Array, address: number): void {
    const value = apart(this.#value);
    if (typeof value === 'string') this.#report.error('bad-expression', this.#place, value);
    else target.set(uleb128(value), address);
  }
}
