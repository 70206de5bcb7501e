/** `-t` and `-y`: what a link reads, and who names and defines a symbol. */

import type { InputObject } from './input.ts';
import type { LoadedFile } from './load.ts';

/** What was read, for who looks for a file or a symbol. */
export interface Trace {
  /** The files, in order. */
  readonly files: readonly string[];
  /** A line for each place where a traced symbol is named or defined. */
  readonly symbols: readonly string[];
}

/** Tells what was read. */
export function traceOf(
  files: readonly LoadedFile[],
  objects: readonly InputObject[],
  symbols: readonly string[] = [],
): Trace {
  const wanted = new Set(symbols);
  const lines = objects.flatMap((object) =>
    [...object.symbols.globals()]
      .filter(({ name }) => wanted.has(name))
      .map(({ name, section }) => {
        const does = section === 'undefined' ? 'reference to' : 'definition of';
        return `${object.name}: ${does} ${name}`;
      }),
  );
  return { files: flat(files), symbols: lines };
}

function flat(files: readonly LoadedFile[]): string[] {
  return files.flatMap((each) => (typeof each === 'string' ? [each] : flat(each)));
}
