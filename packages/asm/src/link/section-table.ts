/**
 * The order of the section table. Addresses follow the script; the table has the sections as GNU ld comes
 * upon them: when something first goes into one, or when an expression asks for its address.
 */

import type { Item, OutputSection } from './output.ts';
import type { Expression } from './script.ts';

/** The output sections of a script that have something in them or are asked for, in the order of the table. */
export function sectionTable(items: readonly Item[]): OutputSection[] {
  const named = Map.groupBy(
    items.filter((each) => each.kind === 'section'),
    ({ name }) => name,
  );
  const table = new Set<OutputSection>();
  const addAsked = (expression: Expression) => {
    for (const name of askedSections(expression)) {
      const output = named.get(name)?.[0];
      if (output !== undefined) table.add(output);
    }
  };
  for (const item of items) {
    if (item.kind === 'assignment') addAsked(item.value);
    else if (item.kind === 'assertion') addAsked(item.condition);
    else
      for (const each of item.contents) {
        // A value is looked at before there is a section for it, an assignment after that.
        if (each.kind === 'data') addAsked(each.value);
        if (each.kind !== 'fill') table.add(item);
        if (each.kind === 'assignment') addAsked(each.value);
        else if (each.kind === 'assertion') addAsked(each.condition);
      }
  }
  return [...table];
}

/** The sections whose address an expression asks for. */
function askedSections(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
    case 'name':
      return [];
    case 'unary':
      return askedSections(expression.operand);
    case 'binary':
      return [expression.left, expression.right].flatMap(askedSections);
    case 'conditional':
      return [expression.condition, expression.yes, expression.no].flatMap(askedSections);
    case 'assertion':
      return askedSections(expression.condition);
    case 'call': {
      const [first] = expression.arguments;
      if (['ADDR', 'LOADADDR'].includes(expression.name) && first?.kind === 'name')
        return [first.name];
      return expression.arguments.flatMap(askedSections);
    }
  }
}
