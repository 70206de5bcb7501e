/** Where functions and variables are declared [DWARF 5 §2.14, §4.1]. */

import { nameOf } from './debug-function.ts';
import { AT, type DebugInfo, type Entry, type InfoUnit, TAG } from './debug-info.ts';
import { DwarfReader } from './dwarf-reader.ts';

/** A place in the source. */
export interface Declaration {
  readonly file: string;
  /** Counted from 1; 0 if it is not told. */
  readonly line: number;
}

/**
 * The declaration that a symbol is of: that of the first entry whose name is in the symbol's, as
 * the name of a function is in those of its parts.
 * @param filesOf the names of a unit's files by their numbers.
 */
export function declarationOf(
  symbolName: string,
  entries: readonly Entry[],
  filesOf: (unit: InfoUnit) => readonly string[],
): Declaration | undefined {
  for (const entry of entries) {
    const { name } = nameOf(entry);
    if (name === undefined || !symbolName.includes(name)) continue;
    let file: string | undefined;
    let line: number | undefined;
    for (const each of entry.origins()) {
      file ??= filesOf(each.unit)[each.number(AT.decl_file) ?? -1];
      line ??= each.number(AT.decl_line);
    }
    if (file !== undefined) return { file, line: line ?? 0 };
  }
  return undefined;
}

const VARIABLES: ReadonlySet<number> = new Set([TAG.variable, TAG.member]);
const DW_OP_addr = 0x03;

/** The entries of variables that have an address of their own, by that address. */
export function variablesByAddress(info: DebugInfo): ReadonlyMap<bigint, readonly Entry[]> {
  const variables = new Map<bigint, Entry[]>();
  for (const unit of info.units)
    for (const entry of unit.entries(VARIABLES)) {
      const location = entry.value(AT.location);
      if (!(location instanceof Uint8Array) || location[0] !== DW_OP_addr) continue;
      if (location.length !== 1 + unit.addressSize) continue;
      const address = new DwarfReader(location, 1).address(unit.addressSize);
      const known = variables.get(address) ?? [];
      known.push(entry);
      variables.set(address, known);
    }
  return variables;
}
