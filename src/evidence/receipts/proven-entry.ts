import type { Entry } from "../../chain/sealed/entry.ts";
import type { ReceiptGap } from "./entry-receipt.ts";
import type { Fate } from "../checking/version-watch.ts";

/** What a receipt of an entry proves besides its block. */
export interface ProvenEntry extends Fate {
  readonly number: number;
  readonly kind: Entry["kind"];
  /** The fields that the receipt discloses, by name. */
  readonly disclosed: Readonly<Record<string, string>>;
  /** The thumbprint of the key that signed the entry, or that it enrols or revokes. */
  readonly key?: string;
  /** Whether the chain disputes what the key signed in that block. */
  readonly disputed?: true;
  /** The number of the entry that revoked the key which this entry enrols. */
  readonly revokedBy?: number;
  /** What neither the receipt nor the chain, if it was verified too, can prove. */
  readonly unchecked: readonly ReceiptGap[];
}
