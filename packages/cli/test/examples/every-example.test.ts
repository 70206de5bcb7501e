import { MemoryDisk } from '@ireko/machine';
import { describe, expect, test } from 'vitest';
import { examples } from '../../src/images/examples.ts';
import { build } from '../../src/repository.ts';
import { runGuest } from '../guest.ts';
import { disk, expected } from './expected.ts';

describe.each(examples)('$name', (image) => {
  const elf = build(image);
  const run = (engine: 'interpreter' | 'reference') =>
    runGuest(elf, { engine, disk: new MemoryDisk(disk.slice(), { readOnly: true }) });
  const result = run('interpreter');

  test('prints what it should and passes', () => {
    expect(result).toMatchObject({ status: 0, console: expected[image.name] });
  });

  test('is the same run on both engines', () => {
    const [one, other] = [result.machine, run('reference').machine];
    expect(one.instructions).toBe(other.instructions);
    expect(one.nowNs).toBe(other.nowNs);
    expect(one.stateHash()).toBe(other.stateHash());
  });
});
