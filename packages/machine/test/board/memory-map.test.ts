import { expect, test } from 'vitest';
import { plicSources, regions, virtioRegions } from '../../src/board/memory-map.ts';

const all = [...Object.values(regions), ...virtioRegions];

test('no two devices overlap', () => {
  const sorted = [...all].sort((a, b) => a.base - b.base);
  for (const [index, region] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next) expect(region.base + region.size).toBeLessThanOrEqual(next.base);
  }
});

test('every interrupt source belongs to one device and exists at the PLIC', () => {
  const sources = all.map(({ irq }) => irq).filter((irq) => irq !== 0);
  expect(new Set(sources).size).toBe(sources.length);
  for (const source of sources) expect(source).toBeLessThanOrEqual(plicSources);
});

test('virtio slot n is at 0x1000_1000 + n · 0x1000 with source 1 + n', () => {
  expect(virtioRegions.map(({ base, irq }) => [base, irq])).toEqual(
    Array.from({ length: 8 }, (_, n) => [0x1000_1000 + n * 0x1000, 1 + n]),
  );
});
