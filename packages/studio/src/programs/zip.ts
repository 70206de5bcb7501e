/**
 * Zip archives of a few texts [APPNOTE.TXT]: written without compression, as everybody can read that; read as usual tools
 * write them. One file after the other, then the directory of all, then where that is.
 */

import { concatenated } from '@ireko/elf';
import { piped } from './piped.ts';

const LOCAL = 0x0403_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;
const STORED = 0;
const DEFLATED = 8;
const VERSION = 20;
const UTF8 = 1 << 11;
/** 1980-01-01, as the format counts: archives of the same files are the same. */
const DATE = 0x0021;

const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;

/** An archive of these texts by their paths. */
export function writeZip(files: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, text] of files) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)];
    // From the version needed to the length of the name both have the same.
    const common = [
      VERSION,
      UTF8,
      STORED,
      0,
      DATE,
      ...words(crc32(data), data.length, data.length),
    ];
    const local = halves([...words(LOCAL), ...common, name.length, 0]);
    const central = [...words(CENTRAL), VERSION, ...common, name.length, 0, 0, 0, 0];
    directory.push(halves([...central, ...words(0, offset)]), name);
    parts.push(local, name, data);
    offset += localBytes + name.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = [...words(END), 0, 0, files.size, files.size, ...words(size, offset), 0];
  return concatenated([...parts, ...directory, halves(end)]);
}

/** The texts of an archive by their paths; undefined: it is none, or is damaged. */
export async function readZip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    return await readDirectory(bytes);
  } catch {
    return undefined;
  }
}

async function readDirectory(bytes: Uint8Array<ArrayBuffer>): Promise<ReadonlyMap<string, string>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const half = (at: number) => view.getUint16(at, true);
  const word = (at: number) => view.getUint32(at, true);
  let end = bytes.length - endBytes;
  while (word(end) !== END) end--;
  const files = new Map<string, string>();
  let at = word(end + 16);
  for (let count = half(end + 10); count > 0; count--) {
    if (word(at) !== CENTRAL) throw new Error('no entry of the directory');
    const [method, size, nameLength] = [half(at + 10), word(at + 20), half(at + 28)];
    const local = word(at + 42);
    const name = new TextDecoder().decode(
      bytes.subarray(at + centralBytes, at + centralBytes + nameLength),
    );
    const start = local + localBytes + half(local + 26) + half(local + 28);
    const data = bytes.slice(start, start + size);
    if (!name.endsWith('/'))
      files.set(name, new TextDecoder().decode(await unpacked(method, data)));
    at += centralBytes + nameLength + half(at + 30) + half(at + 32);
  }
  return files;
}

async function unpacked(method: number, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (method === STORED) return data;
  if (method !== DEFLATED) throw new Error(`method ${method}`);
  return piped(data, new DecompressionStream('deflate-raw'));
}

/** 32-bit numbers as halves. */
const words = (...values: readonly number[]): readonly number[] =>
  values.flatMap((value) => [value & 0xffff, value >>> 16]);

const halves = (values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  for (const [index, value] of values.entries()) view.setUint16(index * 2, value, true);
  return new Uint8Array(view.buffer);
};

/** The checksum of Ethernet, gzip and zip. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
