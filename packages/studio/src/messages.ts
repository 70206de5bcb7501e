/** What the page and its worker tell each other. */

import type { Diagnostic, ListedLine } from '@ireko/asm';
import type { Descent } from '@ireko/lab';
import type { CodeLine } from './run/code-map.ts';
import type { Moment } from './run/moment.ts';
import type { Move, Reason } from './run/session.ts';
import type { Watch, Watched } from './run/watches.ts';
import type { Stack } from './run/workbench.ts';

/** What the user has changed or written: the texts of files by their paths. */
export type Edits = ReadonlyMap<string, string>;

/** A program's name among `programs`; or its name and files, if it is the user's own. */
export type NamedProgram = string | { readonly name: string; readonly files: readonly string[] };

/** What is to run, as the page has it. */
export interface Chosen {
  readonly program: NamedProgram;
  /** Another one at its side. */
  readonly beside?: NamedProgram | undefined;
  readonly edits: Edits;
  readonly stack: Stack;
}

/** What the page asks for. */
export type Request =
  /** Build the program: what is wrong, and what did `file` become? */
  | (Chosen & { readonly kind: 'check'; readonly file: string })
  /** Build it, and begin a run with this move; the run before is forgotten. */
  | (Chosen & { readonly kind: 'begin'; readonly move: Move })
  /** Go on. */
  | { readonly kind: 'move'; readonly move: Move }
  /** Stand still. */
  | { readonly kind: 'pause' }
  /** Stop before these lines. */
  | { readonly kind: 'breakpoints'; readonly lines: readonly CodeLine[] }
  /** Stop before this is done to so many bytes from a place on; or, by its place in the list, no longer. */
  | {
      readonly kind: 'watch';
      readonly place: string;
      readonly length: number;
      readonly on: Watched;
    }
  | { readonly kind: 'unwatch'; readonly index: number }
  /** Show memory from this address on: a number, a register or a symbol. */
  | { readonly kind: 'memory'; readonly address: string }
  /** Write this into a register, a CSR or memory [run/edit.ts]. */
  | { readonly kind: 'change'; readonly place: string; readonly text: string }
  /** What was typed at the console. */
  | { readonly kind: 'type'; readonly bytes: Uint8Array };

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
  /** The console shows this, and nothing more. */
  | { readonly kind: 'rewound'; readonly bytes: Uint8Array }
  /** So many instructions have begun. */
  | { readonly kind: 'running'; readonly instructions: number }
  /** The guest waits, and nothing but the user can wake it. */
  | { readonly kind: 'waiting' }
  | Stood
  | { readonly kind: 'memory'; readonly memory: Memory }
  /** All that is watched now. */
  | { readonly kind: 'watches'; readonly watches: readonly Watch[] }
  /** Nothing was written or is watched. */
  | { readonly kind: 'unchanged'; readonly why: string }
  /** It cannot begin. */
  | { readonly kind: 'refused'; readonly why: string };

/** The run stands still. */
export interface Stood {
  readonly kind: 'stood';
  readonly reason: Reason;
  readonly moment: Moment;
  /** How far the run has come. */
  readonly furthest: number;
  /** What each layer did, up to there; undefined: the run is at an earlier moment. */
  readonly report: string | undefined;
  /** What instructions cost up to there; places are lines, as `a.s:12`. */
  readonly descents: readonly Descent[];
  readonly memory: Memory;
}

/** What is in memory from an address on. */
export interface Memory {
  /** What was asked for, which may name no address: then there are no bytes. */
  readonly place: string;
  /** Where `bytes` begin: a multiple of 16. */
  readonly address: bigint;
  /** The address that `place` names; undefined: it is no number, register or symbol. */
  readonly target: bigint | undefined;
  /** Less than was asked for where RAM ends, or the page is not there. */
  readonly bytes: Uint8Array;
  /** Which of them are watched. */
  readonly watched: ReadonlySet<number>;
}
