/** Where an entry stands. */
export interface EntryPosition {
  /** The entry's number. */
  readonly entry: number;
  /** The index of its block. */
  readonly block: number;
  /** The timestamp of its block. */
  readonly at: string;
}
