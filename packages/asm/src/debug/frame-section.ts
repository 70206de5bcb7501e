/**
 * Writes call frame information: `.eh_frame`, which the unwinder of exceptions reads at run time
 * [LSB §10.6.1], and `.debug_frame` for debuggers [DWARF 5 §6.4.1].
 *
 * Descriptions (FDE, one a procedure) that begin alike share an information entry (CIE). Distances
 * in code that a linker may change become relocations.
 */

import { sleb128, uleb128 } from '../object/leb128.ts';
import { Alignment, ZEROS } from '../object/padding.ts';
import type { Place } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';
import {
  distanceWithin,
  type EncodedPointer,
  type FrameSection,
  type FrameStep,
  type Mark,
  type Procedure,
} from './frame.ts';
import { Advance, advanceBy } from './frame-advance.ts';

/** `DW_CFA_…` [DWARF 5 §7.24]. */
// biome-ignore format: columns are the point.
const CFA = {
  offset: 0x80, restore: 0xc0,
  restoreExtended: 0x06, undefined: 0x07, sameValue: 0x08, register: 0x09,
  remember: 0x0a, restoreState: 0x0b,
  define: 0x0c, defineRegister: 0x0d, defineOffset: 0x0e,
  offsetExtended: 0x05, offsetExtendedSigned: 0x11, defineSigned: 0x12, defineOffsetSigned: 0x13,
  valueOffset: 0x14, valueOffsetSigned: 0x15,
} as const;

/** Distances in code and offsets are given in these units of bytes. */
const CODE_ALIGNMENT = 1;
const DATA_ALIGNMENT = -4n;
/** `DW_EH_PE_pcrel | DW_EH_PE_sdata4`: how `.eh_frame` says where a procedure begins. */
const PROCEDURE_ENCODING = 0x1b;
const MOST_SHORT_REGISTER = 0x3f;

/** Makes the sections of all procedures, after everything else is read. */
export function writeFrames(unit: Unit): void {
  for (const { place } of unit.frames.unfinished) {
    unit.report.error('frame', place, 'this procedure has no .cfi_endproc');
  }
  for (const name of ['.eh_frame', '.debug_frame'] as const) {
    const procedures = unit.frames.procedures.filter(({ outputs }) => outputs.has(name));
    if (procedures.length > 0) new FrameWriter(unit, name).write(procedures);
  }
}

/** A common beginning and the place where it was written. */
interface Entry {
  readonly of: Procedure;
  readonly steps: readonly FrameStep[];
  readonly start: Bound;
}

class FrameWriter {
  readonly #unit: Unit;
  readonly #isEh: boolean;
  readonly #section: Section;
  readonly #entries: Entry[] = [];

