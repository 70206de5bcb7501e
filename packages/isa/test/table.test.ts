import { expect, test } from 'vitest';
import {
  compress,
  decode,
  disassemble,
  encode,
  expand,
  extensions,
  forms,
  instruction,
  instructions,
  isaString,
  type Meaning,
  type Operands,
} from '../src/index.ts';

test('the manual’s examples encode as the manual says', () => {
  expect(encode(instruction('addi'), { rd: 10, rs1: 11, imm: 2047 })).toBe(0x7ff58513);
  expect(encode(instruction('sd'), { rs1: 2, rs2: 1, imm: -8 })).toBe(0xfe113c23);
  expect(encode(instruction('jal'), { rd: 1, imm: -4 })).toBe(0xffdff0ef);
  expect(encode(instruction('beq'), { rs1: 10, rs2: 0, imm: -4096 })).toBe(0x80050063);
  expect(encode(instruction('mret'), {})).toBe(0x30200073);
});

test('every instruction decodes to itself with its fields at both ends of their ranges', () => {
  for (const row of instructions) {
    for (const end of ['min', 'max'] as const) {
      const values = Object.fromEntries(
        Object.values(row.fields).map((field) => [field.name, field.range[end]]),
      );
      if (row.length === 2 && end === 'min') continue;
      const word = encode(row, values);
      const decoded = decode(word);
      expect([row.mnemonic, decoded?.instruction.mnemonic, decoded?.values]).toEqual([
        row.mnemonic,
        row.mnemonic,
        values,
      ]);
    }
  }
});

test('two uncompressed rows match the same word only if one is a special case of the other, and comes first', () => {
  const rows = instructions.filter(({ length }) => length === 4);
  const clashes: string[] = [];
  for (const [index, a] of rows.entries()) {
    for (const b of rows.slice(index + 1)) {
      const isSpecialCase = (b.mask & ~a.mask) === 0 && a.mask !== b.mask;
      const isClash = ((a.match ^ b.match) & a.mask & b.mask) === 0 && !isSpecialCase;
      if (isClash) clashes.push(`${a.mnemonic} and ${b.mnemonic}`);
    }
  }
  expect(clashes).toEqual([]);
});

test('at most one compressed row matches any halfword, and its expansion compresses to its equal', () => {
  const hints = new Set(['c.addi', 'c.li', 'c.lui', 'c.slli', 'c.srli', 'c.srai', 'c.mv', 'c.add']);
  let legal = 0;
  for (let halfword = 0; halfword < 0x10000; halfword++) {
    if ((halfword & 3) === 3) continue;
    const decoded = decode(halfword);
    if (!decoded) continue;
    legal++;
    expect(encode(decoded.instruction, decoded.values)).toBe(halfword);
    if (hints.has(decoded.instruction.mnemonic)) continue;
    const full = expand(decoded);
    if (full.instruction.mnemonic === 'jalr') continue;
    const again = compress(full.instruction, full.values);
    expect(again && expand(again)).toEqual(full);
  }
  expect(legal).toBeGreaterThan(30_000);
});

test('disassembly prefers the alias that says most', () => {
  const text = (word: number) => {
    const found = disassemble(word, 0x8000_0000n);
    return `${found?.mnemonic} ${found?.operands}`.trim();
  };
  expect(text(0x00008067)).toBe('ret');
  expect(text(0x8082)).toBe('ret');
  expect(text(0x00000013)).toBe('nop');
  expect(text(0x0001)).toBe('nop');
  expect(text(0x852e)).toBe('mv a0,a1');
  expect(text(0x300025f3)).toBe('csrr a1,mstatus');
  expect(text(0xfe0512e3)).toBe('bnez a0,7fffffe4');
  expect(text(0x12000073)).toBe('sfence.vma');
  expect(text(0x0ff0000f)).toBe('fence');
  expect(disassemble(0, 0n)).toBeUndefined();
});

test('floating point is disassembled with its aliases, and a rounding mode that is not dynamic', () => {
  const text = (word: number) => {
    const found = disassemble(word, 0n);
    return `${found?.mnemonic} ${found?.operands}`;
  };
  expect(text(0x02c5f553)).toBe('fadd.d fa0,fa1,fa2');
  expect(text(0x02c59553)).toBe('fadd.d fa0,fa1,fa2,rtz');
  expect(text(0x20b58553)).toBe('fmv.s fa0,fa1');
  expect(text(0x22c58553)).toBe('fsgnj.d fa0,fa1,fa2');
  expect(text(0xd2058553)).toBe('fcvt.d.w fa0,a1');
  expect(text(0x2522)).toBe('fld fa0,8(sp)');
});

test('every word of a row is disassembled, whatever stands in fields that no operand writes', () => {
  let state = 1;
  for (const row of instructions) {
    for (let round = 0; round < 50; round++) {
      state = Math.imul(state, 1664525) + 1013904223;
      const word = (((state ^ (state >>> 15)) & ~row.mask) | row.match) >>> 0;
      if (decode(word)) expect(disassemble(word, 0n)?.mnemonic.length).toBeGreaterThan(0);
    }
  }
});

test('the ISA string lists every extension that the table has rows of', () => {
  expect(isaString).toMatch(/^rv64imafdc/);
  const named = new Set<string>(instructions.map(({ extension }) => extension));
  const listed: readonly string[] = [...extensions, 'privileged'];
  expect([...named].filter((name) => !listed.includes(name))).toEqual([]);
});

test('atomic operations take ordering suffixes', () => {
  const [form] = forms('amoadd.w.aqrl');
  expect(form?.instruction.mnemonic).toBe('amoadd.w');
  expect(form?.fixed).toEqual({ aq: 1, rl: 1 });
});

test('no row uses what it has read of a register behind a write to one', () => {
  /** Stands for every value; one that a register gave knows in which state of the registers. */
  interface Value {
    readonly of?: 'read' | 'readFloat';
    readonly writes?: number;
  }
  const stale = new Set<string>();
  for (const { mnemonic, meaning } of instructions) {
    const writes = { read: 0, readFloat: 0 };
    const use = ({ of, writes: then }: Value = {}) => {
      if (of && then !== writes[of]) stale.add(mnemonic);
    };
    const call = (name: string, args: readonly unknown[]): unknown => {
      const functions = args.filter((each) => typeof each === 'function');
      for (const each of args.flat()) if (typeof each === 'object') use(each as Value);
      const before = { ...writes };
      for (const each of functions) {
        Object.assign(writes, before); // branches do not follow one another
        use(each({}));
      }
      if (name === 'write') writes.read++;
      if (name === 'writeFloat') writes.readFloat++;
      if (name === 'read' || name === 'readFloat') return { of: name, writes: writes[name] };
      return name === 'float' ? { value: {}, flags: {} } : {};
    };
    const machine = new Proxy({} as Meaning<Value, Value, Value>, {
      get: (_, name: string) =>
        ['pc', 'nextPc', 'bits'].includes(name)
          ? {}
          : (...args: readonly unknown[]) => call(name, args),
    });
    meaning?.(machine, new Proxy({} as Operands<Value, Value>, { get: () => ({}) }));
  }
  expect([...stale]).toEqual([]);
});
