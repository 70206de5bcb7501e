/**
 * The code of random programs: pieces of a few instructions, each of which leads to others. Any instruction comes, most of
 * them as likely as to go on; and runs of instructions that the translator looks for.
 */

import { csrs, encode, type Field, type Instruction, instructions } from '@ireko/isa';
import { ramBase } from '../../src/index.ts';
import { codePlaces, csrNumber, pick, type Random, word } from './random-layout.ts';

const PIECES = 24;
/** The first pieces are short functions, of which the translator makes copies; others call them. */
const FUNCTIONS = 4;

/** An instruction with its fields, for speed. */
interface Row {
  readonly row: Instruction;
  readonly fields: readonly Field[];
}
const rows: readonly Row[] = instructions.map((row) => ({
  row,
  fields: Object.values(row.fields),
}));
const rowsOf = (...extensions: readonly string[]) =>
  rows.filter(({ row }) => extensions.includes(row.extension));
const isAccess = ({ row }: Row) =>
  /^(c\.)?(f?[ls][bhwd]u?|f[ls]d)(sp)?$/.test(row.mnemonic) ||
  ['a', 'zicboz', 'zicbom'].includes(row.extension);
const accesses = rows.filter(isAccess);
const based = accesses.filter(({ row }) => row.length === 4 && 'imm' in row.fields);
const floats = rowsOf('f', 'd').filter((row) => !isAccess(row));
const jumps = ['jalr', 'c.jr', 'c.jalr'];
const isTargeted = ({ fields }: Row) => fields.some(({ kind }) => kind === 'target');
const targeted = rows.filter(isTargeted);
const computing = rowsOf('i', 'm', 'zba', 'zbb', 'zbs', 'zicond', 'c').filter(
  (row) => !isAccess(row),
);
const goesOn = (each: Row) => !isTargeted(each) && !/^(c\.)?(j|e)/.test(each.row.mnemonic);
/** What short functions are made of. */
const calm = [computing.filter(goesOn), based];

/** What instructions are taken from: anything, what computes, what accesses memory, what changes the hart's state. */
const kinds: readonly (readonly Row[])[] = [
  rows,
  rows,
  computing,
  accesses,
  accesses,
  rowsOf('zicsr', 'privileged', 'svinval', 'h', 'zifencei'),
];

const counters = ['cycle', 'time', 'instret'].map(csrNumber);
const csrNumbers = csrs.map(({ number }) => number);
/** CSRs that say how a hart goes on. */
// biome-ignore format: by mode.
const lively = [
  'fcsr', 'fflags', 'frm',
  'sstatus', 'sie', 'sip', 'satp', 'sepc', 'sscratch', 'stvec', 'scause', 'stimecmp', 'senvcfg',
  'hstatus', 'hedeleg', 'hideleg', 'hvip', 'hgatp', 'hie', 'henvcfg', 'htimedelta',
  'vsstatus', 'vsie', 'vsip', 'vsatp', 'vsepc', 'vstimecmp',
  'mstatus', 'mie', 'mip', 'medeleg', 'mideleg', 'mepc', 'mscratch', 'menvcfg', 'pmpcfg0', 'pmpaddr0',
].map(csrNumber).concat(counters);

/** Registers that mostly have addresses of code, and those of compressed instructions, which mostly have some of data. */
export const codeRegisters: readonly number[] = [1, 5];

/** Any instruction, so that programs also have such words as data. */
export function randomWord(random: Random): number {
  return anyOf(pick(random, kinds), random);
}

function anyOf(list: readonly Row[], random: Random, fixed: Record<string, number> = {}): number {
  const { row, fields } = pick(random, list);
  const values: Record<string, number> = {};
  for (const field of fields) values[field.name] = fixed[field.name] ?? randomValue(field, random);
  // Where jumps through registers lead there is mostly code.
  if (jumps.includes(row.mnemonic) && random(8)) {
    Object.assign(values, { rs1: pick(random, codeRegisters) });
    if ('imm' in values) values['imm'] = 0;
  }
  return encode(row, values);
}

