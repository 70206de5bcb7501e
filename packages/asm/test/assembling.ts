/** Assembles sources that tests write in place. */

import { type ElfFile, readElf } from '@ireko/elf';
import { type AssembleOptions, type Assembly, assemble, type Diagnostic } from '../src/index.ts';

type Files = Readonly<Record<string, string>>;

const encode = (text: string) => new TextEncoder().encode(text);

function run(source: string, files: Files = {}, options: AssembleOptions = {}): Assembly {
  const all: Files = { 'test.s': source, ...files };
  return assemble('test.s', (path) => (all[path] === undefined ? undefined : encode(all[path])), {
    relax: false,
    ...options,
  });
}

/** The object file, taken apart; fails if there are errors. */
export function objectOf(source: string, files?: Files, options?: AssembleOptions): ElfFile {
  const { object, diagnostics } = run(source, files, options);
  if (!object) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const file = readElf(object);
  if ('problem' in file) throw new Error(file.problem);
  return file;
}

/** A section's bytes as hexadecimal digits. */
export function hexOf(source: string, section = '.text', files?: Files): string {
  const found = objectOf(source, files).sections.find(({ name }) => name === section);
  return [...(found?.data ?? [])].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Everything that is wrong with a source. */
export function diagnosticsOf(
  source: string,
  files?: Files,
  options?: AssembleOptions,
): readonly Diagnostic[] {
  return run(source, files, options).diagnostics;
}

/** What is wrong, as `line:column message`. */
export function complaintsOf(source: string, files?: Files): string[] {
  return diagnosticsOf(source, files).map(
    ({ span, message }) => `${span?.line}:${span?.column} ${message}`,
  );
}
