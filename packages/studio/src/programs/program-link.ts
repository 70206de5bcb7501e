/** A program in a link: all of it is in the part of the address that is sent to no server. */

import { nameProblem, type OwnProgram } from './own-program.ts';
import { piped } from './piped.ts';

const prefix = '#program=';

/** What an address ends with that has the program in it. */
export async function fragmentOf({ name, files }: OwnProgram): Promise<string> {
  const text = JSON.stringify({ name, files: [...files] });
  const bytes = await piped(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  return prefix + base64url(bytes);
}

/** The program in an address's end; undefined: there is none. */
export async function programIn(fragment: string): Promise<OwnProgram | 'damaged' | undefined> {
  if (!fragment.startsWith(prefix)) return undefined;
  try {
    const bytes = bytesOf(fragment.slice(prefix.length));
    const text = new TextDecoder().decode(
      await piped(bytes, new DecompressionStream('deflate-raw')),
    );
    const { name, files } = JSON.parse(text);
    const program = { name: String(name), files: new Map<string, string>(files) };
    const names = [program.name, ...program.files.keys()];
    return names.some((each) => nameProblem(each)) ? 'damaged' : program;
  } catch {
    return 'damaged';
  }
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
