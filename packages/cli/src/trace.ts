/**
 * A trace of what happens to the computer: traps, returns from them, disk requests, waits. Each
 * line begins with the number of instructions that had begun, so that two traces can be compared.
 */

import { cause } from '@ireko/isa';
import type { IoRequest, Machine, Probe } from '@ireko/machine';

const modes: Readonly<Record<number, string>> = { 0: 'U', 1: 'S', 3: 'M' };
const supervisor = 1;

/** An observer that writes a line for everything it is told. */
export function traceProbe(write: (line: string) => void): Probe {
  let machine: Machine | undefined;
  const line = (begun: number, text: string) => write(`${String(begun).padStart(12)}  ${text}\n`);
  const now = () => machine?.instructions ?? 0;

  return {
    attached: (observed) => {
      machine = observed;
    },
    trapTaken: ({ begun, kind, code, from, to }) => {
      const names = kind === 'interrupt' ? cause.interruptNames : cause.exceptionNames;
      const pc = machine?.hart.state(to === supervisor ? 'sepc' : 'mepc') ?? 0n;
      const value = machine?.hart.state(to === supervisor ? 'stval' : 'mtval') ?? 0n;
      const about = value === 0n ? '' : `, tval 0x${value.toString(16)}`;
      const what = names[code] ?? `${kind} ${code}`;
      line(begun, `${modes[from]} → ${modes[to]}  ${what}, pc 0x${pc.toString(16)}${about}`);
    },
    trapReturned: ({ begun, from, to }) => {
      const pc = machine?.hart.pc ?? 0n;
      line(begun, `${modes[from]} → ${modes[to]}  return to 0x${pc.toString(16)}`);
    },
    ioStarted: (request, finishesNs) =>
      line(now(), `${describe(request)} until ${(finishesNs / 1e6).toFixed(3)} ms`),
    ioFinished: (request, ok) => line(now(), `${describe(request)} ${ok ? 'done' : 'failed'}`),
    idle: (begun, ns) => line(begun, `idle for ${(ns / 1e6).toFixed(3)} ms`),
  };
}

const describe = ({ device, kind, sector, sectors }: IoRequest): string =>
  sectors === 0 ? `${device} ${kind}` : `${device} ${kind} of ${sectors} from sector ${sector}`;

/** One observer that is several, told in their order. */
export function allProbes(probes: readonly Probe[]): Probe {
  const each = (tell: (probe: Probe) => void) => {
    for (const probe of probes) tell(probe);
  };
  return {
    attached: (machine) => each((probe) => probe.attached?.(machine)),
    trapTaken: (event) => each((probe) => probe.trapTaken?.(event)),
    trapReturned: (event) => each((probe) => probe.trapReturned?.(event)),
    ioStarted: (request, finishesNs) => each((probe) => probe.ioStarted?.(request, finishesNs)),
    ioFinished: (request, ok) => each((probe) => probe.ioFinished?.(request, ok)),
    idle: (begun, ns) => each((probe) => probe.idle?.(begun, ns)),
  };
}
