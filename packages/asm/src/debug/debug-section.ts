/** What the sections for debuggers are written with: numbers, lengths, places, strings. */

import { uleb128 } from '../object/leb128.ts';
import { Leb128 } from '../object/padding.ts';
import { utf8 } from '../text/literal.ts';
import type { Bound } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';

/** A section for debuggers under construction: nothing of it is loaded. */
export class DebugSection {
  readonly section: Section;
  readonly #unit: Unit;

  /** @param flags `MS` for strings */
  constructor(unit: Unit, name: string, flags = '') {
    this.#unit = unit;
    const entrySize = flags === '' ? 0 : 1;
    this.section = unit.ownSection(name, { type: 'progbits', flags, entrySize });
  }

  /** The place where the next byte goes. */
  get here(): Bound {
    const { current: chunk, offset } = this.section;
    return labelAt(this.#unit, { chunk, offset });
  }

  /** Bytes of an address. */
  get addressSize(): 4 | 8 {
    return this.#unit.addressSize;
  }

  bytes(bytes: readonly number[]): void {
    this.section.append(bytes);
  }

  number(value: number, size: 1 | 2 | 4): void {
    this.section.number(value, size);
  }

  uleb128(value: number): void {
    this.bytes(uleb128(value));
  }

  /** An address, or a distance, that the linker decides. */
  value(value: Bound, size: 2 | 4 | 8): void {
    this.#fixup(value, size, this.section.current, this.section.offset);
    this.section.number(0, size);
  }

  /** `to - from` as it is now, in as many bytes as it takes. */
  distance(to: Bound, from: Bound): void {
    this.section.stretch(new Leb128(minus(to, from), this.#unit.start, this.#unit.report));
  }

  /** A text that ends with a zero. @returns where it begins */
  text(text: string): Bound {
    const start = this.here;
    this.bytes([...utf8(text), 0]);
    return start;
  }

  /** Leaves room for a length; what it returns says how much followed. */
  length(): () => void {
    const { current: chunk, offset } = this.section;
    this.number(0, 4);
    const start = this.here;
    return () => this.#fixup(minus(this.here, start), 4, chunk, offset);
  }

  #fixup(value: Bound, size: 2 | 4 | 8, chunk: Section['current'], offset: number): void {
    const { start: place } = this.#unit;
    this.section.fixups.add(chunk, offset, value, { kind: 'data', size }, place);
  }
}

/** A symbol for a place in a section. */
export function labelAt(
  unit: Unit,
  { chunk, offset }: { readonly chunk: Section['current']; readonly offset: number },
): Bound {
  return unit.symbols.anonymous(unit.start, { kind: 'label', chunk, offset });
}

/** Where a section begins, as it is written now. */
export function startOf(unit: Unit, section: Section): Bound {
  const [chunk = section.current] = section.chunks;
  return labelAt(unit, { chunk, offset: 0 });
}

/** Where a section ends, as it is written now: behind what was written last of its last subsection. */
export function endOf(unit: Unit, section: Section): Bound {
  const chunk = section.chunks.reduce((last, each) => (each.part >= last.part ? each : last));
  return labelAt(unit, { chunk, offset: chunk.end - chunk.start });
}

export function minus(left: Bound, right: Bound): Bound {
  return { kind: 'binary', operator: '-', left, right };
}
