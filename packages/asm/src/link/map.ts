/** The map file: what went where, in the manner of GNU ld with `-Map`. */

import { type InputSection, sizeOf } from './input.ts';
import type { Region } from './layout.ts';
import type { Item, OutputSection } from './output.ts';
import type { Assignment } from './script.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';

const NAME_WIDTH = 16;

/** Writes the map of a finished link. */
export function mapText(
  regions: readonly Region[],
  items: readonly Item[],
  symbols: SymbolTable,
  discarded: readonly InputSection[],
): string {
  const bySection = Map.groupBy(
    [...symbols.values()].filter((each) => each.script === undefined && each.definition?.section),
    (each) => each.definition?.section,
  );
  const lines: string[] = [];
  if (discarded.length > 0) {
    lines.push('', 'Discarded input sections', '');
    for (const each of discarded) lines.push(...inputLines(each));
  }
  lines.push('', 'Memory Configuration', '');
  lines.push('Name             Origin             Length             Attributes');
  for (const { name, origin, length, statement } of regions)
    lines.push(`${name.padEnd(16)} ${hex(origin)} ${hex(length)} ${statement?.attributes ?? ''}`);
  lines.push('*default*        0x0000000000000000 0xffffffffffffffff');
  lines.push('', 'Linker script and memory map', '');
  for (const item of items) {
    if (item.kind === 'assignment') lines.push(symbolLine(item, symbols));
    else if (item.kind === 'section') lines.push(...sectionLines(item, symbols, bySection));
  }
  return `${lines.join('\n')}\n`;
}

type BySection = ReadonlyMap<InputSection | undefined, readonly { readonly name: string }[]>;

function sectionLines(output: OutputSection, symbols: SymbolTable, bySection: BySection): string[] {
  const load =
    output.loadAddress === output.address ? '' : ` load address ${hex(output.loadAddress)}`;
  const lines = ['', `${head(output.name)}${hex(output.address)} ${size(output.size)}${load}`];
  for (const content of output.contents) {
    if (content.kind === 'assignment') lines.push(symbolLine(content, symbols));
    if (content.kind !== 'section') continue;
    const { input } = content;
    lines.push(...inputLines(input));
    for (const { name } of bySection.get(input) ?? []) {
      const global = symbols.get(name);
      lines.push(`${indent}${hex((global && globalAddress(global)) ?? 0n)}                ${name}`);
    }
  }
  return lines;
}

const indent = ' '.repeat(NAME_WIDTH);

function inputLines(input: InputSection): string[] {
  const { section, address, object } = input;
  return [`${head(` ${section.name}`)}${hex(address)} ${size(sizeOf(input))} ${object.name}`];
}

function symbolLine({ name }: Assignment, symbols: SymbolTable): string {
  const global = symbols.get(name);
  const address = global && globalAddress(global);
  const value = address === undefined ? ' '.repeat(18) : hex(address);
  return `${indent}${value}                ${name} = .`;
}

/** A name in its column; a long one takes a line of its own. */
function head(name: string): string {
  return name.length < NAME_WIDTH ? name.padEnd(NAME_WIDTH) : `${name}\n${indent}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16).padStart(16, '0')}`;
}

function size(value: number): string {
  return `0x${value.toString(16)}`.padStart(10);
}
