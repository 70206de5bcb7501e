/**
 * What the page tables allow, seen from outside while programs run: nothing can be written and executed,
 * no process reaches the monitor, and in front of each kernel stack nothing is there.
 */
import { expect, test } from 'vitest';
import { Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeDisk, monitorIo } from '../src/index.ts';
import { build } from './build.ts';
import { view } from './view.ts';

const PAGE = 4096;
const KERNEL = 0x8000_0000;
const MEBIBYTE = 2 ** 20;
const SP = 2;

/** A monitor with seven programs, in the middle of what they do. */
function running() {
  const image = build(monitorIo);
  const machine = new Machine({
    engine: 'interpreter',
    ramBytes: 8 * MEBIBYTE,
    disks: [new MemoryDisk(makeDisk())],
  });
  expect(machine.load(image)).toBeUndefined();
  expect(machine.run({ maxInstructions: 400_000 }).kind).toBe('limit');
  const monitor = view(machine, image);
  const processes = monitor.processes();
  expect(processes.length).toBeGreaterThan(4);
  return { monitor, processes };
}

test('nothing can be written and executed, in any address space', () => {
  const { monitor, processes } = running();
  for (const field of processes) {
    const all = monitor.mappings(field('P_ROOT'));
    expect(all.filter(({ flags }) => flags.write && flags.execute)).toEqual([]);
  }
});

test('the monitor is in every address space, and out of the reach of programs', () => {
  const { monitor, processes } = running();
  for (const field of processes) {
    const all = monitor.mappings(field('P_ROOT'));
    expect(all.filter(({ address, user }) => user !== address < KERNEL)).toEqual([]);
    const code = all.filter(({ address, flags }) => address >= KERNEL && flags.execute);
    expect(code.length).toBeGreaterThan(3);
    expect(code.every(({ bytes, flags }) => bytes === PAGE && !flags.write)).toBe(true);
  }
});

test('in front of each kernel stack nothing is there', () => {
  const { monitor, processes } = running();
  const all = monitor.mappings(processes[0]?.('P_ROOT') as number);
  const mapped = new Set(all.filter(({ bytes }) => bytes === PAGE).map(({ address }) => address));
  for (const field of processes) {
    const stack = field('P_KERNEL') - PAGE;
    expect(mapped.has(stack)).toBe(true);
    expect(mapped.has(stack - PAGE)).toBe(false);
  }
});

test('a kernel stack that grows too long is a defect that is told', () => {
  let console = '';
  const image = build(monitorIo);
  const machine = new Machine({
    engine: 'reference',
    ramBytes: 8 * MEBIBYTE,
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  expect(machine.load(image)).toBeUndefined();
  const monitor = view(machine, image);
  const call = BigInt(monitor.address('system_call'));
  while (machine.hart.pc !== call) machine.run({ maxInstructions: machine.instructions + 1 });
  const stack = machine.hart.register(SP) - BigInt(PAGE);
  machine.hart.setRegister(SP, stack + 8n); // as if much lay on it
  expect(machine.run({ maxInstructions: 1e7 })).toEqual({ kind: 'finished', status: 2 });
  expect(console).toMatch(/defect: trap in the monitor, scause 0xf, .* stval 0xbfe[0-9a-f]+fc8$/m);
});
