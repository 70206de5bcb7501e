import { readElf, writeElf } from '@ireko/elf';
import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { VmmView, vmmSymbols } from '../src/vmm-view.ts';
import { buildSource } from './build.ts';

const image = buildSource('tiny-vmm');

/** The image without one of its symbols. */
function without(name: string): Uint8Array {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  return writeElf({ ...elf, symbols: elf.symbols.filter((symbol) => symbol.name !== name) });
}

test('an image is the VMM if it has `current_vm`', () => {
  expect(vmmSymbols(image)).toMatchObject({ VM_PC: 0n, VM_MODE: 8n });
  expect(vmmSymbols(buildSource('modes'))).toBeUndefined();
  expect(vmmSymbols(without('current_vm'))).toBeUndefined();
  expect(vmmSymbols(Uint8Array.of(1, 2, 3))).toBeUndefined();
});

test('a VMM that hides another symbol is not taken for a bare image', () => {
  expect(() => vmmSymbols(without('VM_SATP'))).toThrow('the VMM has no symbol VM_SATP');
});

test('the VMs and their names are read in memory', () => {
  const symbols = vmmSymbols(image);
  if (symbols === undefined) throw new Error('tiny-vmm is no VMM');
  const machine = new Machine({ ramBytes: 2 ** 20 });
  const view = new VmmView(symbols, machine);
  expect([view.current, view.all]).toEqual([undefined, []]);
  machine.load(image);
  machine.run();
  expect(view.all).toEqual([view.current]);
  expect(view.name(view.current ?? 0n)).toBe('tiny');
  expect(view.reader).toBe(view.current);
  expect(view.begunLine(view.current ?? 0n)).toBe('$ ');
});
