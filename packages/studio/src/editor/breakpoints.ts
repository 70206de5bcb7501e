/** Breakpoints in the margin of the editor: they stay with their lines while the text changes. */

import {
  type EditorState,
  type Extension,
  RangeSet,
  StateEffect,
  StateField,
} from '@codemirror/state';
import {
  type BlockInfo,
  type EditorView,
  GutterMarker,
  gutter,
  lineNumbers,
} from '@codemirror/view';

class Dot extends GutterMarker {
  override toDOM(): Text {
    return document.createTextNode('●');
  }
}

const dot = new Dot();

/** Sets or removes the breakpoint of the line that begins there. */
const toggle = StateEffect.define<number>({ map: (at, changes) => changes.mapPos(at) });

const breakpoints = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(before, { changes, effects }) {
    let set = before.map(changes);
    for (const effect of effects) {
      if (!effect.is(toggle)) continue;
      const { value } = effect;
      let isThere = false;
      set.between(value, value, () => {
        isThere = true;
      });
      set = isThere
        ? set.update({ filter: (from) => from !== value })
        : set.update({ add: [dot.range(value)] });
    }
    return set;
  },
});

/** The numbers of the lines that have one. */
export function breakpointLines(state: EditorState): readonly number[] {
  const lines: number[] = [];
  for (const at = state.field(breakpoints).iter(); at.value; at.next())
    lines.push(state.doc.lineAt(at.from).number);
  return lines;
}

/** Sets the breakpoint of the line of the cursor, or removes it. */
export function toggleHere(view: EditorView): void {
  const { from } = view.state.doc.lineAt(view.state.selection.main.head);
  view.dispatch({ effects: toggle.of(from) });
}

const onClick = {
  mousedown(view: EditorView, { from }: BlockInfo): boolean {
    view.dispatch({ effects: toggle.of(from) });
    return true;
  },
};

/** The margin: what is clicked gets a breakpoint, beside line numbers too. */
export const breakpointMargin: Extension = [
  breakpoints,
  gutter({
    class: 'breakpoints',
    markers: (view) => view.state.field(breakpoints),
    initialSpacer: () => dot,
    domEventHandlers: onClick,
  }),
  lineNumbers({ domEventHandlers: onClick }),
];