function randomValue(field: Field, random: Random): number {
  const { min, max, step } = field.range;
  const whatever = min + random(Math.floor((max - min) / step) + 1) * step;
  switch (field.kind) {
    case 'csr':
      return random(8) ? pick(random, random(2) ? lively : csrNumbers) : whatever;
    case 'target':
      return Math.max(min, Math.min(max, (random(64) - 32) * 2));
    case 'register':
      // Bases are mostly addresses, and those mostly stay.
      if (max < 31 || random(4) === 0) return whatever;
      if (field.name === 'rs1') return random(2) ? 8 + random(8) : whatever;
      if (field.name !== 'rd') return whatever;
      return (whatever >= 8 && whatever < 16) || codeRegisters.includes(whatever)
        ? 16 + (whatever & 15)
        : whatever;
    case 'immediate':
      if (!field.signed || random(4) === 0) return whatever;
      return Math.max(min, Math.min(max, (random(16) - 8) * step * (random(2) ? 1 : 8)));
    default:
      return whatever;
  }
}

/** Instructions of which the translator makes something together. */
const runs: readonly ((random: Random) => readonly number[])[] = [
  // Bits taken out of a register, perhaps with something in between.
  (random) => {
    const [rd, rs1] = [1 + random(31), random(32)];
    const suffix = pick(random, ['', 'w']);
    const first = pick(random, suffix ? [16, 24] : [32, 48, 56]);
    const second = random(2) ? first : random(first + 1);
    return [
      word(`slli${suffix}`, { rd, rs1, imm: first }),
      ...(random(2) ? [randomWord(random)] : []),
      word(`${pick(random, ['srli', 'srai'])}${suffix}`, { rd: random(32), rs1: rd, imm: second }),
    ];
  },
  // Accesses near one another, and a base that walks.
  (random) => {
    const rs1 = 8 + random(8);
    const far = pick(random, [8, 64, 1024]);
    const access = () =>
      anyOf(based, random, {
        rs1,
        imm: (random(far) - (random(4) ? 0 : far)) & ~(random(4) ? 7 : 0),
      });
    const step = word('addi', { rd: rs1, rs1, imm: (random(8) - 4) * pick(random, [1, 8, 64]) });
    return [...Array.from({ length: 2 + random(4) }, access), ...(random(2) ? [step] : [])];
  },
  // A table by an index of which something is known.
  (random) => {
    const [base, index, sum] = [8 + random(8), 16 + random(4), 20 + random(4)];
    const rs1 = random(32);
    const bounded = pick(random, [
      word('andi', { rd: index, rs1, imm: (1 + random(63)) << random(6) }),
      word('lbu', { rd: index, rs1: base, imm: random(64) }),
      word('srliw', { rd: index, rs1, imm: 20 + random(12) }),
      word('srli', { rd: index, rs1, imm: 50 + random(14) }),
    ]);
    const far = word('addi', { rd: index, rs1: index, imm: random(64) });
    const sums = [
      word('add', { rd: sum, rs1: base, rs2: index }),
      ...['add', 'sh1add', 'sh2add', 'sh3add'].map((row) =>
        word(row, { rd: sum, rs1: index, rs2: base }),
      ),
    ];
    const access = () => anyOf(based, random, { rs1: sum, imm: random(32) * 8 });
    return [
      bounded,
      ...(random(4) ? [] : [far]),
      ...(random(2) ? [word('slli', { rd: index, rs1: index, imm: random(4) })] : []),
      pick(random, sums),
      ...Array.from({ length: 1 + random(3) }, access),
    ];
  },
  // Code that is written, near where it is.
  (random) => {
    const through = 28 + random(4);
    const width = pick(random, ['sh', 'sw', 'sw', 'sd']);
    const imm = (random(200) - 80) * 2;
    return [
      word('auipc', { rd: through, imm: 0 }),
      word(width, { rs1: through, rs2: 1 + random(31), imm }),
      ...(random(2) ? [word('fence.i')] : []),
    ];
  },
  (random) => [word('csrrs', { rd: random(32), csr: pick(random, counters), rs1: 0 })],
  (random) => Array.from({ length: 2 + random(4) }, () => anyOf(floats, random)),
];

