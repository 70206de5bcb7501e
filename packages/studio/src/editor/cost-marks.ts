/** Behind lines whose instructions left their layer: how often, and what each time cost in the layers below. */

import { type Extension, StateEffect, type StateEffectType, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import { costText } from '../views/cost-text.ts';
import type { LineCosts } from '../views/line-costs.ts';

class CostMark extends WidgetType {
  readonly #costs: LineCosts;

  constructor(costs: LineCosts) {
    super();
    this.#costs = costs;
  }

  override eq(other: CostMark): boolean {
    return this.#costs === other.#costs;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span');
    mark.className = 'cost';
    mark.textContent = costText(this.#costs);
    return mark;
  }
}

/** Shows these behind their lines. */
export const setCosts: StateEffectType<readonly LineCosts[]> =
  StateEffect.define<readonly LineCosts[]>();

const costField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { changes, effects, newDoc }) {
    const found = effects.find((effect) => effect.is(setCosts));
    if (!found?.is(setCosts)) return before.map(changes);
    const known = found.value.filter(({ line }) => line <= newDoc.lines);
    const marks = known.map((costs) => {
      const widget = Decoration.widget({ widget: new CostMark(costs), side: 1 });
      return widget.range(newDoc.line(costs.line).to);
    });
    return Decoration.set(marks, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const costMarks: Extension = costField;