  constructor(unit: Unit, name: FrameSection) {
    this.#unit = unit;
    this.#isEh = name === '.eh_frame';
    const flags = this.#isEh ? 'a' : '';
    this.#section = unit.ownSection(name, { type: 'progbits', flags, entrySize: 0 });
    this.#section.align = unit.addressSize;
    unit.enter(this.#section);
  }

  write(procedures: readonly Procedure[]): void {
    for (const procedure of procedures) {
      const entry =
        this.#entries.findLast((each) => fits(each, procedure, this.#isEh)) ??
        this.#entry(procedure);
      this.#describe(procedure, entry, procedure === procedures.at(-1));
    }
  }

  #entry(procedure: Procedure): Entry {
    const { place, personality, data, isSignalFrame, returnColumn } = procedure;
    const start = this.#here(place);
    const finish = this.#length(place);
    this.#section.number(this.#isEh ? 0 : 0xffffffff, 4);
    const letters = this.#isEh ? `z${personality ? 'P' : ''}${data ? 'L' : ''}R` : '';
    const augmentation = `${letters}${isSignalFrame ? 'S' : ''}\0`;
    const { version } = this.#unit.frames;
    this.#bytes([version, ...[...augmentation].map((letter) => letter.charCodeAt(0))]);
    if (version === 4) this.#bytes([this.#unit.addressSize, 0]);
    this.#bytes([CODE_ALIGNMENT, ...sleb128(DATA_ALIGNMENT)]);
    if (version === 1 && returnColumn > 0xff) {
      const message = `the return column ${returnColumn} does not fit in version 1`;
      this.#unit.report.error('frame', place, message);
    }
    this.#bytes(version === 1 ? [returnColumn & 0xff] : uleb128(returnColumn));
    if (this.#isEh) {
      this.#bytes([(personality ? 1 + this.#sizeOf(personality) : 0) + (data ? 1 : 0) + 1]);
      if (personality) {
        this.#bytes([personality.encoding]);
        this.#pointer(personality);
      }
      this.#bytes([...(data ? [data.encoding] : []), PROCEDURE_ENCODING]);
    }
    const steps = procedure.steps.slice(0, firstOwn(procedure.steps));
    for (const step of steps) this.#step(step, place);
    finish(this.#isEh ? 4 : this.#unit.addressSize);
    const entry = { of: procedure, steps, start };
    this.#entries.push(entry);
    return entry;
  }

  #describe(procedure: Procedure, entry: Entry, isLast: boolean): void {
    const { place, start, end, data, steps } = procedure;
    const first = start.symbol;
    const finish = this.#length(place);
    if (this.#isEh) {
      this.#value(4, minus(this.#here(place), entry.start), { kind: 'data', size: 4 }, place);
      this.#value(4, first, { kind: 'relative' }, place);
    } else {
      this.#value(4, entry.start, { kind: 'data', size: 4 }, place);
      const size = this.#unit.addressSize;
      this.#value(size, first, { kind: 'data', size }, place);
    }
    const size = this.#isEh ? 4 : this.#unit.addressSize;
    if (end) {
      const length = minus(end, first);
      this.#value(size, length, { kind: 'data', size }, place);
    }
    if (this.#isEh) this.#bytes([data ? this.#sizeOf(data) : 0]);
    if (this.#isEh && data) this.#pointer(data);
    for (const step of steps.slice(entry.steps.length)) this.#step(step, place);
    finish(this.#isEh && !isLast ? 4 : this.#unit.addressSize);
  }

  /** Leaves room for a length; what it returns pads to a boundary and says how much followed. */
  #length(place: Place): (boundary: number) => void {
    const { current: chunk, offset } = this.#section;
    this.#section.number(0, 4);
    const start = this.#here(place);
    return (boundary) => {
      this.#section.stretch(new Alignment(boundary, ZEROS, 0, this.#section.current));
      const value = minus(this.#here(place), start);
      this.#section.fixups.add(chunk, offset, value, { kind: 'data', size: 4 }, place);
    };
  }

  #step(step: FrameStep, place: Place): void {
    if (step.kind === 'advance') this.#advance(step.from, step.to, place);
    else if (step.kind === 'label') this.#unit.label(step.name, step.place);
    else this.#bytes(encodeStep(step));
  }

  #advance(from: Mark, to: Mark, place: Place): void {
    const known = distanceWithin(from, to);
    if (known !== undefined) {
      this.#bytes(advanceBy(known));
      return;
    }
    const value = minus(to.symbol, from.symbol);
    this.#section.stretch(new Advance(value, this.#section.current, place));
  }

  #pointer({ encoding, value, place }: EncodedPointer): void {
    const size = this.#sizeOf({ encoding });
    const isRelative = (encoding & 0x70) === 0x10;
    if (isRelative && size === 4) this.#value(4, value, { kind: 'relative' }, place);
    else if (!isRelative) this.#value(size, value, { kind: 'data', size }, place);
    else {
      const message = `the encoding 0x${encoding.toString(16)} is not supported`;
      this.#unit.report.error('frame', place, message, 'use 0x1b or 0x9b');
    }
  }

