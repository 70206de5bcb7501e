/**
 * Every form of the table, with its fields at both ends of their ranges and in between, against
 * GNU as, GNU objdump and llvm-mc: the same bytes, and the same text back.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  allForms,
  csrs,
  disassemble,
  encode,
  type Field,
  type FieldValues,
  type Form,
  fits,
  floatRegisterNames,
  instructionLength,
  type Named,
  type OperandForm,
  registerNames,
  roundingNames,
} from '../src/index.ts';

const MARCH = 'rv64imafdch_zicbom_zicboz_zicsr_zifencei_zihintpause_zawrs_zba_zbb_zbs_svinval';
const BASE = 0x8000_0000n;

/** One instruction as text and as the word that the table gives. */
interface Sample {
  readonly text: string;
  readonly word: number;
  readonly length: 2 | 4;
}

/** Values of a field: both ends, and some between. */
function valuesOf(field: Field): readonly number[] {
  const { min, max, step } = field.range;
  const middle = min + Math.floor((max - min) / step / 3) * step;
  const wanted = field.kind === 'csr' ? csrs.map((csr) => csr.number) : [min, max, middle, step, 8];
  return [...new Set(wanted)].filter(
    (value) =>
      fits(field, value) &&
      !(field.hintAtZero && !value) &&
      !(field.kind === 'rounding' && roundingNames[value] === undefined),
  );
}

function registerText(field: Field | Named, values: FieldValues): string {
  const number = 'register' in field ? field.register : (values[field.name] ?? 0);
  return registerNames[number] ?? '';
}

function operandText(mnemonic: string, operand: OperandForm, values: FieldValues): string {
  switch (operand.shape) {
    case 'register':
      return registerText(operand.field, values);
    case 'memory':
      return `${operand.offset ? values[operand.offset.name] : ''}(${registerText(operand.base, values)})`;
    case 'float':
      return floatRegisterNames[values[operand.field.name] ?? 0] ?? '';
    case 'rounding':
      return roundingNames[values[operand.field.name] ?? 0] ?? '';
    case 'target': {
      const distance = values[operand.field.name] ?? 0;
      return `. ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}`;
    }
    case 'ordering':
      return [...'iorw']
        .filter((_, bit) => (values[operand.field.name] ?? 0) & (8 >> bit))
        .join('');
    case 'vector':
    case 'mask':
    case 'vtype':
      throw new Error(`${mnemonic} is none of the machine's instructions`);
    default: {
      const value = values[operand.field.name] ?? 0;
      // Assemblers take the operand of `c.lui` as `lui` does: the 20 bits, unsigned.
      return String(mnemonic === 'c.lui' ? value & 0xfffff : value);
    }
  }
}

/** Each form with one field at a time taking its values, and the others their first but one. */
function samples(forms: readonly Form[]): readonly Sample[] {
  return forms.flatMap((form) => {
    const free = Object.values(form.instruction.fields).filter(
      (field) => !(field.name in form.fixed),
    );
    const usual = Object.fromEntries(
      free.map((field) => [field.name, valuesOf(field)[2] ?? valuesOf(field)[0] ?? 0]),
    );
    const choices = [
      usual,
      ...free.flatMap((field) =>
        valuesOf(field).map((value) => ({ ...usual, [field.name]: value })),
      ),
    ];
    return choices.map((choice) => {
      const values: Record<string, number> = { ...choice, ...form.fixed };
      for (const operand of form.operands) {
        if (operand.shape !== 'float' || !operand.twin) continue;
        values[operand.twin.name] = values[operand.field.name] ?? 0;
      }
      const operands = form.operands.map((operand) => operandText(form.mnemonic, operand, values));
      const text = `${form.mnemonic} ${operands.join(', ')}`.trim();
      const word = encode(form.instruction, values);
      return { text, word, length: form.instruction.length };
    });
  });
}

/** An empty set of `fence` has no spelling. */
const hasEmptySet = ({ text }: Sample) => /^fence( ,|.*, $)|^fence \w+,$/.test(text);

/** GNU binutils 2.40 and LLVM 14 are older than Zicond. */
const isZicond = ({ text }: Sample) => text.startsWith('czero.');

/** LLVM 14 has these as experiments of another version, or not at all. */
const isNewerThanLlvm = ({ text }: Sample) =>
  /^(pause|cbo\.|wrs\.|h[ls]v|hfence|hinval|sinval|sfence\.(w|inval))/.test(text);

