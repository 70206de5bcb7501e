/** The sections of the executable, and what stands in each. */

import {
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_GNU_RETAIN,
  SHF_TLS,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_PROGBITS,
} from '@ireko/elf';
import { type InputSection, sizeOf } from './input.ts';
import type {
  Assertion,
  Assignment,
  DataStatement,
  Expression,
  FillStatement,
  InputStatement,
  OutputStatement,
} from './script.ts';
import { specialSection } from './special-sections.ts';

/** An input section in its place, and the statement that put it there (none for an orphan). */
export interface SectionContent {
  readonly kind: 'section';
  readonly input: InputSection;
  readonly statement: InputStatement | undefined;
}

/** What an output section holds, in order. */
export type Content = SectionContent | DataStatement | FillStatement | Assignment | Assertion;

/** What the executable is made of, in order. */
export type Item = OutputSection | Assignment | Assertion;

/** A section of the executable. Its addresses and size are those of the latest layout. */
export interface OutputSection {
  readonly kind: 'section';
  readonly name: string;
  /** Undefined for an orphan: a section that the script does not mention. */
  readonly statement: OutputStatement | undefined;
  /** The section that an orphan follows: it shares its memory region and segments. */
  readonly follows: OutputSection | undefined;
  readonly contents: Content[];
  /** `SHF_…` that it has besides those of its inputs. */
  moreFlags: number;
  /** The program may write to it; undefined: if it may to anything that it holds. */
  isWritable: boolean | undefined;
  /** It is in the output even if all its inputs are empty. */
  isKept: boolean;
  /** The name of the memory region that it runs in; empty if in none. */
  region: string;
  address: bigint;
  loadAddress: bigint;
  /** Bytes in memory. */
  size: number;
  /** In bytes, a power of two. */
  align: number;
  /** Where each of `contents` stands. */
  placements: readonly Placement[];
  /** What fills the gaps, repeated; empty for zeros. */
  fill: readonly number[];
}

/** The place of one piece of an output section's contents. */
export interface Placement {
  /** Bytes from the section's start. */
  readonly offset: number;
  /** The value of a data statement, or of a fill that is an expression. */
  readonly value: bigint;
  /** Bytes of padding before it; undefined if no layout has had any there. */
  readonly gap: number | undefined;
}

/** An output section without contents. */
export function outputSection(name: string, statement: OutputStatement | undefined): OutputSection {
  return {
    ...{ kind: 'section', name, statement, follows: undefined, contents: [] },
    ...{ isKept: false, moreFlags: 0, isWritable: undefined, region: '' },
    ...{ address: 0n, loadAddress: 0n, size: 0, align: 1 },
    ...{ placements: [], fill: [] },
  };
}

/** The input sections in an output section. */
export function inputsOf(output: OutputSection): readonly InputSection[] {
  return factsOf(output).inputs;
}

/** The input sections in an output section with their places, as of the latest layout. */
export function placedInputs(output: OutputSection): readonly [InputSection, Placement][] {
  return output.contents.flatMap((each, i): [InputSection, Placement][] =>
    each.kind === 'section' ? [[each.input, output.placements[i] as Placement]] : [],
  );
}

/** `SHF_…`: what any of its inputs needs; of one without any, what its name stands for. */
export function flagsOf(output: OutputSection): number {
  const { moreFlags, isWritable, statement } = output;
  const { flags: own, named } = factsOf(output);
  const flags = (own | named | moreFlags) & ~flagsWithout(statement?.type);
  if (isWritable === undefined) return flags;
  return isWritable ? flags | SHF_WRITE : flags & ~SHF_WRITE;
}

/** `SHT_NOBITS` if there is nothing to store, else the type that its inputs share. */
export function typeOf(output: OutputSection): number {
  const { type, inputs } = factsOf(output);
  const isRoom = inputs.length === 0 && output.size > 0 && !holdsData(output);
  return isRoom && isAllocated(output) ? SHT_NOBITS : type;
}

/**
 * Sets memory aside for a section that no object has a part in, but that moves `.`: a stack, say.
 * To be called once its size is known.
 */
export function reserveRoom(output: OutputSection): void {
  if (inputsOf(output).length > 0) return;
  if (output.size > 0) output.moreFlags |= SHF_ALLOC;
  else output.moreFlags &= ~SHF_ALLOC;
}

function holdsData({ contents }: OutputSection): boolean {
  return contents.some(({ kind }) => kind === 'data');
}

/** Whether nothing in it changes its size during the layout: there is no code, and no statement. */
export function isRigid(output: OutputSection): boolean {
  return factsOf(output).isRigid;
}

/** What follows from an output section's contents alone. */
interface Facts {
  /** How many contents it follows from: they only ever grow or shrink. */
  readonly count: number;
  readonly inputs: readonly InputSection[];
  readonly flags: number;
  /** `SHF_…` that it has only by its name, as no input says what it is. */
  readonly named: number;
  readonly type: number;
  readonly isRigid: boolean;
}

