/**
 * Call frame information that a source writes itself, number by number, as gcc does with
 * `-fno-dwarf2-cfi-asm`. GNU as reads along and shortens each `.byte 4; .4byte to - from`, an advance
 * of four bytes, to what it takes; so do we [gas/ehopt.c].
 */

import type { Place } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { Sym } from '../unit/symbol.ts';
import { ADVANCE, Advance } from './frame-advance.ts';

const watched = /^\.(?:eh_frame(?!_)|debug_frame)/;

/** What comes next in an entry. */
type Awaited =
  | 'size'
  | 'owner'
  | 'start'
  | 'length'
  | 'augmentation-size'
  | 'augmentation'
  | 'advance'
  | 'distance'
  /** Nothing that we know how to read. */
  | 'end';

/** What an information entry (CIE) says that matters here. */
interface Common {
  readonly codeAlignment: number;
  readonly isAugmented: boolean;
}

/** Reads along in a section. */
export class FrameWatch {
  #awaited: Awaited = 'size';
  #end: Sym | undefined;
  #common: Common | undefined;
  #left = 0;
  #shift = 0;
  #advance: Advance | undefined;

  /** What reads along in a section of that name. */
  static of(name: string): FrameWatch | undefined {
    return watched.test(name) ? new FrameWatch() : undefined;
  }

  /**
   * A value of so many bytes comes next.
   * @param size undefined for one of `.uleb128`
   * @returns whether it was written here
   */
  takes(section: Section, size: number | undefined, value: Bound, place: Place): boolean {
    if (this.#awaited !== 'size' && this.#end?.definition) this.#awaited = 'size';
    const number = value.kind === 'integer' ? Number(value.value) : undefined;
    switch (this.#awaited) {
      case 'size':
        this.#end = size === 4 ? endIn(value) : undefined;
        if (this.#end) this.#awaited = 'owner';
        return false;
      case 'owner':
        this.#awaited = 'start';
        return false;
      case 'start':
        this.#awaited = 'length';
        return false;
      case 'length':
        this.#common ??= commonOf(section);
        this.#left = 0;
        this.#shift = 0;
        if (!this.#common) this.#awaited = 'end';
        else this.#awaited = this.#common.isAugmented ? 'augmentation-size' : 'advance';
        return false;
      case 'augmentation-size':
        this.#augmentationSize(size, number);
        return false;
      case 'augmentation':
        this.#left -= size ?? Number.POSITIVE_INFINITY;
        if (this.#left <= 0) this.#awaited = this.#left === 0 ? 'advance' : 'end';
        return false;
      case 'advance':
        if (size !== 1 || number !== ADVANCE.bytes4) return false;
        this.#awaited = 'distance';
        this.#advance = new Advance(undefined, section.current, place);
        section.stretch(this.#advance);
        return true;
      case 'distance':
        this.#awaited = 'advance';
        return size === 4 && this.#distance(value, number);
      default:
        return false;
    }
  }

  #augmentationSize(size: number | undefined, number: number | undefined): void {
    if (number === undefined || (size !== undefined && size !== 1)) {
      this.#awaited = 'end';
      return;
    }
    this.#left |= (size === 1 ? number & 0x7f : number) << this.#shift;
    this.#shift += 7;
    if (size === 1 && (number & 0x80) !== 0) return;
    this.#awaited = this.#left === 0 ? 'advance' : 'augmentation';
  }

  #distance(value: Bound, number: number | undefined): boolean {
    const isKnown = number !== undefined && number >= 0 && number < 0x10000;
    const isDifference = value.kind === 'binary' && value.operator === '-';
    if (!isKnown && !(isDifference && this.#common?.codeAlignment === 1)) return false;
    this.#advance?.by(value);
    return true;
  }
}

/** The label at an entry's end, from which its size is computed. */
function endIn(value: Bound): Sym | undefined {
  const end = value.kind === 'binary' && value.operator === '-' ? value.left : value;
  return end.kind === 'symbol' && !end.definition ? end : undefined;
}

/** What the first information entry of a section says; undefined if it is not understood. */
function commonOf({ name, bytes }: Section): Common | undefined {
  const mark = name.startsWith('.debug_frame') ? 0xff : 0;
  if (bytes.length < 9 || bytes.subarray(4, 8).some((byte) => byte !== mark)) return undefined;
  const [VERSION_AT, TEXT_AT] = [8, 9];
  if (bytes[VERSION_AT] !== 1) return undefined;
  const end = bytes.indexOf(0, TEXT_AT);
  const codeAlignment = bytes[end + 1];
  if (end < 0 || codeAlignment === undefined) return undefined;
  const isAugmented = bytes[TEXT_AT] === 'z'.charCodeAt(0);
  return isAugmented || end === TEXT_AT ? { codeAlignment, isAugmented } : undefined;
}
