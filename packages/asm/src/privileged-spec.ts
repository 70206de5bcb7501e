/** Versions of the specification of the privileged architecture, as options and attributes name them. */

import {
  TAG_RISCV_PRIV_SPEC,
  TAG_RISCV_PRIV_SPEC_MINOR,
  TAG_RISCV_PRIV_SPEC_REVISION,
} from '@ireko/elf';
import type { Place } from './text/source.ts';
import type { Unit } from './unit/unit.ts';

/** Those that there are [priv, preface]. */
export const privilegedSpecs: readonly string[] = ['1.9.1', '1.10', '1.11', '1.12'];

/** Reports at a place that the version that attributes name is none of these. */
export function checkPrivilegedSpec({ attributes, report }: Unit, at: Place): void {
  const tags = [TAG_RISCV_PRIV_SPEC, TAG_RISCV_PRIV_SPEC_MINOR, TAG_RISCV_PRIV_SPEC_REVISION];
  const numbers = tags.map((tag) => Number(attributes.get(tag) ?? 0));
  if (numbers.every((number) => number === 0)) return;
  const written = numbers.join('.');
  if (privilegedSpecs.some((each) => each === written || `${each}.0` === written)) return;
  const known = privilegedSpecs.join(', ');
  const message = `attributes name the privileged specification ${written}: there are ${known}`;
  report.error('privileged-spec', at, message);
}
