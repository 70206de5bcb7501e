import { expect, test } from 'vitest';
import { mergeArch } from '../../src/link/attributes.ts';

test('the union of two ISA strings is in canonical order', () => {
  expect(mergeArch('rv64i2p1_m2p0', 'rv64i2p1_a2p1_c2p0')).toBe('rv64i2p1_m2p0_a2p1_c2p0');
  expect(mergeArch('rv64i2p1_zifencei2p0', 'rv64i2p1_m2p0_zicsr2p0')).toBe(
    'rv64i2p1_m2p0_zicsr2p0_zifencei2p0',
  );
});

test('an ISA string with itself is itself', () => {
  const arch = 'rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0_zmmul1p0';
  expect(mergeArch(arch, arch)).toBe(arch);
});
