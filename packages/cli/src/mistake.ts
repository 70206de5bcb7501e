/**
 * A user's mistake on its way to the one line that reports it. It is thrown, against the rule
 * that mistakes are values, because every command ends at its first one: `main.ts` alone catches
 * it, and the commands read straight down.
 */

/** Ends the command with `ireko COMMAND: error: MESSAGE` and exit status 1. */
export class Mistake extends Error {
  /** @param message one line: what is wrong, the file if there is one, and what to do. */
  constructor(message: string) {
    super(message);
    this.name = 'Mistake';
  }
}

/** Ends the command with exit status 1; what there is to say has been said on stderr. */
export class AlreadyReported extends Error {
  constructor() {
    super('reported on stderr');
    this.name = 'AlreadyReported';
  }
}
