/**
 * Tells on stderr how far a fuzzer is: on a terminal in a line that is written over, else in lines that become rarer,
 * at 1, 2, 4, 8 … and then at each `rarest`.
 * @param what the fuzzer counts, as `guests`
 */
export function fuzzProgress(what: string, count: number): (done: number) => void {
  const rarest = 256;
  return (done) => {
    const isMilestone = (done & (done - 1)) === 0 || done % rarest === 0;
    const told = `${done} of ${count} ${what}`;
    if (process.stderr.isTTY) process.stderr.write(`\r${told}${done === count ? '\n' : ''}`);
    else if (isMilestone && done < count) process.stderr.write(`${told}\n`);
  };
}