/** An instruction, a run of them, or now and then what is none. */
function some(random: Random): readonly number[] {
  if (random(50) === 0) return [random(2 ** 16) & ~0b11];
  return random(6) === 0 ? pick(random, runs)(random) : [randomWord(random)];
}

/** What ends a piece, once it is known where the others begin. */
interface Way {
  readonly length: number;
  readonly words: (place: number, target: number, random: Random) => readonly number[];
}

/** A branch or a jump, if it reaches. */
const near = ({ row, fields }: Row): Way => ({
  length: row.length,
  words: (place, target, random) => {
    const reach = fields.find(({ kind }) => kind === 'target')?.range;
    const distance = target - place;
    const reaches = reach && distance >= reach.min && distance <= reach.max;
    return [anyOf([{ row, fields }], random, reaches ? { imm: distance } : {})];
  },
});
/** A call through a register, and a return. */
const call: Way = {
  length: 8,
  words: (place, target, random) => {
    const through = pick(random, [...codeRegisters, 6]);
    return [
      word('auipc', { rd: through, imm: 0 }),
      word('jalr', { rd: pick(random, [0, 1, 1]), rs1: through, imm: target - place }),
    ];
  },
};
/** The same with a pointer. */
const callByPointer: Way = {
  length: 12,
  words: (place, target, random) => {
    const through = pick(random, codeRegisters);
    return [
      word('auipc', { rd: through, imm: 0 }),
      word('addi', { rd: through, rs1: through, imm: target - place }),
      word('jalr', { rd: 1, rs1: through, imm: 0 }),
    ];
  },
};
const back: Way = { length: 4, words: () => [word('jalr', { rd: 0, rs1: 1, imm: 0 })] };

const randomWay = (random: Random): Way =>
  pick(random, [call, back, ...Array.from({ length: 6 }, () => near(pick(random, targeted)))]);

/** Puts the code into RAM. @returns the addresses of its pieces. */
export function putCode(view: DataView, random: Random): readonly number[] {
  let place = codePlaces.start + random(2) * 2;
  const put = (each: number) => {
    const isShort = (each & 0b11) !== 0b11;
    if (isShort) view.setUint16(place, each, true);
    else view.setUint32(place, each, true);
    place += isShort ? 2 : 4;
  };
  const pieces = Array.from({ length: PIECES }, (_, index) => {
    const isFunction = index < FUNCTIONS;
    const start = place;
    const calls: { readonly at: number; readonly way: Way }[] = [];
    for (let count = 1 + random(isFunction ? 4 : 8); count > 0; count--) {
      if (isFunction) put(anyOf(pick(random, calm), random));
      else if (random(8) > 0) for (const each of some(random)) put(each);
      else {
        const way = pick(random, [call, callByPointer]);
        calls.push({ at: place, way });
        place += way.length;
      }
    }
    const end = place;
    const way = isFunction && random(8) > 0 ? back : randomWay(random);
    place += way.length;
    return { start, end, calls, way };
  });
  const functions = pieces.slice(0, FUNCTIONS);
  for (const piece of pieces) {
    for (const { at, way } of piece.calls) {
      place = at;
      for (const each of way.words(at, pick(random, functions).start, random)) put(each);
    }
    // Now and then it is a loop.
    const target = random(4) === 0 ? piece : pick(random, pieces);
    place = piece.end;
    for (const each of piece.way.words(piece.end, target.start, random)) put(each);
  }
  return pieces.map(({ start }) => ramBase + start);
}
