/**
 * Text in files: names one after another, each ended by a zero byte, referred to by offset
 * [gABI §4 String Table]. `string-table.ts` makes such tables.
 */

// Every host has these two; neither is in the language's own library.
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 bytes as text; bytes that are not UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** UTF-8 bytes as text; undefined if they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text as UTF-8 bytes. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The string at `offset` of a table, to its zero byte or the table's end; '' if outside. */
export function stringAt(table: Uint8Array, offset: number): string {
  const end = table.indexOf(0, offset);
  return decodeText(table.subarray(offset, end < 0 ? table.length : end));
}

/** As `stringAt` for one table, of which many are wanted. */
export function stringsOf(table: Uint8Array): (offset: number) => string {
  const text = decodeText(table);
  // Each byte is a character of its own, so that both are counted alike.
  if (text.length !== table.length) return (offset) => stringAt(table, offset);
  return (offset) => {
    const end = text.indexOf('\0', offset);
    return text.slice(offset, end < 0 ? text.length : end);
  };
}