const known = new WeakMap<OutputSection, Facts>();

function factsOf(output: OutputSection): Facts {
  const before = known.get(output);
  if (before?.count === output.contents.length) return before;
  const inputs = output.contents.flatMap((each) => (each.kind === 'section' ? [each.input] : []));
  const flags = flagsFor(output, inputs);
  const isRigid = (flags & SHF_EXECINSTR) === 0 && inputs.length === output.contents.length;
  const facts = {
    ...{ count: output.contents.length, inputs, flags },
    named: inputs.length > 0 ? 0 : (specialSection(output.name)?.flags ?? 0),
    ...{ type: typeFor(output, inputs), isRigid },
  };
  known.set(output, facts);
  return facts;
}

function flagsFor(output: OutputSection, inputs: readonly InputSection[]): number {
  const own = inputs.length > 0 ? 0 : flagsWithoutInputs(output);
  const kept = SHF_ALLOC | SHF_WRITE | SHF_EXECINSTR | SHF_TLS;
  const retained = (inputs[0]?.section.flags ?? 0) & SHF_GNU_RETAIN;
  return inputs.reduce((flags, each) => flags | (each.section.flags & kept), own | retained);
}

/** Of statements alone: read-only if data comes first, else writable. */
function flagsWithoutInputs(output: OutputSection): number {
  const memory = holdsData(output) ? SHF_ALLOC : 0;
  return memory | (output.contents[0]?.kind === 'data' ? 0 : SHF_WRITE);
}

/** The flags that output sections of the kinds that a script may ask for do not have [ld §3.6.8.1]. */
const WITHOUT: Readonly<Record<string, number>> = {
  ...{ READONLY: SHF_WRITE },
  ...{ COPY: SHF_ALLOC, INFO: SHF_ALLOC, OVERLAY: SHF_ALLOC, DSECT: SHF_ALLOC },
};

/** The flags that an output section of a kind, as `NOLOAD`, does not have. */
export function flagsWithout(kind = ''): number {
  return WITHOUT[kind] ?? 0;
}

function typeFor(output: OutputSection, inputs: readonly InputSection[]): number {
  const { statement, name } = output;
  const type =
    statement?.elfType ?? specialSection(name)?.type ?? inputs[0]?.section.type ?? SHT_PROGBITS;
  const takesRoom = statement?.type !== undefined && flagsWithout(statement.type) & SHF_ALLOC;
  const isStored = takesRoom || inputs.some(({ section }) => section.type !== SHT_NOBITS);
  const hasData = holdsData(output);
  if (statement?.type === 'NOLOAD' && (inputs.length > 0 || hasData)) return SHT_NOBITS;
  if (inputs.length > 0 && !isStored && !hasData) return SHT_NOBITS;
  return type === SHT_NOBITS && (isStored || hasData) ? SHT_PROGBITS : type;
}

/**
 * Whether memory is set aside for it when the program runs. An empty section that has `SHF_ALLOC` by its
 * name alone takes none, and is in no segment.
 */
export function isAllocated(output: OutputSection): boolean {
  const { moreFlags, statement } = output;
  return ((factsOf(output).flags | moreFlags) & ~flagsWithout(statement?.type) & SHF_ALLOC) !== 0;
}

/** Whether it has a place in the executable: empty sections do not, unless they move `.`. */
export function isPresent(output: OutputSection): boolean {
  if (output.name === '/DISCARD/') return false;
  if (output.isKept && inputsOf(output).length > 0) return true;
  return output.contents.some(
    (each) =>
      each.kind === 'data' ||
      (each.kind === 'section' && sizeOf(each.input) > 0) ||
      (each.kind === 'assignment' && each.name === '.' && !isIdle(each)),
  );
}

/** What GNU ld does not count as moving `.`: `. += 0`, and `. = ALIGN(. != 0 ? 8 : 1)`. */
function isIdle({ value }: Assignment): boolean {
  if (value.kind === 'binary' && value.operator === '+')
    return isDot(value.left) && isNumber(value.right, 0n);
  if (value.kind !== 'call' || value.name !== 'ALIGN') return false;
  const [align] = value.arguments;
  if (align?.kind !== 'conditional' || align.condition.kind !== 'binary') return false;
  const { operator, left, right } = align.condition;
  return operator === '!=' && isDot(left) && isNumber(right, 0n) && isNumber(align.no, 1n);
}

function isDot(expression: Expression): boolean {
  return expression.kind === 'name' && expression.name === '.';
}

function isNumber(expression: Expression, value: bigint): boolean {
  return expression.kind === 'number' && expression.value === value;
}

/** A fill given as a number is four bytes of it, the highest first [ld §3.6.8.8]. */
export function fillBytes(value: bigint): readonly number[] {
  return [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 0xffn));
}
