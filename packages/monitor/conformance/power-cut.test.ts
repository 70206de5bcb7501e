/**
 * The file system is good at any moment: power is cut after every sector that
 * the monitor ever writes, and the disk is read as it is then. And at random
 * moments, one after the other, the monitor beginning each time on what is left.
 */
import type { Image } from '@ireko/asm';
import { expect, test } from 'vitest';
import { type Disk, Machine, MemoryDisk } from '../../machine/src/index.ts';
import { makeFileSystem, readFileSystem } from '../src/index.ts';
import { power } from '../stress/power.ts';
import { build } from '../test/build.ts';
import { monitorFiles, monitorRewriter } from '../test/images.ts';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);
const poem = 'boxes\nthat nest\n';

/** So many files that new ones do not stand in the catalogue's first sector. */
const old = new Map([
  ['poem', bytes(poem)],
  ...Array.from({ length: 12 }, (_, i) => [`old-${i}`, bytes('old')] as const),
]);

/** Runs an image, and after each sector that reaches the disk shows the disk to `look`. */
function cutEverywhere(image: Image, look: (disk: Uint8Array) => void): MemoryDisk {
  const made = makeFileSystem(old, 64);
  if (typeof made === 'string') throw new Error(made);
  const disk = new MemoryDisk(made);
  const slow: Disk = {
    sectors: disk.sectors,
    readOnly: false,
    read: (sector, target) => disk.read(sector, target),
    write(sector, source) {
      for (let start = 0; start < source.length; start += 512) {
        disk.write(sector + start / 512, source.subarray(start, start + 512));
        look(disk.bytes);
      }
      return true;
    },
  };
  const machine = new Machine({ ramBytes: 8 * 2 ** 20, disks: [slow] });
  expect(machine.load(build(image))).toBeUndefined();
  expect(machine.run({ maxInstructions: 1_000_000_000 })).toEqual({ kind: 'finished', status: 0 });
  return disk;
}

test('a file that is written anew is the old one or the new one, whole', () => {
  const seen = new Set<string>();
  let cuts = 0;
  let last = '';
  cutEverywhere(monitorRewriter, (disk) => {
    cuts++;
    const files = readFileSystem(disk);
    if (typeof files === 'string') throw new Error(files);
    expect(text(files.get('poem'))).toBe(poem);
    expect(
      [...files.keys()].filter((name) => !/^(poem|old-\d+|data|place|other)$/.test(name)),
    ).toEqual([]);
    expect(files.get('other')?.length ?? 0).toBe(0);
    const data = text(files.get('data'));
    const [letter = ''] = data;
    if (letter) expect(data).toBe(letter.repeat(9000));
    expect(letter >= last).toBe(true); // what was once there does not go back
    last = letter;
    const place = text(files.get('place'));
    if (place) expect(place).toBe((place[0] as string).repeat(900));
    seen.add(letter);
  });
  expect([...seen].join('')).toBe('abcdefgh');
  expect(cuts).toBeGreaterThan(8 * 8 * 5);
});

test('several that write at once leave a good disk at any moment, and their files at the end', () => {
  const disk = cutEverywhere(monitorFiles, (now) => {
    const files = readFileSystem(now);
    if (typeof files === 'string') throw new Error(files);
    expect(text(files.get('poem'))).toBe(poem);
  });
  const files = readFileSystem(disk.bytes);
  if (typeof files === 'string') throw new Error(files);
  const left = [...files]
    .filter(([name]) => !old.has(name))
    .map(([name, bytes]) => `${name}: ${text(bytes).trim()}`)
    .sort();
  expect(left).toEqual([
    'kept-a: twelve marks',
    'kept-b: twelve marks',
    'kept-c: twelve marks',
    'output: quick',
  ]);
});

test('cut off at random moments, again and again, it finds good files and goes on', () => {
  expect(power(8, 7, 'interpreter').problems).toEqual([]);
});
