import { expect, test } from 'vitest';
import {
  readAttributes,
  TAG_RISCV_ARCH,
  TAG_RISCV_STACK_ALIGN,
  TAG_RISCV_UNALIGNED_ACCESS,
  writeAttributes,
} from '../src/index.ts';

test('one ISA string is written as GNU as writes it', () => {
  const bytes = writeAttributes(new Map([[TAG_RISCV_ARCH, 'rv64i2p1']]));
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toBe('A\x19\0\0\0riscv\0\x01\x0f\0\0\0\x05rv64i2p1\0');
});

test('attributes come back, in the order of their tags', () => {
  const given = new Map<number, number | string>([
    [TAG_RISCV_UNALIGNED_ACCESS, 0],
    [TAG_RISCV_ARCH, 'rv64i2p1_m2p0'],
    [TAG_RISCV_STACK_ALIGN, 300],
  ]);
  const read = readAttributes(writeAttributes(given));
  expect([...read]).toEqual([
    [TAG_RISCV_STACK_ALIGN, 300],
    [TAG_RISCV_ARCH, 'rv64i2p1_m2p0'],
    [TAG_RISCV_UNALIGNED_ACCESS, 0],
  ]);
});

test('bytes in another form hold no attributes', () => {
  expect(readAttributes(Uint8Array.of()).size).toBe(0);
  expect(readAttributes(new TextEncoder().encode('A0000gnu\0')).size).toBe(0);
});

test('a section cut short ends the last attribute', () => {
  const bytes = writeAttributes(new Map([[TAG_RISCV_ARCH, 'rv64i2p1']]));
  expect(readAttributes(bytes.subarray(0, -3)).get(TAG_RISCV_ARCH)).toBe('rv64i2');
});
