import { describe, expect, test } from 'vitest';
import { checkComputer, parseHarts, type QemuValues } from '../src/qemu-options.ts';

const none: QemuValues = {
  ...{ global: [], S: false },
  ...{ machine: undefined, smp: undefined, serial: undefined, monitor: undefined },
};

describe('a mistake is told:', () => {
  test.each([
    [{ machine: 'sifive_u' }, /'sifive_u' is not there; virt is/],
    [{ global: ['virtio-mmio.force-legacy=true'] }, /cannot be set/],
  ])('%j', (values, message) => {
    expect(() => checkComputer({ ...none, ...values })).toThrow(message);
  });
});

test('what this computer is anyway is taken', () => {
  const global = ['virtio-mmio.force-legacy=false'];
  expect(() => checkComputer({ ...none, machine: 'virt', global })).not.toThrow();
});

test('-smp is a number of harts, as N or cpus=N', () => {
  expect([undefined, '2', 'cpus=8'].map((smp) => parseHarts(smp))).toEqual([1, 2, 8]);
  expect(() => parseHarts('0')).toThrow(/whole number from 1 up/);
  expect(() => parseHarts('33')).toThrow(/up to 32 harts/);
});
