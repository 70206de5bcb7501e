import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { DeliveryProbe, StretchProbe, textBars } from '../src/index.ts';
import { buildSource } from './build.ts';

test.each([
  ['reset', 0],
  ['guest', 17], // the instructions of tiny-vmm for no guest
] as const)('a stretch from %s leaves out what was before', (from, before) => {
  const stretch = new StretchProbe(from);
  const machine = new Machine({ ramBytes: 2 ** 20, probe: stretch.probe });
  machine.load(buildSource('tiny-vmm'));
  machine.run();
  const nsPerInstruction = machine.nowNs / machine.instructions;
  expect(stretch.stretch).toEqual({
    elapsedNs: machine.nowNs - before * nsPerInstruction,
    idleNs: 0,
  });
});

test('deliveries are of a VMM, and there are none without disks', () => {
  expect(() => new DeliveryProbe(buildSource('modes'))).toThrow('not the VMM');
  const image = buildSource('tiny-vmm');
  const delivery = new DeliveryProbe(image);
  const machine = new Machine({ ramBytes: 2 ** 20, probe: delivery.probe });
  machine.load(image);
  machine.run();
  expect(delivery.delays).toEqual([]);
  expect(delivery.outstanding).toBe(0);
});

test('the longest bar has all columns, and parts of a column are drawn', () => {
  const bars = [
    { name: 'few', count: 3 },
    { name: 'many', count: 16 },
    { name: 'none', count: 0 },
  ];
  expect(textBars(bars, String, 2)).toBe('   few │▍ 3\n  many │██ 16\n  none │ 0\n');
});
