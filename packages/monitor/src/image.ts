/** The recipe of an image: what to assemble, and how to link it. */
export interface Image {
  /** Its file's name without `.elf`. */
  readonly name: string;
  /** Assembly files, relative to the repository, in link order; each becomes one object. */
  readonly sources: readonly string[];
  /** The linker script, relative to the repository. */
  readonly script: string;
  /** Folders where `.include` and `.incbin` look, relative to the repository. */
  readonly includePaths: readonly string[];
  /** Images to build first; `.incbin` finds each as `name.elf`. */
  readonly needs: readonly Image[];
}
