/** Hostile guests, random ones or those of a kernel, beside a witness, under the eyes of `Isolation`. */

import { Machine, MemoryDisk, type Probe } from '@ireko/machine';
import { type ShadowPolicy, type Technique, vmmImage } from '@ireko/vmm';
import { Isolation, type Trespass } from '../src/isolation.ts';
import { startOfGuest } from '../src/lockstep.ts';
import { VmmView, vmmSymbols } from '../src/vmm-view.ts';
import { build, minimalOs } from './build.ts';
import { randomGuest, randomGuestBytes } from './random-guest.ts';
import { around } from './random-guests.ts';

const mebibyte = 2 ** 20;
const PAGE = 4096;
const ramBase = 0x8000_0000;
const MODE_M = 3;
/** VM_STATE. */
const READY = 0n;
/** Enough for all three to end, if they do. */
const mostInstructions = 2_500_000;
const sliceMs = 0.1;
const nsPerInstruction = 10;
/** Instructions in a time slice. */
export const sliceInstructions: number = (sliceMs * 1e6) / nsPerInstruction;
/**
 * So long the witness may wait: two others have their slices, and each may end in an exit that is under way. Of random
 * guests the longest that was seen takes 4,457 instructions: it fills four levels of shadow tables with new ones.
 */
export const longestWaitAllowed: number = 2 * (sliceInstructions + 5_000);
/**
 * A frame that has to be copied by bytes, from or into as many pieces as there may be, takes 18,100, a request of a disk
 * in as many pieces 8,300; and a write of PMP when shadow tables are full 18,900.
 */
export const longestWaitByToil: number = 2 * (sliceInstructions + 20_000);

/** What came of a run. */
export interface Hostility {
  readonly trespasses: readonly Trespass[];
  readonly stores: number;
  /** The console's lines of the witness. */
  readonly witness: readonly string[];
  /** What the VMM said of itself, such as a defect. */
  readonly vmm: readonly string[];
  /** The longest time for which the witness was ready and another ran, in instructions. */
  readonly longestWait: number;
}

const hostile = ['h0', 'h1'] as const;

/** How many devices each of the hostile guests has, and by which policy its shadow tables are filled. */
interface Board {
  readonly disks: number;
  readonly cards: number;
  readonly shadows?: ShadowPolicy;
}

/** The VMM with the two and the witness. */
function imageOf(technique: Technique, kernel: Uint8Array, board: Board): Uint8Array {
  const disks = (at: number) =>
    Array.from({ length: board.disks }, () => ({ startSector: 8 * at, sectors: 8 }));
  const cards = Array.from({ length: board.cards }, () => ({ network: 0 }));
  const made = vmmImage(
    [
      ...hostile.map((name, at) => ({
        ...{ name, kernel, file: 'hostile.elf', memoryBytes: randomGuestBytes, technique },
        ...{ disks: disks(at), cards, shadows: board.shadows ?? 'page' },
      })),
      {
        ...{ name: 'witness', kernel: build(minimalOs), file: 'minimal-os.elf', technique },
        memoryBytes: 2 * mebibyte,
        cards: [{ network: 0 }],
      },
    ],
    { sliceMs },
  );
  if ('problems' in made) throw new Error(made.problems.join('\n'));
  return build(made.image, made.files);
}

/** A machine whose first guest is about to begin, under the eyes of `isolation`. */
export interface Begun {
  readonly machine: Machine;
  readonly view: VmmView;
  readonly isolation: Isolation;
}

/**
 * A way to run the guests of two seeds by a technique, each on a board, beside the witness. One computer serves for
 * all of them: each begins where that was when the first guest was about to begin. Without a seed, they are the
 * `kernel`.
 */
export function hostility(
  technique: Technique,
  kernel: Uint8Array = build(around),
  board: Board = { disks: 1, cards: 1 },
): {
  readonly begin: (seed?: number, probe?: Probe) => Begun;
  readonly run: (seed?: number) => Hostility;
} {
  const image = imageOf(technique, kernel, board);
  const symbols = vmmSymbols(image);
  if (!symbols) throw new Error('the VMM has no symbols');
  let console = '';
  /** Of the run that goes on. */
  let observer: Probe = {};
  const computer = (probe: Probe) => {
    const machine = new Machine({
      ...{ engine: 'interpreter', ramBytes: 32 * mebibyte, probe },
      disks: [new MemoryDisk(new Uint8Array(512 * 64))],
      console: (byte) => {
        console += String.fromCharCode(byte);
      },
    });
    machine.load(image);
    return machine;
  };
  const start = startOfGuest(computer);
  const isolation = new Isolation(image);
  const machine = computer({
    ...isolation.probe,
    trapReturned: (event) => {
      isolation.probe.trapReturned?.(event);
      observer.trapReturned?.(event);
    },
  });
  machine.run({ maxInstructions: start });
  const moment = machine.save();
  const view = new VmmView(symbols, machine);

  const begin = (seed?: number, probe: Probe = {}): Begun => {
    observer = probe;
    console = '';
    machine.restore(moment);
    isolation.restart();
    const { ram } = machine.hart;
    for (const [at, vm] of view.all.slice(0, hostile.length).entries()) {
      if (seed === undefined) break;
      const place = Number(view.field(vm, 'VM_RAM')) - ramBase;
      ram.set(randomGuest(seed * 2 + at, ram.slice(place, place + PAGE), { queues: true }), place);
    }
    return { machine, view, isolation };
  };

  const run = (seed?: number): Hostility => {
    let longestWait = 0;
    /** When another than the witness first had the processor since that had it. */
    let waitsSince: number | undefined;
    begin(seed, {
      trapReturned: ({ from, begun }) => {
        if (from !== MODE_M || begun <= start) return;
        const witness = view.all.at(-1) ?? 0n;
        const isKeptWaiting = view.field(witness, 'VM_STATE') === READY && view.current !== witness;
        waitsSince = isKeptWaiting ? (waitsSince ?? begun) : undefined;
        longestWait = Math.max(longestWait, begun - (waitsSince ?? begun));
      },
    });
    machine.run({ maxInstructions: start + mostInstructions });
    const lines = console.split('\n');
    return {
      ...{ trespasses: [...isolation.trespasses], stores: isolation.stores, longestWait },
      witness: lines.filter((line) => line.startsWith('witness| ')),
      vmm: lines.filter((line) => line.startsWith('vmm: ')),
    };
  };
  return { begin, run };
}
