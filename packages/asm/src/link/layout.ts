/**
 * Addresses: walks the script from top to bottom, moving `.`, and gives each section its address,
 * load address and size, and each symbol of the script its value.
 *
 * A script may use what comes later in it (`SIZEOF(.bss)`, a symbol set below), so the walk is
 * repeated until nothing changes; the mistakes that count are those of the last walk.
 */

import type { Source } from '../text/source.ts';
import { savesPage } from './evaluate.ts';
import type { InputSection } from './input.ts';
import type { Region } from './memory-region.ts';
import type { Item } from './output.ts';
import type { Report } from './report.ts';
import type { Assertion, Assignment, Script } from './script.ts';
import type { SymbolTable } from './symbol.ts';
import { Walk } from './walk.ts';

/** What a layout works on. */
export interface LayoutInput {
  readonly source: Source;
  readonly script: Script;
  readonly items: readonly Item[];
  readonly symbols: SymbolTable;
  readonly headersSize: number;
  /** Bytes of the largest page. */
  readonly pageSize: bigint;
  /** Where the command line wants sections and segments. */
  readonly sectionStarts?: ReadonlyMap<string, bigint>;
  readonly report: Report;
  /** It is an object, not an executable: sections that the script does not mention stand at 0. */
  readonly isObject?: boolean;
  /** Shortens a section before it is placed; returns whether it did. */
  readonly relax?: (input: InputSection) => boolean;
}

const MOST_WALKS = 16;

/** What a layout tells beside the addresses that it sets. */
export interface Laid {
  readonly regions: readonly Region[];
  /** What the script's statements are worth; those of `PROVIDE` that provide nothing are left out. */
  readonly values: ReadonlyMap<Assignment | Assertion, bigint>;
}

/** Lays the executable out: sets addresses, sizes and the script's symbols. */
export function layOut(input: LayoutInput): Laid {
  let before = '';
  for (let count = 0; ; count++) {
    const walk = walkThrough(input);
    const now = fingerprint(input);
    if (now === before || count === MOST_WALKS) {
      input.report.diagnostics.push(...walk.report.diagnostics);
      return walk;
    }
    before = now;
  }
}

/** Walks once, and again if the data segment had better begin on a page of its own. */
function walkThrough(input: LayoutInput): Walk {
  const first = new Walk(input);
  first.run();
  if (!savesPage(first.dataSegment)) return first;
  const walk = new Walk(input, true);
  walk.run();
  return walk;
}

/** Lays out as often as `relax` shortens anything; the sections must have been laid out before. */
export function relaxLayout(input: LayoutInput, relax: (input: InputSection) => boolean): void {
  for (let shorter = true; shorter; ) {
    shorter = false;
    const relaxing = (each: InputSection) => {
      const done = relax(each);
      shorter ||= done;
      return done;
    };
    walkThrough({ ...input, relax: relaxing });
  }
}

function fingerprint({ items, symbols }: LayoutInput): string {
  const sections = items.flatMap((each) =>
    each.kind === 'section' ? [`${each.address},${each.loadAddress},${each.size}`] : [],
  );
  const values = [...symbols.values()].flatMap(({ script }) => script?.address ?? []);
  return [...sections, ...values].join();
}
