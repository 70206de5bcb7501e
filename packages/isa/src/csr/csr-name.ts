/** Names of CSRs by number, as disassemblers write them: of the machine's, and of others'. */

import { csr } from './csr.ts';
import { otherCsrNames, otherCsrNumber } from './other-csr.ts';

/** CSRs that version 1.12 of the privileged specification took away, and those of 1.9.1 alone. */
const WITHDRAWN: ReadonlySet<string> = new Set([
  ...['ustatus', 'uie', 'utvec', 'uscratch', 'uepc', 'ucause', 'utval', 'uip'],
  ...['sedeleg', 'sideleg'],
]);
const ANCIENT =
  /^(ubadaddr|sbadaddr|sptbr|mbadaddr|m[us]counteren|mhcounteren|m[id]?b(ase|ound)|dscratch)$/;

/** CSRs that version 1.12 was the first to have. */
const NEW =
  /^(senvcfg|menvcfgh?|mstatush|mtinst|mtval2|mseccfgh?|mconfigptr|pmpcfg([4-9]|1\d)|pmpaddr(1[6-9]|[2-6]\d))$/;

let others: ReadonlyMap<number, string> | undefined;

function otherName(number: number): string | undefined {
  others ??= new Map(
    otherCsrNames
      .filter((name) => !ANCIENT.test(name))
      .toReversed()
      .map((name) => [otherCsrNumber(name) ?? 0, name]),
  );
  return others.get(number);
}

/**
 * The name of a CSR.
 * @param isOld the program is for a privileged specification before 1.12
 */
export function csrName(number: number, isOld = false): string | undefined {
  const name = csr(number)?.name ?? otherName(number);
  if (name === undefined) return undefined;
  return isOld ? (NEW.test(name) ? undefined : name) : WITHDRAWN.has(name) ? undefined : name;
}
