/** Shorthand for the linker's tests: objects assembled from text, and the executable read back. */

import { type ElfFile, readElf } from '@ireko/elf';
import { type AssembleOptions, assemble } from '../../src/assemble.ts';
import { formatDiagnostic } from '../../src/diagnostic.ts';
import { type LinkOptions, link, type ObjectFile } from '../../src/link/link.ts';

/** An object from assembly text. */
export function object(name: string, source: string, options?: AssembleOptions): ObjectFile {
  const read = () => new TextEncoder().encode(source);
  const { object: bytes, diagnostics } = assemble(`${name}.s`, read, options);
  if (bytes === undefined)
    throw new Error(diagnostics.map((each) => formatDiagnostic(each)).join('\n'));
  return { name: `${name}.o`, bytes };
}

/** Links, without relaxation unless asked for, and reads the result, which must be without mistakes. */
export function linked(
  objects: readonly ObjectFile[],
  script: string,
  options?: LinkOptions,
): ElfFile {
  const { elf, diagnostics } = link(
    objects,
    { name: 'test.ld', text: script },
    { relax: false, ...options },
  );
  if (elf === undefined)
    throw new Error(diagnostics.map((each) => formatDiagnostic(each)).join('\n'));
  const file = readElf(elf);
  if ('problem' in file) throw new Error(file.problem);
  return file;
}

/** What is wrong with a link, as a user sees it. */
export function mistakes(objects: readonly ObjectFile[], script: string): string[] {
  const { elf, diagnostics } = link(objects, { name: 'test.ld', text: script }, { relax: false });
  if (elf !== undefined && diagnostics.some((each) => each.severity === 'error'))
    throw new Error('an executable in spite of errors');
  return diagnostics.map((each) => formatDiagnostic(each).split('\n')[0] ?? '');
}

/** A symbol's address. */
export function address(file: ElfFile, name: string): bigint | undefined {
  return file.symbols.find((each) => each.name === name)?.value;
}

/** A section's bytes in hexadecimal. */
export function hex(file: ElfFile, name: string): string {
  const section = file.sections.find((each) => each.name === name);
  return Buffer.from(section?.data ?? []).toString('hex');
}
