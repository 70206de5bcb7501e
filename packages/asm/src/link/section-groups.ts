/** Section groups in an object that is made of others: a later link chooses among them again. */

import { type Section, SHF_GROUP, SHT_GROUP, section } from '@ireko/elf';
import type { InputObject } from './input.ts';
import type { OutputSection } from './output.ts';
import type { OutputSymbols } from './output-symbols.ts';

/** By the sections that list the objects' groups, those that will list them in the output. */
export type GroupSections = ReadonlyMap<Section, Section>;

const WORD = 4;

/** A section, still without its contents, for each group of which anything is in the output. */
export function groupSections(
  objects: readonly InputObject[],
  sections: ReadonlyMap<OutputSection, Section>,
): GroupSections {
  const shape = { name: '.group', type: SHT_GROUP, align: WORD, entrySize: WORD };
  return new Map(
    objects.flatMap((object) =>
      object.groups
        .filter((each) => membersOf(each, object, sections).length > 0)
        .map((each): [Section, Section] => [each, section(shape)]),
    ),
  );
}

/** Lists the groups' members in the output, which are marked as such. */
export function fillGroups(
  groups: GroupSections,
  objects: readonly InputObject[],
  sections: ReadonlyMap<OutputSection, Section>,
  symbols: OutputSymbols,
): void {
  for (const object of objects)
    for (const each of object.groups) {
      const output = groups.get(each);
      const signature = each.group && symbols.of(each.group.signature, object);
      if (output === undefined || signature === undefined) continue;
      const members = membersOf(each, object, sections);
      for (const member of members) Object.assign(member, { flags: member.flags | SHF_GROUP });
      Object.assign(output, { group: { signature, comdat: each.group?.comdat, members } });
    }
}

function membersOf(
  { group }: Section,
  { placed }: InputObject,
  sections: ReadonlyMap<OutputSection, Section>,
): Section[] {
  return (group?.members ?? []).flatMap((each) => {
    const output = placed.get(each)?.output;
    return (output && sections.get(output)) ?? [];
  });
}
