/** A generated page: its file's name in the folder of the reference, and its text. */
export interface Page {
  readonly name: string;
  readonly text: string;
}
