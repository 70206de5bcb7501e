/** Where breakpoints and watched bytes stop a run. */
import type { Machine } from '../src/index.ts';

/** Where runs stop until so many instructions have begun. */
export function stopsOf(machine: Machine, maxInstructions: number): string[] {
  const stops: string[] = [];
  for (;;) {
    const outcome = machine.run({ maxInstructions });
    if (outcome.kind !== 'breakpoint' && outcome.kind !== 'watchpoint') return stops;
    const where = outcome.kind === 'watchpoint' ? outcome.address : machine.hart.pc;
    stops.push(`${outcome.kind} ${machine.instructions} ${where.toString(16)}`);
  }
}
