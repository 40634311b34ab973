import { useEffect, useState } from "preact/hooks";
import { hasCryptography } from "../../cryptography.ts";
import { FaultFound } from "../../parts/fault-found.tsx";
import { Badge } from "../../parts/icon.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { linkTo } from "../../address/route.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { Validity } from "./validity.ts";
import { chainStrings } from "../../texts/chain.ts";
import { strings } from "../../texts/frame.ts";
import { time } from "../../language/format.ts";

/**
 * The largest chain, in blocks, for which new blocks trigger a new request for the verdict, which takes the ledger some
 * time.
 */
const ASK_ANEW_LIMIT = 5_000;

/** How long no block must have arrived before that request, in milliseconds. */
const QUIET = 1_500;

/** The ledger's own verdict. It is not shown over plain http, where anyone on the network could have changed it. */
export function LedgerVerdict({ chain }: { readonly chain: WatchedChain }) {
  const text = chainStrings.blocks.verdict;
  if (hasCryptography) return <OwnVerdict chain={chain} />;
  return (
    <section class="panel verdict" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">{text.heading}</h2>
      <p>{strings.insecure.verdict}</p>
    </section>
  );
}

/** The verdict of `is_valid`, requested on opening and again after new blocks. */
function OwnVerdict({ chain }: { readonly chain: WatchedChain }) {
  const text = chainStrings.blocks.verdict;
  const [validity] = useState(() => new Validity(chain.client));
  const { value: verdict } = validity.verdict;
  const { value: isAsking } = validity.isAsking;
  const length = chain.length.value;
  const since = verdict ? Math.max(0, length - verdict.length) : 0;

  useEffect(() => void validity.ask(), [validity]);
  useEffect(() => {
    if (since === 0 || length > ASK_ANEW_LIMIT) return;
    const timer = setTimeout(() => void validity.ask(), QUIET);
    return () => clearTimeout(timer);
  }, [validity, since, length]);

  return (
    <section class="panel verdict" aria-labelledby="verdict-heading">
      <div class="verdict-head">
        <h2 id="verdict-heading">{text.heading}</h2>
        <button type="button" class="quiet" disabled={isAsking} onClick={() => void validity.ask()}>
          {verdict ? text.askAgain : text.ask}
        </button>
      </div>
      <div class="verdict-words" role="status">
        {verdict ? (
          <Badge tone={verdict.valid ? "good" : "bad"}>{verdict.valid ? text.valid : text.invalid}</Badge>
        ) : (
          isAsking && <Badge tone="plain">{text.asking}</Badge>
        )}
        {verdict && <p class="hint">{aboutOf(verdict, since)}</p>}
      </div>
      {verdict?.valid === false && (
        <FaultFound fault={verdict.fault} blockAddress={linkTo("blocks", verdict.fault.index)} />
      )}
      <ErrorNotice error={validity.error.value} />
      <p class="hint">
        {text.believeNobody} <a href={linkTo("verify")}>{text.verify}</a>
      </p>
    </section>
  );
}

function aboutOf(verdict: NonNullable<Validity["verdict"]["value"]>, since: number): string {
  const text = chainStrings.blocks.verdict;
  const checkpoint = verdict.valid
    ? [verdict.checkpoint ? text.checkpoint(verdict.checkpoint.size) : text.noCheckpoint]
    : [];
  const signatures = verdict.valid && verdict.signatures?.keys ? [text.signatures(verdict.signatures)] : [];
  const news = since > 0 ? [text.since(since)] : [];
  // In a faulty chain, the blocks up to the fault were checked.
  const checked = verdict.valid ? verdict.length : Math.min(verdict.fault.index, verdict.length);
  return [text.checked(checked), ...checkpoint, ...signatures, text.at(time(verdict.at)), ...news].join(" · ");
}
