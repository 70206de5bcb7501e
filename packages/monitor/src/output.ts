/**
 * A monitor's console, taken apart by process.
 *
 * Which process prints first depends on time, and so on the computer that the
 * monitor runs on. What one process prints does not, nor what the monitor
 * says of it. Putting these lines together gives a text that is the same on
 * every computer.
 */

/** `[2 primes] …` by the process itself, `monitor: 2 primes …` about it. */
const processLine = /^(?:\[|monitor: )(\d+) \S/;

/**
 * The lines by and about processes, process by process in the order of their
 * numbers; each process's lines remain in the order in which they came.
 *
 * @param console all that the monitor sent to its console; lines may end with CR LF.
 * @returns lines that each end with LF. Lines that belong to no process are left out.
 */
export function processOutput(console: string): string {
  const byProcess = new Map<number, string>();
  for (const line of console.split(/\r?\n/)) {
    const pid = Number(processLine.exec(line)?.[1]);
    if (pid) byProcess.set(pid, `${byProcess.get(pid) ?? ''}${line}\n`);
  }
  const pids = [...byProcess.keys()].sort((a, b) => a - b);
  return pids.map((pid) => byProcess.get(pid)).join('');
}
