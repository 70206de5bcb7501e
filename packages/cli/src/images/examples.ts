/** The images of `examples/`: what each is assembled from, and linked by. */

import type { Image } from '@ireko/asm';

const example = (name: string, folder: string, sources: readonly string[]): Image => ({
  name,
  sources: sources.map((source) => `examples/${folder}/${source}.s`),
  script: `examples/${folder}/${folder}.ld`,
  includePaths: [`examples/${folder}`],
  needs: [],
});

/** A line of text from the bare machine. */
export const hello: Image = example('hello', 'hello', ['hello']);

/** One program, and a slow disk that it asks again and again whether it is ready. */
export const slowDiskPoll: Image = example('slow-disk-poll', 'slow-disk', [
  'slow-disk',
  'disk',
  'wait-poll',
]);

/** The same program; it sleeps until the disk is ready. */
export const slowDiskWfi: Image = example('slow-disk-wfi', 'slow-disk', [
  'slow-disk',
  'disk',
  'wait-wfi',
]);

/** An operating system in under 200 lines, and two tasks. */
export const minimalOs: Image = example('minimal-os', 'minimal-os', ['minimal-os', 'tasks']);

/** A harness, and a submission that it finds right. */
export const grading: Image = example('grading', 'grading', ['harness', 'submissions/insertion']);

/** A program that firmware starts in S-mode. */
export const sbiHello: Image = example('sbi-hello', 'sbi-hello', ['sbi-hello']);

/** As little firmware as it needs. */
export const sbiFirmware: Image = {
  ...example('sbi-firmware', 'sbi-hello', ['firmware']),
  script: 'examples/sbi-hello/firmware.ld',
};

/** Those that need nothing below them. */
export const examples: readonly Image[] = [hello, slowDiskPoll, slowDiskWfi, minimalOs];
