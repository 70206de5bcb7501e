/** Segments as a script describes them: `PHDRS` and the `:name` behind output sections [ld §3.8]. */

import {
  PT_DYNAMIC,
  PT_GNU_EH_FRAME,
  PT_GNU_STACK,
  PT_INTERP,
  PT_LOAD,
  PT_NOTE,
  PT_NULL,
  PT_PHDR,
  PT_SHLIB,
  PT_TLS,
} from '@ireko/elf';
import { evaluate, PAGE_SIZE, type Scope } from './evaluate.ts';
import type { LayoutInput } from './layout.ts';
import { isAllocated, isPresent, type OutputSection } from './output.ts';
import type { Report } from './report.ts';
import type { Expression, Range, SegmentStatement } from './script.ts';
import type { SegmentPlan } from './segment.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';

const TYPES: Readonly<Record<string, number>> = {
  ...{ PT_NULL, PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE, PT_SHLIB, PT_PHDR, PT_TLS },
  ...{ PT_GNU_EH_FRAME, PT_GNU_STACK },
};
const TYPE_HINT = `write one of ${Object.keys(TYPES).join(', ')}, or a number`;

/** The segments of a script, with their sections. A section that names none follows the one before. */
export function scriptedSegments(
  statements: readonly SegmentStatement[],
  { items, source, symbols }: Pick<LayoutInput, 'items' | 'source' | 'symbols'>,
  report: Report,
): SegmentPlan[] {
  const fail = ({ start, end }: Range, message: string, hint?: string): void =>
    report.error('script', message, hint, source.span(start, end));
  const value = (expression: Expression | undefined) =>
    expression && segmentValue(expression, symbols, fail);
  const typeOf = (type: Expression): number => {
    if (type.kind !== 'name') return Number(value(type) ?? 0n);
    const known = TYPES[type.name];
    if (known === undefined) fail(type, `there is no type \`${type.name}\` of segments`, TYPE_HINT);
    return known ?? PT_NULL;
  };
  const held = new Map<string, OutputSection[]>(statements.map(({ name }) => [name, []]));
  let current: readonly string[] = [];
  for (const output of items) {
    if (output.kind !== 'section' || !isPresent(output)) continue;
    const asked = (output.statement ?? output.follows?.statement)?.segments ?? [];
    if (asked.length > 0) current = asked.map(({ name }) => name).filter((name) => name !== 'NONE');
    for (const named of asked)
      if (named.name !== 'NONE' && !held.has(named.name))
        fail(named, `there is no segment \`${named.name}\` in PHDRS`);
    if (isAllocated(output)) for (const name of current) held.get(name)?.push(output);
  }
  return statements.map(({ name, type, flags, address, includesHeaders }) => ({
    type: typeOf(type),
    sections: held.get(name) ?? [],
    flags: flags && Number(value(flags)),
    loadAddress: value(address),
    includesHeaders,
  }));
}

/**
 * An expression in `PHDRS`: of numbers and symbols. With a symbol that nobody defines it is 0, as in GNU ld:
 * scripts of riscv-tests have `FLAGS(SHF_ALLOC | SHF_EXECINSTR)`.
 */
function segmentValue(expression: Expression, symbols: SymbolTable, fail: Scope['fail']): bigint {
  let isKnown = true;
  const { number } = evaluate(expression, {
    ...{ section: undefined, dot: 0n, followsDot: false },
    ...{ headersSize: 0, pageSize: PAGE_SIZE, fail },
    dataSegment: { alignsToPage: false, start: 0n, end: 0n },
    symbol: (name) => {
      const global = symbols.get(name);
      const address = global && globalAddress(global);
      isKnown &&= address !== undefined;
      return { base: 'absolute', number: address ?? 0n };
    },
    refer: () => {},
    output: () => undefined,
    region: () => undefined,
    segmentStart: () => undefined,
  });
  return isKnown ? number : 0n;
}
