import { BLOCK_LIMITS } from "../../../../chain/sealed/header.ts";
import type { Mempool } from "../../../../client/routes/mempool.ts";
import { goTo, linkTo } from "../../../address/route.ts";
import { hasCryptography } from "../../../cryptography.ts";
import { duration, number } from "../../../language/format.ts";
import { Icon } from "../../../parts/icon.tsx";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { allows } from "../../../session/session.ts";
import { figureStrings } from "../../../texts/figure.ts";
import { chain } from "../../../watched-chain.ts";
import { acceptedId, mineWaitingHere, stage } from "../mining-run.ts";
import { useMempool } from "./use-mempool.ts";

/** How many waiting records are listed. */
const LISTED = 100;

/** What waits on the ledger now, oldest first, and what of it the next block will hold. */
export function MempoolSection() {
  const text = figureStrings.mempool;
  const described = chain.value?.description.value;
  const isSealed = described?.records === "sealed";
  const { mempool: served, error } = useMempool();
  // What waits, and how it is mined, depends on the kind of ledger.
  const mempool = described && served;
  return (
    <>
      <div class="mine-head">
        <h1>{text.title}</h1>
        {described && <p class="lead">{isSealed ? text.lead.sealed : text.lead.plain}</p>}
      </div>
      <ErrorNotice error={error} />
      {(mempool || !error) && (
        <section class="panel" aria-labelledby="mempool-size">
          <h2 id="mempool-size">{mempool ? text.summary(mempool.size) : text.reading}</h2>
          {mempool?.size === 0 && <p>{text.empty}</p>}
          {mempool && mempool.size > 0 && (
            <>
              <p>{isSealed ? text.next.sealed(BLOCK_LIMITS.entries) : text.next.plain}</p>
              <Action isSealed={isSealed} />
              <Waiting {...mempool} isSealed={isSealed} />
            </>
          )}
        </section>
      )}
    </>
  );
}

function Waiting({ pending, size, isSealed }: Mempool & { readonly isSealed: boolean }) {
  const text = figureStrings.mempool;
  return (
    <>
      <table class="mine-table">
        <caption class="unseen">{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="mine-number">
              {text.columns.place}
            </th>
            <th scope="col">{isSealed ? text.columns.id.sealed : text.columns.id.plain}</th>
            <th scope="col" class="mine-number">
              {text.columns.age}
            </th>
            <th scope="col">{text.columns.block}</th>
          </tr>
        </thead>
        <tbody>
          {pending.slice(0, LISTED).map(({ id, position, age_seconds }) => (
            <tr key={id}>
              <td class="mine-number">{number(position)}</td>
              <th scope="row" class="mono">
                <bdi dir="ltr">{isSealed ? number(Number(id)) : id.slice(0, 8)}</bdi>
                {id === acceptedId.value && <strong class="mine-yours"> {text.yours}</strong>}
              </th>
              <td class="mine-number">{duration(age_seconds * 1000)}</td>
              <td>{nextWords(position, isSealed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {size > LISTED && <p>{text.more(size - LISTED)}</p>}
    </>
  );
}

function nextWords(position: number, isSealed: boolean): string {
  const text = figureStrings.mempool;
  if (isSealed) return position <= BLOCK_LIMITS.entries ? text.inNext : "";
  return position === 1 ? text.maybeNext : "";
}

function mine(): void {
  goTo("mine");
  void mineWaitingHere("simd");
}

/** How what waits can be mined here: entries by anybody who may mine, records only by those who know them. */
function Action({ isSealed }: { readonly isSealed: boolean }) {
  const text = figureStrings.mempool;
  if (!allows("chain:mine")) return null;
  if (!isSealed) {
    return (
      <p>
        {text.minePlain} <a href={linkTo("mine")}>{text.toForm}</a>
      </p>
    );
  }
  if (!hasCryptography) return null;
  return (
    <>
      <p class="hint">{text.mineHint}</p>
      <div class="actions">
        <button type="button" class="primary" disabled={stage.value.at === "mining"} onClick={mine}>
          <Icon name="pick" />
          {text.mine}
        </button>
      </div>
    </>
  );
}
