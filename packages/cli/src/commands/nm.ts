/** `ireko nm`: the symbols of objects and executables, in GNU nm's format. */

import { nm, systemHead } from '@ireko/asm/tools/nm';
import { isArchive, readArchive } from '@ireko/elf';
import { type Command, defineCommand } from '../command.ts';
import { readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'nm',
  standsFor: 'nm',
  usage: '[option…] FILE…',
  about: `
Lists the symbols of objects and executables: value, kind and name, as
riscv64-unknown-elf-nm of binutils 2.40 does. T is code, D data, B zeros, A a
plain number, U undefined; small letters are for symbols of the file alone.`,
  options: {
    'numeric-sort': { short: 'n', help: 'by address instead of by name' },
    'size-sort': { help: 'by size, and show sizes alone' },
    'no-sort': { short: 'p', help: 'in the order of the file' },
    'reverse-sort': { short: 'r', help: 'the other way round' },
    'extern-only': { short: 'g', help: 'only what other files can see' },
    'undefined-only': { short: 'u', help: 'only what other files must define' },
    'defined-only': { help: 'only what this file defines' },
    'debug-syms': { short: 'a', help: 'the symbols of sections and files too' },
    'print-size': { short: 'S', help: 'sizes too' },
    'print-file-name': { short: 'A', help: 'the file’s name before each line' },
    'line-numbers': { short: 'l', help: 'where in the source each is' },
    o: { help: 'as -A' },
    v: { help: 'as -n' },
    dynamic: { short: 'D', help: 'the symbols for a dynamic linker: none are there' },
    'no-weak': { short: 'W', help: 'without weak symbols' },
    'special-syms': { help: 'those for the tools too, such as $x and .L labels' },
    radix: { short: 't', value: 'RADIX', help: 'numbers in d (10), o (8) or x (16)' },
    format: { short: 'f', value: 'FORMAT', help: 'bsd (default), posix, sysv or just-symbols' },
    portability: { short: 'P', help: 'name first, as POSIX wants it' },
    'just-symbols': { short: 'j', help: 'names alone' },
    demangle: { short: 'C', help: 'nothing to do for C; names of C++ stay as they are' },
    'no-demangle': { help: '' },
    quiet: { help: '' },
    plugin: { value: 'FILE', help: '' },
    target: { value: 'FORMAT', help: '' },
    'with-symbol-versions': { help: '' },
    synthetic: { help: '' },
    B: { help: 'as -f bsd' },
  },
  examples: [['ireko nm -n monitor-io.elf', 'where everything lies']],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    if (operands.length === 0) throw new Mistake('no file; try: ireko nm -n hello.elf');
    const order = values['size-sort']
      ? 'size'
      : values['numeric-sort'] || values.v
        ? 'address'
        : values['no-sort']
          ? 'none'
          : 'name';
    const options = {
      order,
      reverse: values['reverse-sort'],
      globalOnly: values['extern-only'],
      all: values['debug-syms'],
      sizes: values['print-size'],
      format: formatOf(values),
      radix: radixOf(values.radix),
      noWeak: values['no-weak'],
      special: values['special-syms'],
      lines: values['line-numbers'],
      ...(values['undefined-only'] && { only: 'undefined' as const }),
      ...(values['defined-only'] && { only: 'defined' as const }),
    } as const;
    const prefixes = values['print-file-name'] || values.o;
    for (const name of operands) {
      for (const { member, bytes } of membersOf(name)) {
        const path = member === undefined ? name : `${name}:${member}`;
        const shown = values.dynamic
          ? { problem: 'no symbols' }
          : nm(bytes, { ...options, ...(prefixes && { prefix: `${path}:` }) });
        if ('problem' in shown) {
          const isEmpty = shown.problem === 'no symbols';
          if (member === undefined && !isEmpty) throw new Mistake(`${name}: ${shown.problem}`);
          process.stderr.write(`ireko nm: ${member ?? name}: ${shown.problem}\n`);
          continue;
        }
        const heading = prefixes
          ? ''
          : options.format === 'sysv'
            ? systemHead(member ?? name, bytes)
            : member !== undefined
              ? `\n${member}:\n`
              : operands.length > 1
                ? `\n${name}:\n`
                : '';
        process.stdout.write(heading + shown.text);
      }
    }
    return 0;
  },
});

const FORMATS = ['bsd', 'posix', 'sysv', 'just-symbols'] as const;

/** @throws {Mistake} when there is no such format; its first letter is enough. */
function formatOf(values: {
  readonly format: string | undefined;
  readonly portability: boolean;
  readonly 'just-symbols': boolean;
}): (typeof FORMATS)[number] {
  if (values.portability) return 'posix';
  if (values['just-symbols']) return 'just-symbols';
  const { format = 'bsd' } = values;
  const found = FORMATS.find((each) => each[0] === format[0]);
  if (found === undefined) throw new Mistake(`-f: '${format}' is none of ${FORMATS.join(', ')}`);
  return found;
}

/** @throws {Mistake} when it is none of `d`, `o`, `x`. */
function radixOf(letter = 'x'): 8 | 10 | 16 {
  const radix = ({ d: 10, o: 8, x: 16 } as const)[letter];
  if (radix === undefined) throw new Mistake(`-t: '${letter}' is none of d, o, x`);
  return radix;
}

/** The file itself, or the members of an archive. */
function membersOf(name: string): { readonly member?: string; readonly bytes: Uint8Array }[] {
  const bytes = readInput(name);
  if (!isArchive(bytes)) return [{ bytes }];
  const archive = readArchive(bytes);
  if ('problem' in archive) throw new Mistake(`${name}: ${archive.problem}`);
  return archive.members.map((each) => ({ member: each.name, bytes: each.bytes }));
}