  /** Bytes of a pointer by the low bits of its encoding: `DW_EH_PE_absptr`, `udata2` and so on. */
  #sizeOf({ encoding }: Pick<EncodedPointer, 'encoding'>): 2 | 4 | 8 {
    const sizes: Readonly<Record<number, 2 | 4 | 8>> = { 2: 2, 3: 4, 4: 8 };
    return sizes[encoding & 7] ?? this.#unit.addressSize;
  }

  #value(size: number, value: Bound, how: Parameters<Unit['fixup']>[1], place: Place): void {
    this.#unit.fixup(value, how, place);
    this.#section.number(0, size);
  }

  #bytes(bytes: readonly number[]): void {
    this.#section.append(bytes);
  }

  #here(place: Place): Bound {
    return this.#unit.here(place);
  }
}

function minus(left: Bound, right: Bound): Bound {
  return { kind: 'binary', operator: '-', left, right };
}

/** The steps before the first that is tied to a place or may not be shared. */
function firstOwn(steps: readonly FrameStep[]): number {
  const own = ['advance', 'remember', 'escape', 'label'];
  const index = steps.findIndex(({ kind }) => own.includes(kind));
  return index < 0 ? steps.length : index;
}

/** Whether a description of this procedure can build on the entry: it begins with all of its steps. */
function fits({ of, steps }: Entry, procedure: Procedure, isEh: boolean): boolean {
  return (
    of.returnColumn === procedure.returnColumn &&
    of.isSignalFrame === procedure.isSignalFrame &&
    (!isEh || samePointer(of.personality, procedure.personality)) &&
    (!isEh || of.data?.encoding === procedure.data?.encoding) &&
    steps.every((step, index) => sameBytes(step, procedure.steps[index]))
  );
}

function samePointer(a: EncodedPointer | undefined, b: EncodedPointer | undefined): boolean {
  if (a?.encoding !== b?.encoding) return false;
  return a?.value === b?.value;
}

function sameBytes(a: FrameStep, b: FrameStep | undefined): boolean {
  return b !== undefined && isCode(a) && isCode(b) && encodeStep(a).join() === encodeStep(b).join();
}

/** A step that bytes alone say, wherever it stands. */
type Code = Exclude<FrameStep, { kind: 'advance' | 'label' }>;

function isCode(step: FrameStep): step is Code {
  return step.kind !== 'advance' && step.kind !== 'label';
}

function encodeStep(step: Code): number[] {
  switch (step.kind) {
    case 'define':
      return step.offset < 0n
        ? [CFA.defineSigned, ...register(step), ...sleb128(step.offset / DATA_ALIGNMENT)]
        : [CFA.define, ...register(step), ...uleb128(step.offset)];
    case 'define-register':
      return [CFA.defineRegister, ...register(step)];
    case 'define-offset':
      return step.offset < 0n
        ? [CFA.defineOffsetSigned, ...sleb128(step.offset / DATA_ALIGNMENT)]
        : [CFA.defineOffset, ...uleb128(step.offset)];
    case 'offset': {
      const scaled = step.offset / DATA_ALIGNMENT;
      if (scaled < 0n) return [CFA.offsetExtendedSigned, ...register(step), ...sleb128(scaled)];
      return step.register <= MOST_SHORT_REGISTER
        ? [CFA.offset | step.register, ...uleb128(scaled)]
        : [CFA.offsetExtended, ...register(step), ...uleb128(scaled)];
    }
    case 'value-offset': {
      const scaled = step.offset / DATA_ALIGNMENT;
      return scaled < 0n
        ? [CFA.valueOffsetSigned, ...register(step), ...sleb128(scaled)]
        : [CFA.valueOffset, ...register(step), ...uleb128(scaled)];
    }
    case 'register':
      return [CFA.register, ...register(step), ...uleb128(step.other)];
    case 'restore':
      return step.register <= MOST_SHORT_REGISTER
        ? [CFA.restore | step.register]
        : [CFA.restoreExtended, ...register(step)];
    case 'undefined':
      return [CFA.undefined, ...register(step)];
    case 'same-value':
      return [CFA.sameValue, ...register(step)];
    case 'remember':
      return [CFA.remember];
    case 'restore-state':
      return [CFA.restoreState];
    case 'escape':
      return [...step.bytes];
  }
}

function register(step: { readonly register: number }): number[] {
  return uleb128(step.register);
}
