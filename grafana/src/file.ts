/** A file that the mixin makes; `path` is relative to the folder of its output. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}
