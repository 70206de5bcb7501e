/**
 * The packets of gdb's remote protocol [gdb, "Remote Protocol"]: `$`, a body, `#`, and the sum of the body's
 * bytes in two digits. In a body, `}` says that the next byte has bit 5 flipped. Between packets stand
 * acknowledgements, `+` and `-`, until the two sides agree to leave them out, and a lone byte 3, by which
 * the user interrupts the program. Bodies are strings whose characters are bytes.
 */

/** What has come in. */
export type Incoming =
  | { readonly kind: 'packet'; readonly body: string }
  /** A packet whose sum is wrong. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'interrupt' }
  /** The other side wants the last packet again. */
  | { readonly kind: 'again' };

const START = '$';
const END = '#';
const ESCAPE = '}';
const FLIP = 0x20;
const AGAIN = '-';
const INTERRUPT = '\x03';
const SUM_DIGITS = 2;

/** Longer ones are never sent to us, who say so in `qSupported`. */
export const maximumPacketBytes = 0x4000;

/** Takes a stream of bytes apart. */
export class PacketReader {
  #rest = '';

  /** @returns what is complete, in order; a part that is not is kept. */
  take(bytes: Uint8Array): readonly Incoming[] {
    this.#rest += Buffer.from(bytes).toString('latin1');
    const found: Incoming[] = [];
    for (;;) {
      const starts = [START, AGAIN, INTERRUPT].map((mark) => this.#rest.indexOf(mark));
      const start = Math.min(...starts.filter((at) => at >= 0));
      if (start === Infinity) {
        this.#rest = '';
        return found;
      }
      if (this.#rest[start] !== START) {
        found.push({ kind: this.#rest[start] === INTERRUPT ? 'interrupt' : 'again' });
        this.#rest = this.#rest.slice(start + 1);
        continue;
      }
      const end = this.#rest.indexOf(END, start);
      if (end < 0 || end + SUM_DIGITS >= this.#rest.length) {
        const isTooLong = this.#rest.length - start > 4 * maximumPacketBytes;
        this.#rest = isTooLong ? '' : this.#rest.slice(start);
        return found;
      }
      const body = this.#rest.slice(start + 1, end);
      const sum = this.#rest.slice(end + 1, end + 1 + SUM_DIGITS);
      this.#rest = this.#rest.slice(end + 1 + SUM_DIGITS);
      const isWhole = sum.toLowerCase() === sumOf(body);
      found.push(isWhole ? { kind: 'packet', body: withoutEscapes(body) } : { kind: 'damaged' });
    }
  }
}

/** A body as a packet. */
export function packetOf(body: string): string {
  const escaped = body.replace(
    /[$#}*]/g,
    (char) => ESCAPE + String.fromCharCode(char.charCodeAt(0) ^ FLIP),
  );
  return `${START}${escaped}${END}${sumOf(escaped)}`;
}

function withoutEscapes(body: string): string {
  return body.replace(/\}(.)/gs, (_, char: string) =>
    String.fromCharCode(char.charCodeAt(0) ^ FLIP),
  );
}

function sumOf(body: string): string {
  let sum = 0;
  for (let at = 0; at < body.length; at++) sum = (sum + body.charCodeAt(at)) & 0xff;
  return sum.toString(16).padStart(SUM_DIGITS, '0');
}

/** Bytes as pairs of digits. */
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Pairs of digits as bytes; undefined where they are not. */
export const bytesOf = (hex: string): Uint8Array | undefined =>
  /^([0-9a-f]{2})*$/i.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : undefined;
