/** Beside each line of the source: at which offset of its section it stands, and its bytes. */

import { type Extension, StateEffect, type StateEffectType, StateField } from '@codemirror/state';
import { GutterMarker, gutter } from '@codemirror/view';
import type { ListedLine } from '@ireko/asm';

/** What is shown of long data. */
const mostBytes = 4;

class Written extends GutterMarker {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq(other: Written): boolean {
    return this.#text === other.#text;
  }

  override toDOM(): Text {
    return document.createTextNode(this.#text);
  }
}

/** Give a state the listing of its file. */
export const setListing: StateEffectType<readonly ListedLine[]> =
  StateEffect.define<readonly ListedLine[]>();

/** The markers by line, of the last listing. */
const listing = StateField.define<ReadonlyMap<number, Written>>({
  create: () => new Map(),
  update(before, { effects }) {
    const found = effects.find((effect) => effect.is(setListing));
    return found?.is(setListing) ? markersOf(found.value) : before;
  },
});

function markersOf(lines: readonly ListedLine[]): ReadonlyMap<number, Written> {
  const markers = new Map<number, Written>();
  for (const { line, address, bytes } of lines) {
    if (bytes.length === 0 || markers.has(line)) continue;
    const shown = [...bytes.subarray(0, mostBytes)].map((byte) => hex(byte, 2)).join('');
    const rest = bytes.length > mostBytes ? '…' : '';
    markers.set(line, new Written(`${hex(address, 4)} ${shown}${rest}`));
  }
  return markers;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export const listingGutter: Extension = [
  listing,
  gutter({
    class: 'listing',
    lineMarker: (view, { from }) =>
      view.state.field(listing).get(view.state.doc.lineAt(from).number) ?? null,
    lineMarkerChange: ({ transactions }) =>
      transactions.some(({ effects }) => effects.some((effect) => effect.is(setListing))),
  }),
];
