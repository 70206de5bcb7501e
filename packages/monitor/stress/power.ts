/**
 * Power cuts at random instruction counts, one after the other, on the same disk: the monitor starts on
 * what the last cut has left, goes on writing, and is cut off again. A request that is under way at that
 * moment may have reached the disk in any part: of its sectors some are written, by chance, and the
 * others are not.
 */
import { type Disk, type EngineName, MemoryDisk, sectorBytes } from '../../machine/src/index.ts';
import { makeFileSystem, readFileSystem } from '../src/index.ts';
import { build } from '../test/build.ts';
import { monitorPower } from '../test/images.ts';
import { computer } from './computer.ts';
import type { Outcome } from './whole.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
/** So many files that new ones do not stand in the catalogue's first sector. */
const old = new Map([
  ['poem', bytes('boxes\nthat nest\n')],
  ...Array.from({ length: 12 }, (_, i) => [`old-${i}`, bytes('old'.repeat(i + 1))] as const),
]);

/** The least that is worth a cut, and the most: from the first write on to long after it. */
const [soonest, latest] = [150_000, 3_000_000];
/** Time for the request that is under way to be torn. */
const underWay = 40_000;

/** Random numbers, the same for the same seed: a linear congruential generator. */
function chance(seed: number): (below: number) => number {
  let state = BigInt(seed) * 2n + 1n;
  return (below) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(below));
  };
}

/** A disk whose power goes: of the first request after `tear`, some sectors are written; then none. */
function mortal(disk: MemoryDisk, random: (below: number) => number) {
  let power: 'on' | 'going' | 'off' = 'on';
  let torn = 0;
  const face: Disk = {
    sectors: disk.sectors,
    readOnly: false,
    read: (sector, target) => disk.read(sector, target),
    write(sector, source) {
      if (power === 'on') return disk.write(sector, source);
      if (power === 'off') return true;
      power = 'off';
      for (let start = 0; start < source.length; start += sectorBytes) {
        if (random(2) === 0) continue;
        torn++;
        disk.write(sector + start / sectorBytes, source.subarray(start, start + sectorBytes));
      }
      return true;
    },
  };
  return {
    face,
    tear: () => {
      power = 'going';
    },
    get torn() {
      return torn;
    },
  };
}

/** What is wrong with the files: each is the old one or the new one, whole. */
function wrong(files: ReadonlyMap<string, Uint8Array>): string | undefined {
  for (const [name, content] of old) {
    if (Buffer.compare(files.get(name) ?? new Uint8Array(0), content) !== 0)
      return `'${name}' has changed`;
  }
  for (const [name, content] of files) {
    if (old.has(name)) continue;
    const sizes = { data: 9000, place: 900, other: 0 }[name.toLowerCase()];
    const whole = content.length === 0 || content.length === sizes;
    if (!whole || content.some((byte) => byte !== content[0])) return `'${name}' is not whole`;
  }
  return undefined;
}

/** @param cuts how often power is cut; about 1.5 million instructions each. */
export function power(cuts: number, seed: number, engine: EngineName): Outcome {
  const image = build(monitorPower);
  const made = makeFileSystem(old, 64);
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  const random = chance(seed);
  const problems: string[] = [];
  let instructions = 0;
  let torn = 0;
  const generations = new Set<string>();
  for (let cut = 0; cut < cuts && problems.length === 0; cut++) {
    const { face, ...way } = mortal(disk, random);
    const guest = computer(image, { ramBytes: 8 * 2 ** 20, disk: face, engine });
    const { machine } = guest;
    const at = soonest + random(latest - soonest);
    machine.run({ maxInstructions: at });
    const before = disk.bytes.slice();
    way.tear();
    machine.run({ maxInstructions: at + underWay });
    instructions += machine.instructions;
    if (Buffer.compare(before, disk.bytes) !== 0) torn++;
    const files = readFileSystem(disk.bytes);
    const found = typeof files === 'string' ? files : wrong(files);
    if (found) problems.push(`cut ${cut}, after ${at} instructions: ${found}`);
    if (/not as expected: [1-9]|defect|killed/.test(guest.said))
      problems.push(guest.said.slice(-500));
    if (typeof files !== 'string') {
      for (const name of ['data', 'Data']) generations.add(`${name}${files.get(name)?.[0]}`);
    }
  }
  return {
    problems,
    instructions,
    facts: [
      `${cuts} cuts, ${torn} in the middle of a request`,
      `${generations.size} different contents seen`,
    ],
  };
}
