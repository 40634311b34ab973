/**
 * The commitments of the newest blocks, by the numbers of the entries that have them. Validation looks up each
 * commitment and then adds it, once its block was found valid.
 */
export interface CommitmentWindow {
  /** The number of an entry, not before entry `oldest`, that has this commitment. */
  find(commitment: string, oldest: number): number | undefined;

  /**
   * Adds the commitment of an entry. Entries come in the order of their numbers.
   *
   * @param oldest entries before this one will not be asked for again
   */
  note(commitment: string, number: number, oldest: number): void;
}
