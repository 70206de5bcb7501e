import type { Diagnostic } from '../diagnostic.ts';

/** Collects what is wrong in a link. Nothing here has a line of its own except the script. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  get hasErrors(): boolean {
    return this.diagnostics.some((each) => each.severity === 'error');
  }

  error(code: string, message: string, hint?: string, span?: Diagnostic['span']): void {
    this.#add('error', code, message, hint, span);
  }

  warning(code: string, message: string, hint?: string, span?: Diagnostic['span']): void {
    this.#add('warning', code, message, hint, span);
  }

  #add(
    severity: Diagnostic['severity'],
    code: string,
    message: string,
    hint: string | undefined,
    span: Diagnostic['span'],
  ): void {
    this.diagnostics.push({
      ...{ code, severity, message, span, expansion: [] },
      ...(hint !== undefined && { hint }),
    });
  }
}
