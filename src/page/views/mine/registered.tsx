import { parseDisclosure } from "../../../evidence/receipts/disclosures.ts";
import type { EntryReceipt } from "../../../evidence/receipts/entry-receipt.ts";
import { hasCryptography } from "../../cryptography.ts";
import { verifiedEntry } from "../../entry-receipt.ts";
import { Vouched } from "../../keys/vouched.tsx";
import { isAuthored } from "../../keys/vouching.ts";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { NotComputed } from "../../parts/no-cryptography.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { ReceiptForm } from "../../parts/receipt-form.tsx";
import { linkTo } from "../../address/route.ts";
import { client } from "../../session/session.ts";
import { useAnswer } from "../../use-answer.ts";
import { Facts } from "./facts.tsx";
import { lostRaces, progress, type Stage } from "./mining-run.ts";
import { chainStrings } from "../../texts/chain.ts";
import { mineStrings } from "../../texts/mine.ts";
import { duration, number, time } from "../../language/format.ts";

/** The result of registering a record on a sealed ledger: its number, its block and its receipt. */
export function RegisteredRecord({
  block,
  record,
  receipt,
  known,
  searcher,
  milliseconds,
}: Extract<Stage, { at: "registered" }>) {
  const text = mineStrings.registered;
  const searched = searcher === "server" || known ? undefined : progress.value;
  const lost = lostRaces.value.length;
  const { entry } = receipt;
  return (
    <>
      <h2 id="mine-bench-title">{known ? text.known(record.number) : text.title(record.number)}</h2>
      <Notice tone={hasCryptography && !known ? "good" : "plain"}>{known ? text.once : text.added}</Notice>
      {!known && (
        <Facts
          facts={[
            [mineStrings.done.time, duration(milliseconds)],
            ...(searched ? [[mineStrings.done.attempts, number(searched.attempts)] as const] : []),
            ...(lost > 0 ? [[mineStrings.search.lost, number(lost)] as const] : []),
          ]}
        />
      )}
      <div class="mine-card">
        <Facts
          facts={[
            [text.number, number(record.number)],
            [text.block, <a href={linkTo("blocks", block.index)}>{chainStrings.blocks.block(block.index)}</a>],
            [text.entries, chainStrings.entries.numbers(block.first_entry, block.last_entry)],
            [mineStrings.done.timestamp, time(block.timestamp)],
            [mineStrings.done.minedBy, <span class="mono">{block.mined_by}</span>],
          ]}
        />
        {"commitment" in entry && (
          <dl class="mine-hashes">
            <div>
              <dt>{text.commitment}</dt>
              <dd>
                <Hash value={entry.commitment} isWork={false} />
              </dd>
            </div>
          </dl>
        )}
        {isAuthored(entry) && <Vouched entry={entry} block={block.index} />}
      </div>
      <h3>{text.receipt}</h3>
      {hasCryptography ? <ReceiptCheck receipt={receipt} place={record.number} /> : <NotComputed />}
      <p>{text.receiptHint}</p>
      {client.value && (
        <ReceiptForm
          client={client.value}
          number={record.number}
          receiptWith={(fields) => Promise.resolve(withFields(receipt, fields))}
        />
      )}
    </>
  );
}

/** Verifies the receipt that came with the answer. */
function ReceiptCheck({ receipt, place }: { readonly receipt: EntryReceipt; readonly place: number }) {
  const text = mineStrings.registered;
  const { value, error } = useAnswer(async () => {
    if (!client.value) return undefined;
    return verifiedEntry(client.value, receipt);
  }, [receipt]);
  if (error) {
    return (
      <>
        <p>
          <Badge tone="bad">{text.failed}</Badge>
        </p>
        <ErrorNotice error={error} />
      </>
    );
  }
  if (!value) return <p role="status">{text.verifying}</p>;
  const isOfRecord = value.number === place;
  return (
    <p>
      <Badge tone={isOfRecord ? "good" : "bad"}>
        {isOfRecord ? text.verified(value.number, value.header.index) : text.failed}
      </Badge>
    </p>
  );
}

/** The same receipt, disclosing only some of the fields that it holds. */
function withFields(receipt: EntryReceipt, fields: readonly string[]): EntryReceipt {
  const disclosures = receipt.disclosures?.filter((disclosure) => fields.includes(parseDisclosure(disclosure).name));
  return { ...receipt, ...(disclosures ? { disclosures } : {}) };
}
