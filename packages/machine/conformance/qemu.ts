/** Runs an executable on QEMU's `virt` board and on ours, and gives what each printed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineName, Machine } from '../src/index.ts';

const TIMEOUT_MS = 60_000;

/** What QEMU's console showed. @param cpu QEMU's `-cpu`: one with our extensions and no others. */
export function runOnQemu(elf: Uint8Array, cpu = 'rv64,svinval=on,svnapot=on,svpbmt=on'): string {
  const folder = mkdtempSync(join(tmpdir(), 'ireko-qemu-'));
  try {
    const file = join(folder, 'program.elf');
    writeFileSync(file, elf);
    const options = ['-M', 'virt', '-cpu', cpu, '-nographic', '-bios', 'none', '-kernel', file];
    return execFileSync('qemu-system-riscv64', options, {
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'inherit'],
    }).replaceAll('\r', '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What our console showed. */
export function runHere(elf: Uint8Array, engine: EngineName = 'interpreter'): string {
  let output = '';
  const machine = new Machine({
    engine,
    console: (byte) => {
      output += String.fromCharCode(byte);
    },
  });
  const problem = machine.load(elf);
  if (problem !== undefined) throw new Error(problem);
  const outcome = machine.run({ maxInstructions: 50_000_000 });
  return outcome.kind === 'finished' ? output : `${output}(${outcome.kind})`;
}
