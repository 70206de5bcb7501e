/**
 * Call frame information, as `.cfi_…` directives describe it: where, at each instruction of a
 * procedure, the caller's registers are saved [DWARF 5 §6.4; GNU as manual, "CFI directives"].
 * `frame-section.ts` writes it into `.eh_frame` and `.debug_frame`.
 */

import type { Place } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';

/** A step of a procedure's description. Registers are DWARF's numbers, offsets are in bytes. */
export type FrameStep =
  /** What follows holds from here on. */
  | { readonly kind: 'advance'; readonly from: Mark; readonly to: Mark }
  | { readonly kind: 'define'; readonly register: number; readonly offset: bigint }
  | { readonly kind: 'define-register'; readonly register: number }
  | { readonly kind: 'define-offset'; readonly offset: bigint }
  /** The register is saved at this offset from the canonical frame address. */
  | { readonly kind: 'offset'; readonly register: number; readonly offset: bigint }
  /** The register's value is this far from the canonical frame address. */
  | { readonly kind: 'value-offset'; readonly register: number; readonly offset: bigint }
  | { readonly kind: 'register'; readonly register: number; readonly other: number }
  | { readonly kind: 'restore' | 'undefined' | 'same-value'; readonly register: number }
  | { readonly kind: 'remember' | 'restore-state' }
  /** A label here, among the steps. */
  | { readonly kind: 'label'; readonly name: string; readonly place: Place }
  /** Bytes that the source gives. */
  | { readonly kind: 'escape'; readonly bytes: readonly number[] };

/** A place in code, and the fragment in which it is: within one, no linker changes distances. */
export interface Mark {
  readonly symbol: Sym;
  readonly fragment: number;
}

/** A pointer that the unwinder needs, and how it is encoded: `DW_EH_PE_…`. */
export interface EncodedPointer {
  readonly encoding: number;
  readonly value: Bound;
  readonly place: Place;
}

/** A section that call frame information can stand in. */
export type FrameSection = '.eh_frame' | '.debug_frame';

/** What stands between `.cfi_startproc` and `.cfi_endproc`. */
export interface Procedure {
  readonly outputs: ReadonlySet<FrameSection>;
  readonly place: Place;
  readonly start: Mark;
  end: Sym | undefined;
  readonly steps: FrameStep[];
  /** The register that holds the return address. */
  returnColumn: number;
  /** It is the handler of a signal, so that the return address is not behind a call. */
  isSignalFrame: boolean;
  personality: EncodedPointer | undefined;
  /** The language's own table for this procedure. */
  data: EncodedPointer | undefined;
}

/** DWARF's numbers of `ra` and `sp`. */
const RA = 1;
const SP = 2;

/** A procedure whose end has not been read, with what its directives build on. */
interface Open {
  readonly procedure: Procedure;
  /** The section and its subsection in which it began. */
  readonly section: Section;
  readonly part: number;
  last: Mark;
  /** The offset of the canonical frame address as of the last step, and those remembered. */
  offset: bigint;
  readonly remembered: bigint[];
}

/** The procedures of a unit. */
export class Frames {
  readonly procedures: Procedure[] = [];
  /** Of what is written [DWARF 5 §6.4.1]. */
  version: 1 | 3 | 4 = 3;
  /** Which sections `.cfi_sections` named last. */
  outputs: ReadonlySet<FrameSection> = new Set(['.eh_frame']);
  /** Those that any procedure until here began under: as in GNU as, a procedure is in all of them. */
  #all: ReadonlySet<FrameSection> = new Set();
  readonly #open: Open[] = [];

  /** Begins a procedure; false if one is open in this subsection. @param simple without first steps */
  start(unit: Unit, place: Place, simple: boolean): boolean {
    if (this.#openIn(unit)) return false;
    const { section } = unit;
    this.#all = new Set([...this.#all, ...this.outputs]);
    const start = markHere(unit, place);
    const procedure: Procedure = {
      ...{ place, start, end: undefined, returnColumn: RA, isSignalFrame: false },
      steps: simple ? [] : [{ kind: 'define-register', register: SP }],
      ...{ personality: undefined, data: undefined, outputs: this.#all },
    };
    const { part } = section;
    this.#open.push({ procedure, section, part, last: start, offset: 0n, remembered: [] });
    this.procedures.push(procedure);
    return true;
  }

  /** Ends the procedure; false if there is none. */
  end(unit: Unit, place: Place): boolean {
    const open = this.#openIn(unit);
    if (!open) return false;
    open.procedure.end = unit.here(place);
    this.#open.splice(this.#open.indexOf(open), 1);
    return true;
  }

  /** The procedure that is open in the current subsection. */
  current(unit: Unit): Procedure | undefined {
    return this.#openIn(unit)?.procedure;
  }

  /** Procedures that were never ended. */
  get unfinished(): readonly Procedure[] {
    return this.#open.map(({ procedure }) => procedure);
  }

  #openIn({ section: current }: Unit): Open | undefined {
    return this.#open.find(({ section, part }) => section === current && part === current.part);
  }

  /** Adds a step that holds from the current place on; false if it restores what was not remembered. */
  add(unit: Unit, place: Place, step: FrameStep): boolean {
    const open = this.#openIn(unit);
    if (!open) return false;
    this.advance(unit, place);
    if (step.kind === 'define' || step.kind === 'define-offset') open.offset = step.offset;
    else if (step.kind === 'remember') open.remembered.push(open.offset);
    else if (step.kind === 'restore-state') {
      const remembered = open.remembered.pop();
      if (remembered === undefined) return false;
      open.offset = remembered;
    }
    open.procedure.steps.push(step);
    return true;
  }

  /** Says that what follows holds from the current place on. */
  advance(unit: Unit, place: Place): void {
    const open = this.#openIn(unit);
    if (!open) return;
    const here = markHere(unit, place);
    if (!isSamePlace(open.last, here)) {
      open.procedure.steps.push({ kind: 'advance', from: open.last, to: here });
      open.last = here;
    }
  }

  /** The canonical frame address less the register it is defined by, as of the last step. */
  offset(unit: Unit): bigint {
    return this.#openIn(unit)?.offset ?? 0n;
  }
}

function markHere(unit: Unit, place: Place): Mark {
  return { symbol: unit.here(place), fragment: unit.section.fragment };
}

function isSamePlace(a: Mark, b: Mark): boolean {
  return a.fragment === b.fragment && distanceWithin(a, b) === 0;
}

/** Bytes from one mark to another in the same fragment; undefined if it is another. */
export function distanceWithin(from: Mark, to: Mark): number | undefined {
  const a = from.symbol.definition;
  const b = to.symbol.definition;
  if (from.fragment !== to.fragment || a?.kind !== 'label' || b?.kind !== 'label') return undefined;
  return a.chunk === b.chunk ? b.offset - a.offset : undefined;
}
