import { Machine } from '@ireko/machine';
import { vmmImage } from '@ireko/vmm';
import { describe, expect, test } from 'vitest';
import { Accounting } from '../src/accounting.ts';
import { summarize } from '../src/costs.ts';
import { type Descent, Descents } from '../src/descents.ts';
import { Locator, layerName, type Whereabouts } from '../src/whereabouts.ts';
import { build, buildSource, minimalOs } from './build.ts';

const mebibyte = 2 ** 20;

/** What instructions cost in a run to its end, places being layers and addresses. */
function descentsOf(
  image: Uint8Array,
  vmms: readonly Uint8Array[],
  place = (where: Whereabouts, pc: bigint) => `${layerName(where)} ${pc.toString(16)}`,
): readonly Descent[] {
  const descents = new Descents({ locator: (machine) => new Locator(vmms, machine), place });
  const machine = new Machine({ ramBytes: 64 * mebibyte, probe: descents.probe });
  machine.load(image);
  expect(machine.run().kind).toBe('finished');
  return descents.descents;
}

const vmmOf = (name: string, kernel: Uint8Array, memoryBytes: number): Uint8Array => {
  const made = vmmImage([{ name, kernel, file: name, memoryBytes }]);
  if ('problems' in made) throw new Error(made.problems.join('\n'));
  return build(made.image, made.files);
};

const minimal = build(minimalOs);
const vmm = vmmOf('a', minimal, 2 * mebibyte);

describe('what one instruction cost', () => {
  test('is what the VMM began for it', () => {
    const image = buildSource('tiny-vmm');
    const costs = descentsOf(image, [image]).map(({ place, times, layers }) => [
      place.split(' ')[0],
      times,
      layers,
    ]);
    const seven = [{ name: 'VMM', costs: [[7, 1]] }];
    expect(costs).toEqual([
      ['M-mode', 1, [{ name: 'VMM', costs: [[10, 1]] }]],
      ['M-mode', 1, seven],
      ['M-mode', 1, seven],
      ['program', 1, seven],
    ]);
  });

  test('of a program’s call on the bare machine is what its system began', () => {
    const calls = descentsOf(minimal, []);
    expect(calls.length).toBeGreaterThan(0);
    for (const { place, layers } of calls) {
      expect(place).toMatch(/^program /);
      expect(layers.map(({ name }) => name)).toEqual(['M-mode']);
    }
  });

  test('of a system’s instructions is in all what the accounting books for them', () => {
    const accounting = new Accounting(vmm);
    const machine = new Machine({ ramBytes: 64 * mebibyte, probe: accounting.probe });
    machine.load(vmm);
    machine.run();
    const report = accounting.report();
    if (report.kind !== 'vmm') throw new Error('no VMM');
    const exits = report.guests[0]?.exits.filter(
      ({ service }) => service === 'instruction' || service === 'device',
    );
    const booked = exits?.reduce((sum, { costs }) => sum + summarize(costs).total, 0);
    const own = descentsOf(vmm, [vmm]).filter(({ place }) => place.startsWith('M-mode'));
    // The last store, to the finisher, never returns to the guest.
    const [last] = exits?.find(({ name }) => name === 'finisher')?.costs[0] ?? [0];
    expect(own.reduce((sum, { costs }) => sum + summarize(costs).total, 0)).toBe(
      (booked ?? 0) - last,
    );
  });

  test('of a call in a VMM in a VMM is what the three layers below began', () => {
    const outer = vmmOf('inner', vmm, 16 * mebibyte);
    const [call] = descentsOf(outer, [outer, vmm]).filter(({ place }) =>
      place.startsWith('program'),
    );
    const medianOf = (layer: string) =>
      summarize(call?.layers.find(({ name }) => name === layer)?.costs ?? []).median;
    expect(call?.layers.map(({ name }) => name)).toEqual(['VMM', 'VMM in inner', 'M-mode']);
    expect(medianOf('VMM')).toBeGreaterThan(medianOf('VMM in inner'));
    expect(medianOf('VMM in inner')).toBeGreaterThan(medianOf('M-mode'));
  });
});

test('a processor is located through two VMMs', () => {
  const outer = vmmOf('inner', vmm, 16 * mebibyte);
  const seen = new Set<string>();
  const look = ({ to }: { readonly to: number }) => {
    const where = locator.at(to);
    const named = locator.virtualCsrs.map(({ vm }) => vm);
    expect(named).toEqual(expect.arrayContaining([...where.vms]));
    seen.add(`${where.vms.join('/')} ${layerName(where)} ${where.worksFor ?? ''}`.trim());
  };
  // Whoever comes to execute, does so by a trap or by a return from one.
  const machine = new Machine({
    ramBytes: 64 * mebibyte,
    probe: { trapTaken: look, trapReturned: look },
  });
  machine.load(outer);
  const locator = new Locator([outer, vmm], machine);
  expect(locator.at()).toEqual({ vms: [], isVmm: true, worksFor: undefined, mode: 3 });
  expect(locator.virtualCsrs).toEqual([]);
  look({ to: machine.hart.mode });
  machine.run();
  expect([...seen].sort()).toEqual(
    [
      'VMM',
      'VMM inner',
      'inner VMM in inner',
      'inner VMM in inner a',
      'inner/a M-mode',
      'inner/a program',
    ].sort(),
  );
});
