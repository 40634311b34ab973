import type { CommitmentWindow } from "./commitment-window.ts";
import { EnrolledKeys } from "./enrolled-keys.ts";
import type { FoundingEntry } from "./entry.ts";
import { EntryStates } from "./entry-states.ts";
import type { OpenedKey } from "./public-key.ts";
import { RecentBlocks } from "./recent-blocks.ts";
import { SignedEntries } from "./signed-entries.ts";

/** What genesis set for a chain. */
export interface Founded {
  readonly founding: FoundingEntry;
  /** The hash of genesis, which every signature covers. */
  readonly ledger: string;
  /** Whose endorsements count: the registrar and its successor, as far as there are any. */
  readonly registrars: readonly OpenedKey[];
}

/** What the entries of the blocks so far mean for those to come. */
export interface ChainState {
  readonly states: EntryStates;
  readonly keys: EnrolledKeys;
  readonly signed: SignedEntries;
  readonly recent: RecentBlocks;
  readonly commitments: CommitmentWindow;
  /** Whether the entries of some blocks are unknown, such as of those before the first: nothing is then called missing. */
  isPart: boolean;
  /** Unknown if the blocks do not start with genesis and the caller does not know it. */
  founded: Founded | undefined;
}

/** The state before the first block. */
export function emptyState(commitments: CommitmentWindow, isPart: boolean): ChainState {
  return {
    states: new EntryStates(),
    keys: new EnrolledKeys(),
    signed: new SignedEntries(),
    recent: new RecentBlocks(),
    commitments,
    isPart,
    founded: undefined,
  };
}
