/** What a leaf of a signed tree is computed from: a block, or an entry of the log of reads. */
export interface StoredLeaf {
  /** Consecutive, from 1; the leaf's index is one less. */
  readonly index: number;
  /** 64 hex digits. The leaf is the hash of these 32 bytes. */
  readonly hash: string;
  /** The `hash` of the one before, where each links to its predecessor; `"0"` in the first. */
  readonly previous_hash?: string;
}

/** The stored rows that a signed tree is computed from. Someone who edits the storage can put anything there. */
export interface StoredLeaves<Stored extends StoredLeaf = StoredLeaf> {
  /** The newest; `undefined` if there is none. */
  tip(): Stored | undefined;
  /** How many there are. This is the newest one's index, since this code never deletes one. */
  length(): number;
  /** The one at an index, from 1. */
  at(index: number): Stored | undefined;
  /** Those from `from` to `to`, inclusive, in order; at most `count`. */
  range(from: number, to: number, count: number): Stored[];
  /** Whether a value has the format. */
  hasFormat(leaf: StoredLeaf): boolean;
  /** Whether a stored one has the format, and its content matches its hash. */
  isSound(leaf: StoredLeaf): Promise<boolean>;
}