const known = samples(allForms().filter(({ xlen }) => xlen !== 32)).filter(
  (sample) => !hasEmptySet(sample) && !isZicond(sample),
);

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-isa-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Assembles each sample in a slot of its own and gives the words back. */
function wordsOf(
  list: readonly Sample[],
  assemble: (source: string, object: string) => void,
): readonly number[] {
  return inFolder((folder) => {
    const source = join(folder, 'samples.s');
    const object = join(folder, 'samples.o');
    const binary = join(folder, 'samples.bin');
    // Compression only where the form asks for it, so that each text has one encoding.
    const lines = list.map(
      ({ text, length }) =>
        `.option push\n.option ${length === 2 ? 'rvc' : 'norvc'}\n${text}\n.option pop\n.balign 8`,
    );
    writeFileSync(source, `${lines.join('\n')}\n`);
    assemble(source, object);
    execFileSync('riscv64-unknown-elf-objcopy', ['-O', 'binary', '-j', '.text', object, binary]);
    const bytes = readFileSync(binary);
    return list.map(({ length }, index) =>
      length === 2 ? bytes.readUInt16LE(index * 8) : bytes.readUInt32LE(index * 8),
    );
  });
}

const hex = (list: readonly Sample[], words: readonly number[]) =>
  list.map(({ text }, index) => `${text}  # ${(words[index] ?? 0).toString(16)}`);

function expectSameWords(
  list: readonly Sample[],
  assemble: (source: string, object: string) => void,
): void {
  expect(list.length).toBeGreaterThan(500);
  const ours = list.map(({ word }) => word);
  expect(hex(list, ours)).toEqual(hex(list, wordsOf(list, assemble)));
}

test('GNU as gives the same bytes for every form', () => {
  expectSameWords(known, (source, object) => {
    execFileSync('riscv64-unknown-elf-as', [`-march=${MARCH}`, '-mno-relax', source, '-o', object]);
  });
});

test('llvm-mc gives the same bytes for every form that it knows', () => {
  // LLVM 14 takes a target that is a number as the distance.
  const list = known
    .filter((each) => !isNewerThanLlvm(each))
    .map((each) => ({ ...each, text: each.text.replace(/\. ([+-]) /, '$1') }));
  expectSameWords(list, (source, object) => {
    const options = [
      '-triple=riscv64',
      '-mattr=+m,+a,+f,+d,+c,+zba,+zbb,+zbs',
      '-filetype=obj',
      source,
      '-o',
      object,
    ];
    execFileSync('llvm-mc', options);
  });
});

test('GNU objdump prints what the disassembler prints', () => {
  const lines = inFolder((folder) => {
    const source = join(folder, 'samples.s');
    const object = join(folder, 'samples.o');
    // An object's attributes tell objdump which extensions to expect.
    const words = known.map(({ word, length }) =>
      length === 4 ? `.insn 4, ${word}` : `.insn 2, ${word}\n.insn 2, 1`,
    );
    writeFileSync(source, `${words.join('\n')}\n`);
    execFileSync('riscv64-unknown-elf-as', [`-march=${MARCH}`, source, '-o', object]);
    const options = ['-d', `--adjust-vma=0x${BASE.toString(16)}`, object];
    const output = execFileSync('riscv64-unknown-elf-objdump', options, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const byAddress = new Map<string, string>();
    for (const [, address = '', text = ''] of output.matchAll(
      /^\s+([0-9a-f]+):\t[0-9a-f]+\s+\t(.*)$/gm,
    )) {
      byAddress.set(address, text.replace(/\s+[#<].*$/, '').trim());
    }
    return byAddress;
  });
  const pairs = known.map(({ word, text }, index) => {
    const pc = BASE + BigInt(index * 4);
    const found = disassemble(word, pc);
    const ours = found?.operands ? `${found.mnemonic}\t${found.operands}` : `${found?.mnemonic}`;
    return { text, ours, theirs: lines.get(pc.toString(16)) };
  });
  expect(pairs.map(({ text, ours }) => `${text} → ${ours}`)).toEqual(
    pairs.map(({ text, theirs }) => `${text} → ${theirs}`),
  );
  expect(instructionLength(0b11)).toBe(4);
});
