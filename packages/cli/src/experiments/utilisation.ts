/**
 * Single programs that wait for their disks, alone on a computer and several on the VMM: how much of
 * the processor's time goes into what they are there for. [docs/experiments.md]
 *
 * Useful is what a program executes when nothing keeps it waiting: the instructions that it begins
 * alone on the bare machine, when it sleeps while its disk works. Asking a disk again and again is
 * no use of a processor, however busy it looks.
 */

import type { Image } from '@ireko/asm';
import { type Curve, type Figure, percent, StretchProbe, table, textPlot } from '@ireko/lab';
import { defaultRamBytes } from '@ireko/machine';
import type { Policy, VirtualMachine } from '@ireko/vmm';
import { buildVmm } from '../guests/guests.ts';
import { slowDiskPoll, slowDiskWfi } from '../images/examples.ts';
import { build } from '../repository.ts';
import { type Experiment, numberedDisk, runImage } from './experiment.ts';

const guestCounts = [1, 2, 3, 4, 5, 6] as const;
/** Short against the programs, which alone take 4 ms, and long against a request's 100 µs. */
const sliceMs = 0.5;
const memoryBytes = 2 * 2 ** 20;

/** How guests are run. */
interface Setting {
  readonly name: string;
  readonly program: Image;
  readonly policy: Policy;
  /** All read one disk; otherwise each has a disk of its own. */
  readonly oneDisk?: boolean;
}

const settings: readonly Setting[] = [
  { name: 'VMM, io: who starts I/O gives up the processor', program: slowDiskPoll, policy: 'io' },
  { name: 'VMM, quantum: time slices', program: slowDiskPoll, policy: 'quantum' },
  { name: 'VMM, none: one after the other', program: slowDiskPoll, policy: 'none' },
  { name: 'VMM, quantum, guests that sleep (wfi)', program: slowDiskWfi, policy: 'quantum' },
  { name: 'VMM, io, all on one disk', program: slowDiskPoll, policy: 'io', oneDisk: true },
];

export const utilisation: Experiment = {
  summary: 'I/O-bound guests, and how much use the processor is under each policy',
  run() {
    const alone = runImage(build(slowDiskWfi), [numberedDisk()]);
    const usefulNs = alone.nowNs - alone.idleNs;
    const bareShare = usefulNs / runImage(build(slowDiskPoll), [numberedDisk()]).nowNs;

    const curves: readonly Curve[] = [
      ...settings.map((setting) => ({
        name: setting.name,
        points: guestCounts.map(
          (guests) => [guests, (guests * usefulNs) / elapsedNs(setting, guests)] as const,
        ),
      })),
      {
        name: 'bare machine, one program after the other',
        points: guestCounts.map((guests) => [guests, bareShare] as const),
        model: true,
      },
    ];
    const figure: Figure = {
      title: 'Processor utilisation with single-program guests that wait for their disks',
      x: { label: 'guests', min: 1, max: 6, step: 1 },
      y: { label: 'useful work', min: 0, max: 1, step: 0.2, format: percent },
      curves,
    };
    const rows = curves.map(({ name, points }) => [
      name,
      ...points.map(([, value]) => (100 * value).toFixed(1)),
    ]);
    const text = [
      textPlot(figure),
      table(['useful work in %, by guests', ...guestCounts.map(String)], rows),
      '',
    ].join('\n');
    return { text, figure };
  },
};

/** How long so many guests take, from the first instruction of the first to the last of the last. */
function elapsedNs({ program, policy, oneDisk = false }: Setting, guests: number): number {
  const kernel = build(program);
  const disks = Array.from({ length: oneDisk ? 1 : guests }, numberedDisk);
  const vms = Array.from(
    { length: guests },
    (_, index): VirtualMachine => ({
      name: `g${index}`,
      kernel,
      file: program.name,
      memoryBytes,
      disks: [{ disk: oneDisk ? 0 : index }],
    }),
  );
  const image = buildVmm(vms, { ramBytes: defaultRamBytes, disks }, { policy, sliceMs });
  const probe = new StretchProbe('guest');
  runImage(image, disks, probe.probe);
  return probe.stretch.elapsedNs;
}
