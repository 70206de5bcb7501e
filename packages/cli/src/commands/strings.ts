/** `ireko strings`: what can be read in any file, with GNU strings' options. */

import { type Encoding, strings } from '@ireko/asm/tools/strings';
import { type Command, defineCommand } from '../command.ts';
import { readInput, readStdin } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

export const command: Command = defineCommand({
  name: 'strings',
  standsFor: 'strings',
  usage: '[option…] [FILE…]',
  about: `
Shows the runs of printable characters in files of any kind, or of stdin where none is
named, as riscv64-unknown-elf-strings of binutils 2.40 does.`,
  options: {
    bytes: {
      ...{ short: 'n', value: 'NUMBER', digits: true },
      help: 'characters that a string has at the least (default: 4); also -NUMBER',
    },
    radix: {
      ...{ short: 't', value: 'RADIX' },
      help: 'where in the file each begins, in o (8), d (10) or x (16)',
    },
    o: { help: 'as -t o' },
    'print-file-name': { short: 'f', help: 'the file’s name before each' },
    encoding: {
      ...{ short: 'e', value: 'LETTER' },
      help: 'characters of s (7 bits, default), S (8), b or l (16) or B or L (32):\ncapitals of 16 and 32 bits: B, b have the high byte first',
    },
    all: { short: 'a', undoes: ['data'], help: 'the whole file (default)' },
    data: { short: 'd', undoes: ['all'], help: 'only what an object or executable loads' },
    'include-all-whitespace': { short: 'w', help: 'ends of lines are characters too' },
    'output-separator': {
      ...{ short: 's', value: 'TEXT' },
      help: 'what stands behind each (default: the end of the line)',
    },
    target: { short: 'T', value: 'FORMAT', help: '' },
    unicode: {
      ...{ short: 'U', value: 'HOW' },
      refused: 'characters of UTF-8 are not told apart; -e S shows their bytes as they are',
      help: '',
    },
  },
  examples: [
    ['ireko strings -t x kernel.elf', 'what a kernel may print, and where that stands'],
    ['ireko strings -n 8 -f *.bin', 'long ones, of several files'],
  ],
  errors: 'A file that cannot be read: one line on stderr, exit status 1.',
  async run({ values, operands }) {
    const radix = values.radix ?? (values.o ? 'o' : undefined);
    const options = {
      least: lengthOf(values.bytes),
      encoding: encodingOf(values.encoding),
      whitespace: values['include-all-whitespace'],
      ...(radix !== undefined && { radix: radixOf(radix) }),
      ...(values['output-separator'] !== undefined && { separator: values['output-separator'] }),
    };
    const show = (name: string, bytes: Uint8Array, dataOnly: boolean) => {
      const prefix = values['print-file-name'] ? { prefix: name } : {};
      process.stdout.write(strings(bytes, { ...options, ...prefix, dataOnly }));
    };
    if (operands.length === 0) show('{standard input}', await readStdin(), false);
    let dataOnly = values.data;
    for (const name of operands) {
      if (name === '-') dataOnly = false;
      else show(name, readInput(name), dataOnly);
    }
    return 0;
  },
});

/** @throws {Mistake} when it is no number from 1 on. */
function lengthOf(text = '4'): number {
  const isNumber = /^(0x[\da-f]+|\d+)$/i.test(text);
  if (!isNumber || Number(text) === 0) throw new Mistake(`-n: '${text}' is no number from 1 on`);
  return Number(text);
}

/** @throws {Mistake} when it is none of the letters. */
function encodingOf(letter = 's'): Encoding {
  if (!/^[sSblBL]$/.test(letter)) throw new Mistake(`-e: '${letter}' is none of s, S, b, l, B, L`);
  return letter as Encoding;
}

/** @throws {Mistake} when it is none of `d`, `o`, `x`. */
function radixOf(letter: string): 8 | 10 | 16 {
  const radix = ({ d: 10, o: 8, x: 16 } as const)[letter];
  if (radix === undefined) throw new Mistake(`-t: '${letter}' is none of d, o, x`);
  return radix;
}
