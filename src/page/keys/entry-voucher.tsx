import type { Entry, KeyEntry, RevocationEntry } from "../../chain/sealed/entry.ts";
import { thumbprintOf } from "../../chain/sealed/public-key.ts";
import { hasCryptography } from "../cryptography.ts";
import { useAnswer } from "../use-answer.ts";
import { KeyLink, Vouched } from "./vouched.tsx";
import { isAuthored } from "./vouching.ts";
import { comma } from "../language/format.ts";
import { vouchingStrings } from "../texts/vouching.ts";

interface EntryVoucherProps {
  readonly entry: Entry;
  /** The index of the entry's block. */
  readonly block: number;
}

/** Who vouches for an entry, or which key it enrols or revokes. */
export function EntryVoucher({ entry, block }: EntryVoucherProps) {
  if (isAuthored(entry)) return <Vouched entry={entry} block={block} />;
  if (entry.kind === "key") return <Enrols entry={entry} />;
  if (entry.kind === "revocation") return <Revokes entry={entry} />;
  return null;
}

function Enrols({ entry }: { readonly entry: KeyEntry }) {
  const { value: thumbprint } = useAnswer(
    async () => (hasCryptography ? thumbprintOf(entry.public_key) : undefined),
    [entry],
  );
  if (thumbprint === undefined) return null;
  return (
    <p class="vouched">
      <span>
        {vouchingStrings.vouched.enrols} <KeyLink thumbprint={thumbprint}>{vouchingStrings.key(thumbprint)}</KeyLink>
      </span>
    </p>
  );
}

function Revokes({ entry }: { readonly entry: RevocationEntry }) {
  const text = vouchingStrings.vouched;
  // The ledger may serve values of any type.
  const { revokes, compromised_since }: Readonly<Record<string, unknown>> = { ...entry };
  const thumbprint = String(revokes);
  return (
    <p class="vouched">
      <span>
        {text.revokes} <KeyLink thumbprint={thumbprint}>{vouchingStrings.key(thumbprint)}</KeyLink>
        {compromised_since !== undefined && `${comma} ${text.disputes(Number(compromised_since))}`}
      </span>
    </p>
  );
}
