import type { AnyTip } from "../../../chain/kind.ts";
import { inclusionSteps, type InclusionStep, leafHash, type Hash as Bytes } from "../../../chain/merkle-tree.ts";
import { parseVerifierKey } from "../../../evidence/notes/note.ts";
import { Malformed } from "../../../chain/text/malformed.ts";
import { bytesOf, parseReceipt, verifyReceipt } from "../../../evidence/receipts/receipt.ts";
import { type LedgerClient, Refusal, Unreachable } from "../../../client/client.ts";
import { hashOf } from "../../any-block.ts";
import { download } from "../../download.ts";
import { IN_ENGLISH } from "../../language/english.ts";
import { Badge, Icon } from "../../parts/icon.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { route } from "../../address/route.ts";
import { useAnswer } from "../../use-answer.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { AuditPath } from "./audit-path.tsx";
import { chainStrings } from "../../texts/chain.ts";

/** A verified receipt. */
interface VerifiedReceipt {
  /** The receipt as served by the ledger. */
  readonly text: string;
  readonly size: number;
  readonly leaf: Bytes;
  readonly steps: readonly InclusionStep[];
}

/** The block's receipt, verified in the browser, with a drawing of its audit path. */
export function BlockReceipt({ chain, block }: { readonly chain: WatchedChain; readonly block: AnyTip }) {
  const text = chainStrings.block.receipt;
  const { value, error } = useAnswer(() => verified(chain.client, block), [chain, block]);
  const name = `${route.value.ledger}-${block.index}.receipt.json`;
  return (
    <section class="panel" aria-labelledby="receipt-heading">
      <h2 id="receipt-heading">{text.title}</h2>
      <p>{text.lead}</p>
      {!value && !error && <p role="status">{text.loading}</p>}
      <ReceiptFault error={error} />
      {value && (
        <>
          <p>
            <Badge tone="good">{text.proves(value.size)}</Badge>
          </p>
          <p class="hint">{text.keyFrom}</p>
          <AuditPath index={block.index} size={value.size} leaf={value.leaf} steps={value.steps} />
          <p>
            <button type="button" onClick={() => download(name, value.text, "application/json")}>
              <Icon name="download" />
              {text.download}
            </button>
          </p>
        </>
      )}
    </section>
  );
}

function ReceiptFault({ error }: { readonly error: Error | undefined }) {
  const text = chainStrings.block.receipt;
  const isAnswer = error instanceof Unreachable || error instanceof Refusal;
  if (isAnswer && error.problem === "signing-not-configured") return <Notice>{text.notConfigured}</Notice>;
  if (!(error instanceof Malformed)) return <ErrorNotice error={error} />;
  return (
    <Notice tone="bad">
      {text.failed}: <span {...IN_ENGLISH}>{error.message}.</span>
    </Notice>
  );
}

/** Fetches the receipt and the keys, and verifies the receipt against a fresh hash of the block's content. */
async function verified(client: LedgerClient, block: AnyTip): Promise<VerifiedReceipt> {
  const keys = await (await client.request("/vkey")).text();
  const ledger = await Promise.all(keys.trim().split("\n").map(parseVerifierKey));
  const text = await (await client.request(`/blocks/${block.index}/proof`)).text();
  const proof = parseReceipt(text);
  const hash = await hashOf(block);
  const { size } = await verifyReceipt(proof, hash, { ledger });
  // Check that the receipt is for this position. A block's index starts at 1, its leaf index at 0.
  if (proof.leafIndex !== block.index - 1) throw new Malformed("it is another block's");
  const leaf = await leafHash(bytesOf(hash));
  return { text, size, leaf, steps: (await inclusionSteps(proof.leafIndex, size, leaf, proof.path)) ?? [] };
}
