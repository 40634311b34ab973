import { useEffect } from "preact/hooks";
import { isHeader } from "../any-block.ts";
import { ErrorNotice } from "../parts/notice.tsx";
import { useAnswer } from "../use-answer.ts";
import type { WatchedChain } from "../watched-chain.ts";
import { Vouched } from "./vouched.tsx";
import { isAuthored } from "./vouching.ts";

interface RecordVoucherProps {
  readonly chain: WatchedChain;
  /** The number of a version of a record, and the index of its block. */
  readonly number: number;
  readonly block: number;
}

/** Who vouches for a version of a record, as its entry says. The ledger serves the entry with the block. */
export function RecordVoucher({ chain, number, block }: RecordVoucherProps) {
  const { value: header, error } = useAnswer(() => chain.presentBlock(block), [chain, block]);
  const sealed = header && isHeader(header) ? header : undefined;
  useEffect(() => {
    if (sealed) void chain.loadEntries(sealed);
  }, [chain, sealed]);
  if (error) return <ErrorNotice error={error} />;
  const entry = sealed && chain.entries(sealed)?.[number - sealed.first_entry];
  return entry && isAuthored(entry) ? <Vouched entry={entry} block={block} /> : null;
}
