import { expect, test } from 'vitest';
import { address, linked, mistakes, object } from './linking.ts';

const RAM = 'ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text .text.*) } }';
const SOURCE = `.globl _start\n_start: la a0, __start_calls\n la a1, __stop_calls
  .section calls, "a"\n .dword 1, 2\n .section others, "a"\n .dword 3\n`;

test('__start_NAME and __stop_NAME are the bounds of a section that is named like in C', () => {
  const file = linked([object('one', SOURCE), object('two', '.section calls, "a"\n.dword 5')], RAM);
  const start = address(file, '__start_calls') ?? 0n;
  expect((address(file, '__stop_calls') ?? 0n) - start).toBe(24n);
  expect(address(file, '__start_others')).toBeUndefined();
});

test('garbage collection keeps the sections whose bounds are asked for', () => {
  const file = linked([object('one', SOURCE)], RAM, { gcSections: true });
  expect(file.sections.map(({ name }) => name)).toContain('calls');
  expect(file.sections.map(({ name }) => name)).not.toContain('others');
});

test('the script’s own definition of a bound holds', () => {
  const file = linked([object('one', SOURCE)], `${RAM.slice(0, -1)} __start_calls = 5; }`);
  expect(address(file, '__start_calls')).toBe(5n);
});

test('without such a section a bound is undefined', () => {
  const source = '.globl _start\n_start: la a0, __start_nobody\n';
  expect(mistakes([object('one', source)], RAM).join()).toContain(
    'undefined symbol `__start_nobody`',
  );
});
