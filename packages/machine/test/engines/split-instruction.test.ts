import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { slot } from '../../src/hart/layout.ts';
import { type EngineName, engineNames, Machine, ramBase } from '../../src/index.ts';

const [T0, A0] = [5, 10];
const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);

const PAGE = 0x1000;
/** Pages of RAM: a page table, and code, which is in the other order. */
const [root, middle, leaves, second, first] = [4, 5, 6, 8, 9];
/** The page of addresses at which the code begins. */
const code = 0x10;
const [V, X, A] = [1, 8, 0x40];

/** Runs a supervisor's loop, the first instruction of which is half in a page and half in the next. */
function run(engine: EngineName, isSecondThere: boolean): readonly string[] {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter: 20 });
  const { hart } = machine;
  const put = (page: number, offset: number, value: number) =>
    hart.view.setUint32(hart.ram.byteOffset + page * PAGE + offset, value, true);
  const entry = (page: number, bits: number) => ((ramBase / PAGE + page) << 10) | bits;
  put(root, 0, entry(middle, V));
  put(middle, 0, entry(leaves, V));
  put(leaves, code * 8, entry(first, V | X | A));
  if (isSecondThere) put(leaves, (code + 1) * 8, entry(second, V | X | A));
  const split = op('addi', { rd: A0, rs1: A0, imm: 100 });
  put(first, PAGE - 4, split << 16);
  put(second, 0, (op('c.addi', { rd: T0, rs1: T0, imm: 1 }) << 16) | (split >>> 16));
  put(second, 4, op('jal', { rd: 0, imm: -6 }));

  hart.setState('pmpaddr0', 2n ** 54n - 1n);
  hart.setState('pmpcfg0', 0x1fn);
  hart.setState('satp', (8n << 60n) | BigInt(ramBase / PAGE + root));
  hart.setState('privilege', 1n);
  hart.set(slot.pc, BigInt((code + 1) * PAGE - 2));
  machine.fence();
  machine.run({ maxInstructions: isSecondThere ? 300 : 1 });
  const registers = [A0, T0].map((number) => hart.register(number).toString());
  const causes = (['mcause', 'mepc', 'mtval'] as const).map((name) =>
    hart.state(name).toString(16),
  );
  return [...registers, ...causes];
}

test('an instruction may begin in one page and end in another, wherever these are in RAM', () => {
  for (const engine of engineNames)
    expect([engine, ...run(engine, true)]).toEqual([engine, '10000', '100', '0', '0', '0']);
});

test('one whose second half is in no page faults, at the address of that half', () => {
  for (const engine of engineNames)
    expect([engine, ...run(engine, false)]).toEqual([engine, '0', '0', 'c', '10ffe', '11000']);
});
