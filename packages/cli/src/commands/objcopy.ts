/** `ireko objcopy`: the bytes of an executable for what takes no ELF file, with GNU objcopy's options. */

import { type ObjcopyOptions, objcopy } from '@ireko/asm/tools/objcopy';
import { type Command, defineCommand } from '../command.ts';
import { readInput, writeOutput } from '../files.ts';
import { Mistake } from '../mistake.ts';

const objcopyOptions = {
  'output-target': {
    short: 'O',
    value: 'FORMAT',
    help: 'format of the copy: binary, ihex, srec, verilog, or\nelf64-littleriscv (the default)',
  },
  'input-target': {
    short: 'I',
    value: 'FORMAT',
    help: 'binary: any bytes, which become an object to link',
  },
  'only-section': {
    short: 'j',
    value: 'SECTION',
    repeat: true,
    help: 'copy this section only; may be repeated',
  },
  'remove-section': {
    short: 'R',
    value: 'SECTION',
    repeat: true,
    help: 'leave this section out; may be repeated',
  },
  'strip-all': { short: 'S', help: 'leave out symbols and debug information' },
  'strip-debug': { short: 'g', help: 'leave out debug information' },
  'strip-symbol': { short: 'N', value: 'SYMBOL', repeat: true, help: 'leave out a symbol' },
  'add-section': { value: 'NAME=FILE', repeat: true, help: 'add a section with a file’s bytes' },
  'set-section-flags': {
    value: 'NAME=WORD,…',
    repeat: true,
    help: 'what a section is: alloc, load, contents, readonly, code, data',
  },
  'rename-section': { value: 'OLD=NEW[,WORD…]', repeat: true, help: 'rename a section' },
  'redefine-sym': { value: 'OLD=NEW', repeat: true, help: 'rename a symbol' },
  'gap-fill': { value: 'BYTE', help: 'what stands between sections in a binary image (0)' },
  'pad-to': { value: 'ADDRESS', help: 'how far a binary image goes' },
  'change-addresses': { value: 'BYTES', help: 'added to all load addresses of an image' },
  'binary-architecture': { short: 'B', value: 'NAME', help: '' },
  'strip-unneeded': {
    help: '',
    refused: 'not supported; use --strip-debug, or -S for a file that is linked no further',
  },
} as const;

export const command: Command = defineCommand({
  name: 'objcopy',
  usage: '[option…] FILE [OUTPUT]',
  about: `
Copies an ELF file, in place if no output is named. With -O binary the copy is the
loaded bytes as they stand in memory, from the lowest load address on, as
riscv64-unknown-elf-objcopy writes them.`,
  options: objcopyOptions,
  examples: [
    ['ireko objcopy -O binary kernel.elf kernel.bin', 'an image for a ROM'],
    ['ireko objcopy -O ihex kernel.elf kernel.hex', 'an image for a flasher'],
  ],
  errors: 'A file that is not an ELF file: one line on stderr, exit status 1.',
  run({ values, operands }) {
    const [input, output] = operands;
    if (input === undefined || operands.length > 2)
      throw new Mistake('name a file and its copy; try: ireko objcopy -O binary a.elf a.bin');
    const isBinary = values['input-target'] === 'binary';
    const format = formatOf(values['output-target']);
    const renames = values['rename-section'].map((each) => each.split(','));
    const copied = objcopy(
      readInput(input),
      {
        ...{ isBinary, format, only: values['only-section'], remove: values['remove-section'] },
        ...stripOf(values),
        add: values['add-section'].map((each) => {
          const [name, path] = pair('--add-section', each);
          return { name, bytes: readInput(path) };
        }),
        flags: new Map([
          ...values['set-section-flags'].map((each): [string, string[]] => {
            const [name, words] = pair('--set-section-flags', each);
            return [name, words.split(',')];
          }),
          ...renames.flatMap(([names = '', ...words]): [string, string[]][] =>
            words.length === 0 ? [] : [[pair('--rename-section', names)[0], words]],
          ),
        ]),
        renameSections: new Map(renames.map(([names = '']) => pair('--rename-section', names))),
        renameSymbols: new Map(values['redefine-sym'].map((each) => pair('--redefine-sym', each))),
        removeSymbols: values['strip-symbol'],
        gapFill: Number(values['gap-fill'] ?? 0) & 0xff,
        moveBy: BigInt(values['change-addresses'] ?? 0),
        ...(values['pad-to'] !== undefined && { padTo: BigInt(values['pad-to']) }),
      },
      isBinary ? input : (output ?? input),
    );
    if ('problem' in copied) throw new Mistake(`${input}: ${copied.problem}`);
    writeOutput(output ?? input, copied.bytes, format === 'elf' && !isBinary ? 0o777 : 0o666);
    return 0;
  },
});

const FORMATS = ['binary', 'ihex', 'srec', 'verilog'] as const;

function formatOf(name = 'elf64-littleriscv'): (typeof FORMATS)[number] | 'elf' {
  if (name === 'elf64-littleriscv') return 'elf';
  const found = FORMATS.find((each) => each === name);
  if (found === undefined)
    throw new Mistake(
      `-O: '${name}' is not supported; use ${FORMATS.join(', ')} or elf64-littleriscv`,
    );
  return found;
}

/** What `-g` and `-S` leave out, of objcopy and of strip. */
export function stripOf(values: {
  readonly [name: string]: unknown;
}): Pick<ObjcopyOptions, 'strip'> {
  if (values['strip-all']) return { strip: 'all' };
  return values['strip-debug'] ? { strip: 'debug' } : {};
}

/** @throws {Mistake} when it is not `OLD=NEW`. */
function pair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new Mistake(`${option}: '${text}' has no =`);
  return [text.slice(0, at), text.slice(at + 1)];
}
