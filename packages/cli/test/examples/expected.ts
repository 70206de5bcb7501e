/** What the examples print, on every computer: ours, QEMU's, and a virtual one. */

import { makeDisk } from '@ireko/monitor';

/** The disk that the slow-disk examples read. */
export const disk: Uint8Array = makeDisk();

const sum = disk.subarray(0, 32 * 512).reduce((total, byte) => total + byte, 0);
const slowDisk = `slow-disk: the sum of the bytes is ${sum.toString(16).padStart(8, '0')}\n`;

/** Console output by the image's name. */
export const expected: Readonly<Record<string, string>> = {
  hello: 'hello from the bare machine\n',
  'slow-disk-poll': slowDisk,
  'slow-disk-wfi': slowDisk,
  'minimal-os': `minimal-os: two tasks, one timer
ping 1
pong 1
ping 2
pong 2
ping 3
pong 3
minimal-os: all tasks have ended
`,
};
