/**
 * What is on the disk of monitor-io: numbered lines of text, the same bytes
 * every time.
 */

// biome-ignore format: a word list reads best as lines
const words = [
  'a', 'lacquered', 'box', 'holds', 'another', 'inside', 'the', 'smaller', 'one', 'and',
  'machine', 'within', 'runs', 'beneath', 'its', 'lid', 'wide', 'shallow', 'deep', 'quiet',
];

/** Bytes on the disk: 512 sectors of 512 bytes. */
export const diskBytes: number = 256 * 1024;

/**
 * The disk of monitor-io: ASCII text in lines of a number and six words,
 * every 90th of them "… boxes that nest", which the program `search` looks
 * for. The last line is cut at the end of the disk.
 */
export function makeDisk(): Uint8Array {
  const disk = new Uint8Array(diskBytes);
  let random = 1;
  let end = 0;
  for (let line = 1; end < diskBytes; line++) {
    let text = String(line).padStart(5, '0');
    for (let word = 0; word < 6; word++) {
      // A linear congruential generator modulo 2^31; the high bits are the better ones.
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      text += ` ${words[(random >>> 16) % words.length]}`;
    }
    if (line % 90 === 0) text += ', boxes that nest';
    text += '\n';
    for (let i = 0; i < text.length && end < diskBytes; i++) disk[end++] = text.charCodeAt(i);
  }
  return disk;
}
