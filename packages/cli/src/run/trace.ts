/**
 * A trace of what happens to the computer: traps, returns from them, disk requests, waits. Each
 * line begins with the number of instructions that had begun, so that two traces can be compared.
 */

import { cause, type TrapMode, trapModes } from '@ireko/isa';
import type { IoRequest, Machine, Probe } from '@ireko/machine';

const modes: Readonly<Record<number, string>> = { 0: 'U', 1: 'S', 3: 'M', 4: 'VU', 5: 'VS' };

/** An observer that writes a line for everything it is told. */
export function traceProbe(write: (line: string) => void): Probe {
  let machine: Machine | undefined;
  let last = { begun: 0, text: '' };
  let times = 0;
  /** What happens at each instruction anew is told of three times. */
  const line = (begun: number, text: string) => {
    times = text === last.text && begun === last.begun + 1 ? times + 1 : 1;
    last = { begun, text };
    if (times <= 3) write(`${String(begun).padStart(12)}  ${text}\n`);
    else if (times === 4) write(`${' '.repeat(12)}  … and again\n`);
  };
  const now = () => machine?.instructions ?? 0;
  /** Begins what is told of one hart of several. */
  const who = (hart: number) => ((machine?.harts ?? 1) > 1 ? `hart ${hart}: ` : '');

  return {
    attached: (observed) => {
      machine = observed;
    },
    trapTaken: ({ hart, begun, kind, code, from, to }) => {
      const names = kind === 'interrupt' ? cause.interruptNames : cause.exceptionNames;
      const { epc, tval } = trapModes[to] as TrapMode;
      const [pc = 0n, value = 0n] = [epc, tval].map((name) => machine?.hart.state(name));
      const about = value === 0n ? '' : `, tval 0x${value.toString(16)}`;
      const what = names[code] ?? `${kind} ${code}`;
      const way = `${who(hart)}${modes[from]} → ${modes[to]}`;
      line(begun, `${way}  ${what}, pc 0x${pc.toString(16)}${about}`);
    },
    trapReturned: ({ hart, begun, from, to }) => {
      const pc = machine?.hart.pc ?? 0n;
      line(begun, `${who(hart)}${modes[from]} → ${modes[to]}  return to 0x${pc.toString(16)}`);
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
    turnBegan: (hart, begun) => each((probe) => probe.turnBegan?.(hart, begun)),
    idle: (begun, ns) => each((probe) => probe.idle?.(begun, ns)),
  };
}
