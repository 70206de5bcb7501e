/**
 * How long a disk's interrupt is on its way to a guest while others compute: a bound that the time
 * slices set, and none is lost. [docs/experiments.md]
 */

import { count, DeliveryProbe, summarize, table } from '@ireko/lab';
import { defaultRamBytes } from '@ireko/machine';
import { monitorCompute } from '@ireko/monitor';
import type { Policy, VirtualMachine } from '@ireko/vmm';
import { buildVmm } from '../guests/guests.ts';
import { slowDiskWfi } from '../images/examples.ts';
import { build } from '../repository.ts';
import { type Experiment, numberedDisk, runImage } from './experiment.ts';

const sliceMs = 0.5;
const busyGuests = [0, 1, 2, 3] as const;
const policies: readonly Policy[] = ['quantum', 'io'];
const requests = 32;

export const interrupts: Experiment = {
  summary: 'how long a disk interrupt is on its way to a guest, and whether any is lost',
  run() {
    const rows = policies.flatMap((policy) =>
      busyGuests.map((others) => {
        const probe = delivered(policy, others);
        const { times, min, median, max } = summarize(probe.delays);
        return [
          policy,
          String(others),
          count(times),
          String(requests - times),
          ...[min, median, max].map((ns) => (ns / 1000).toFixed(1)),
        ];
      }),
    );
    const text = [
      `A guest reads ${requests} sectors, asleep while its disk works; others compute, in slices of ${sliceMs} ms`,
      '',
      table(['policy', 'others', 'interrupts', 'lost', 'least µs', 'median µs', 'most µs'], rows),
      '',
    ].join('\n');
    return { text };
  },
};

function delivered(policy: Policy, others: number): DeliveryProbe {
  const disks = [numberedDisk()];
  const mebibyte = 2 ** 20;
  const reader: VirtualMachine = {
    name: 'reader',
    kernel: build(slowDiskWfi),
    file: slowDiskWfi.name,
    memoryBytes: 2 * mebibyte,
    disks: [{}],
  };
  const kernel = build(monitorCompute);
  const busy = Array.from(
    { length: others },
    (_, index): VirtualMachine => ({
      name: `busy-${index}`,
      kernel,
      file: monitorCompute.name,
      memoryBytes: 8 * mebibyte,
    }),
  );
  const image = buildVmm(
    [...busy, reader],
    { ramBytes: defaultRamBytes, disks },
    { policy, sliceMs },
  );
  const probe = new DeliveryProbe(image);
  runImage(image, disks, probe.probe);
  return probe;
}
