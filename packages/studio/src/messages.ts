/** What the page and its worker tell each other. */

import type { Diagnostic, ListedLine } from '@ireko/asm';
import type { Stack } from './workbench.ts';

/** What the user has changed: the texts of files by their paths. */
export type Edits = ReadonlyMap<string, string>;

/** A program as the page has it. */
interface Chosen {
  /** Its name among `programs`. */
  readonly program: string;
  readonly edits: Edits;
  readonly stack: Stack;
}

/** What the page asks for. */
export type Request =
  /** Build the program: what is wrong, and what did `file` become? */
  | (Chosen & { readonly kind: 'check'; readonly file: string })
  /** Build it, and run it. */
  | (Chosen & { readonly kind: 'run' })
  /** What was typed at the console. */
  | { readonly kind: 'type'; readonly bytes: Uint8Array }
  /** End the run. */
  | { readonly kind: 'stop' };

/** What the worker answers, in the order in which it happens. */
export type Reply =
  | {
      readonly kind: 'checked';
      /** The file that was asked for, and its lines with their bytes; none if it has mistakes. */
      readonly file: string;
      readonly lines: readonly ListedLine[];
      /** Of all files. */
      readonly diagnostics: readonly Diagnostic[];
    }
  /** The console shows this. */
  | { readonly kind: 'printed'; readonly bytes: Uint8Array }
  /** So many instructions have begun. */
  | { readonly kind: 'running'; readonly instructions: number }
  /** The guest waits, and nothing but the user can wake it. */
  | { readonly kind: 'waiting' }
  /** The run is over. */
  | { readonly kind: 'ended'; readonly how: string; readonly report: string }
  /** It cannot begin. */
  | { readonly kind: 'refused'; readonly why: string };
