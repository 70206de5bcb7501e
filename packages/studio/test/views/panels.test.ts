import { expect, test } from 'vitest';
import { costText, rangeText } from '../../src/views/cost-text.ts';
import { lineCostsOf } from '../../src/views/line-costs.ts';
import { fieldsText } from '../../src/views/machine-panel.ts';

test('costs stand behind lines with the median of each layer', () => {
  const descent = {
    place: 'own/a:b/a.s:12',
    times: 3,
    costs: [
      [154, 1],
      [4_230, 2],
    ],
    layers: [
      {
        name: 'VMM',
        costs: [
          [0, 1],
          [4_076, 2],
        ],
      },
      { name: 'OS', costs: [[154, 3]] },
    ],
  } as const;
  const [costs] = lineCostsOf([descent]);
  if (!costs) throw new Error('no costs');
  expect(costs).toMatchObject({ file: 'own/a:b/a.s', line: 12 });
  expect(costText(costs)).toBe('3 × 4,230: VMM 4,076 + OS 154');
  expect(rangeText(costs.costs)).toBe('154 … 4,230');
  expect(rangeText([[7, 2]])).toBe('7');
});

test('fields of a CSR are told that are not zero, and causes in words', () => {
  expect(fieldsText('mstatus', 0x1888n)).toBe('mie, mpie, mpp 3');
  expect(fieldsText('mcause', 11n)).toBe('environment call from M-mode');
  expect(fieldsText('scause', (1n << 63n) | 5n)).toBe('supervisor timer interrupt');
  expect(fieldsText('satp', (8n << 60n) | 0x80200n)).toBe('ppn 80200, mode 8');
  expect(fieldsText('mscratch', 5n)).toBe('');
});
