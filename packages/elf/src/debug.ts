/** Debug information as a whole: from an address to the source that its code came from. */

import { STT_FUNC } from './constants.ts';
import { type Declaration, declarationOf, variablesByAddress } from './debug-declaration.ts';
import { type FunctionFrame, FunctionIndex } from './debug-function.ts';
import { AT, DebugInfo, type InfoUnit } from './debug-info.ts';
import { type LineStart, readLines, type SourceLine } from './debug-line.ts';
import { debugSections } from './debug-sections.ts';
import type { ElfFile, ElfSymbol, Section } from './file.ts';

/** What a file tells of its code's source. */
export interface Debug {
  /**
   * The line that an address came from.
   * @param section where the address is an offset in a section of an object.
   */
  lineAt(address: bigint, section?: Section): SourceLine | undefined;
  /** Where the code of each line begins, wherever it does; of an executable. */
  readonly lines: readonly LineStart[];
  /**
   * Whose code an address is: the innermost function first, each inlined into the next; none if
   * that is not known.
   * @param section as for `lineAt`.
   */
  framesAt(address: bigint, section?: Section): readonly FunctionFrame[];
  /** Where a function or variable is declared, if that is told. */
  declarationOf(symbol: ElfSymbol): Declaration | undefined;
}

/** Reads what a file tells, each part when it is first asked for; many files tell nothing. */
export function readDebug(file: ElfFile): Debug {
  const sections = debugSections(file);
  const info = once(() => new DebugInfo(sections));
  const lines = once(() => {
    const folders = new Map<number, string>();
    for (const { root } of info().units) {
      const program = root?.number(AT.stmt_list);
      const folder = root?.text(AT.comp_dir);
      if (program !== undefined && folder !== undefined) folders.set(program, folder);
    }
    return readLines(sections, folders);
  });
  const filesOf = ({ root }: InfoUnit) => lines().filesAt(root?.number(AT.stmt_list) ?? -1);
  const functions = once(() => new FunctionIndex(info(), filesOf));
  const variables = once(() => variablesByAddress(info()));
  return {
    lineAt: (address, section) => lines().lineAt(address + sections.placeOf(section)),
    get lines() {
      return lines().rows;
    },
    framesAt: (address, section) => functions().framesAt(address + sections.placeOf(section)),
    declarationOf({ name, value, section, type }) {
      if (typeof section === 'string') return undefined;
      const address = value + sections.placeOf(section);
      const entries =
        type === STT_FUNC ? functions().entriesAt(address) : (variables().get(address) ?? []);
      return declarationOf(name, entries, filesOf);
    },
  };
}

/** What a function returns, computed when it is first wanted. */
function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
