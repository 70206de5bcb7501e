/** `ireko ld`: the linker, with GNU ld's options. */

import { type LinkInput, link, type ObjectFile } from '@ireko/asm';
import { isArchive } from '@ireko/elf';
import { type Command, defineCommand } from '../command.ts';
import { readIfThere, readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';
import { reportDiagnostics } from '../report.ts';
import { parseSymbols } from '../symbols.ts';

export const command: Command = defineCommand({
  name: 'ld',
  usage: '[option…] FILE.o… [ARCHIVE.a…]',
  about: `
Links objects into an executable, laid out by a linker script in GNU's language.
Of an archive the members that define what is still missing are taken; libraries
of -l follow the files. The loaded bytes are those of riscv64-unknown-elf-ld of
binutils 2.40.`,
  options: {
    o: { value: 'FILE', help: 'write the executable to FILE (default: a.out)' },
    T: { short: 'T', value: 'SCRIPT', help: 'lay out by SCRIPT (default: GNU ld’s own rules)' },
    e: { value: 'SYMBOL', help: 'where execution begins (default: by the script, else _start)' },
    Map: {
      value: 'FILE',
      spelling: '-Map=FILE',
      help: 'write a map of what lies where to FILE; - is the terminal',
    },
    defsym: { value: 'NAME=VALUE', repeat: true, help: 'define a symbol' },
    'gc-sections': { help: 'leave out sections that the program cannot reach' },
    m: { value: 'EMULATION', help: 'kind of output: elf64lriscv, the only one' },
    'no-relax': { help: 'do not shorten calls and addresses that turn out to be near' },
    l: { value: 'NAME', repeat: true, help: 'link what is needed of libNAME.a' },
    L: { value: 'FOLDER', repeat: true, help: 'look in FOLDER for libraries' },
    'start-group': { help: 'search the archives until nothing more is found in them' },
    'end-group': { help: 'ends what --start-group begins: all archives are of the group' },
  },
  examples: [
    ['ireko ld -T hello.ld -o hello.elf hello.o', 'an image for ireko run'],
    ['ireko ld -T kernel.ld -Map - -o kernel.elf start.o trap.o', 'and see where everything went'],
  ],
  errors: `
All undefined and all doubly defined symbols are reported, each with the places
in the objects that name them; a mistake in the script with its line and column.
Then no executable is written, and the exit status is 1.`,
  run({ values, operands }) {
    if (values.m !== undefined && values.m !== 'elf64lriscv')
      throw new Mistake(`-m: '${values.m}' is not supported; the output is elf64lriscv`);
    if (operands.length === 0)
      throw new Mistake('no input files; try: ireko ld -T hello.ld -o hello.elf hello.o');
    const find = (name: string) => findLibrary(name, values.L);
    const libraries = values.l.map((name) => {
      const found = find(`-l${name}`);
      if (found === undefined)
        throw new Mistake(`there is no lib${name}.a in the folders of -L; name its folder with -L`);
      return found;
    });
    const files = operands.map((name) => ({ name, bytes: readInput(name) }));
    const inputs = values['start-group']
      ? grouped([...files, ...libraries])
      : [...files, ...libraries];
    const script =
      values.T === undefined
        ? undefined
        : { name: values.T, text: new TextDecoder().decode(readInput(values.T)) };
    const { elf, map, diagnostics } = link(inputs, script, {
      relax: !values['no-relax'],
      find,
      map: values.Map !== undefined,
      defsym: parseSymbols(values.defsym),
      gcSections: values['gc-sections'],
      ...(values.e !== undefined && { entry: values.e }),
    });
    reportDiagnostics(diagnostics, 'ireko ld');
    if (elf) writeOutput(values.o ?? 'a.out', elf, 0o777);
    if (map !== undefined && values.Map === '-') process.stdout.write(map);
    else if (map !== undefined && values.Map !== undefined) writeOutput(values.Map, map);
    return 0;
  },
});

/** A file by its name, or `-lc` by looking for `libc.a` in the folders. */
function findLibrary(name: string, folders: readonly string[]): ObjectFile | undefined {
  const file = name.startsWith('-l') ? `lib${name.slice(2)}.a` : name;
  for (const folder of name.startsWith('-l') ? folders : ['.', ...folders]) {
    const path = folder === '.' ? file : `${folder.replace(/\/$/, '')}/${file}`;
    const bytes = readIfThere(path);
    if (bytes !== undefined) return { name: path, bytes };
  }
  return undefined;
}

/** The objects, then all archives as one group. */
function grouped(files: readonly ObjectFile[]): LinkInput[] {
  const archives = files.filter(({ bytes }) => isArchive(bytes));
  const objects = files.filter(({ bytes }) => !isArchive(bytes));
  return [...objects, { group: archives }];
}
