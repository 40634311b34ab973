import { batch, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { expectedAttempts } from "../../../../../chain/proof-of-work.ts";
import { searchInBrowser } from "../../../../browser-search.ts";
import { number } from "../../../../language/format.ts";
import type { SearchReport } from "../../../../miner.ts";
import { Hash } from "../../../../parts/hash.tsx";
import { ErrorNotice } from "../../../../parts/notice.tsx";
import { miningStrings } from "../../../../texts/mining.ts";
import type { StepProps } from "../step-props.ts";
import { NonceBench } from "./nonce-bench.tsx";
import { DIFFICULTY, OWN_LENGTH, ownBlocks, ownCandidate, pace } from "./own-chain.ts";
import { useEnd } from "../../../../use-end.ts";

/** The reader's tries a minute as long as they are not measured. */
const USUAL_PACE = 20;

/** What a search took. */
type Cost = Pick<SearchReport, "attempts" | "milliseconds">;

/** A difficulty that is hopeless by hand: the browser mines genesis and two blocks for the reader. */
export function MachineStep({ onDone }: StepProps) {
  const text = miningStrings.machine;
  const name = useSignal("");
  const report = useSignal<SearchReport | undefined>(undefined);
  const isSearching = useSignal(false);
  const costs = useSignal<readonly Cost[]>([]);
  const error = useSignal<Error | undefined>(undefined);
  const end = useEnd();
  const blocks = ownBlocks.value;
  const index = blocks.length + 1;
  const isComplete = blocks.length >= OWN_LENGTH;
  const candidate = useMemo(() => ownCandidate(name.value, Date.now()), [name.value, blocks]);
  const byHand = pace.value ?? USUAL_PACE;
  const search = async (event: Event) => {
    event.preventDefault();
    batch(() => {
      isSearching.value = true;
      report.value = undefined;
      error.value = undefined;
    });
    try {
      const work = { candidate, tip: { proof: 0 } };
      const block = await searchInBrowser(
        { work, engine: "subtle", isRace: false },
        end,
        (news) => (report.value = news),
      );
      if (!block) return;
      batch(() => {
        ownBlocks.value = [...blocks, block];
        if (report.value) costs.value = [...costs.value, report.value];
        name.value = "";
      });
      if (blocks.length + 1 >= OWN_LENGTH) onDone();
    } catch (fault) {
      error.value = fault as Error;
    } finally {
      isSearching.value = false;
    }
  };
  const startAgain = () =>
    batch(() => {
      ownBlocks.value = [];
      costs.value = [];
      report.value = undefined;
    });
  return (
    <>
      {!isComplete && (
        <>
          <form class="panel tour-add" onSubmit={(event) => void search(event)}>
            <h2>{index === 1 ? text.genesis : text.block(index)}</h2>
            {index > 1 && (
              <label class="field">
                <span>{text.patient}</span>
                <input
                  required
                  maxLength={200}
                  disabled={isSearching.value}
                  value={name.value}
                  onInput={({ currentTarget }) => (name.value = currentTarget.value)}
                />
              </label>
            )}
            <button type="submit" class="primary" disabled={isSearching.value}>
              {isSearching.value ? text.searching : text.search}
            </button>
            <p class="hint">{text.byHand(byHand, (expectedAttempts(DIFFICULTY) / byHand) * 60_000)}</p>
          </form>
          <NonceBench candidate={candidate} expected={expectedAttempts(DIFFICULTY)} />
        </>
      )}
      <ErrorNotice error={error.value} />
      {report.value && <Running report={report.value} byHand={byHand} />}
      {blocks.length > 0 && (
        <section class="panel" aria-labelledby="own-chain">
          <h2 id="own-chain">{text.chain}</h2>
          <ol class="tour-own">
            {blocks.map((block, place) => {
              const cost = costs.value[place];
              return (
                <li key={block.hash}>
                  <strong>
                    <bdi>{block.patient_name}</bdi>
                  </strong>{" "}
                  <Hash value={block.hash} short />
                  {cost && <span class="hint">{text.mined(block.index, cost.attempts, cost.milliseconds)}</span>}
                </li>
              );
            })}
          </ol>
          {isComplete && (
            <button type="button" onClick={startAgain}>
              {text.again}
            </button>
          )}
        </section>
      )}
    </>
  );
}

/** The search as it runs, or as it ended: its tries, and its speed beside the reader's own. */
function Running({ report, byHand }: { readonly report: SearchReport; readonly byHand: number }) {
  const text = miningStrings.machine;
  const perSecond = (report.attempts / Math.max(1, report.milliseconds)) * 1000;
  return (
    <div class="panel">
      <dl class="tour-figures">
        <div>
          <dt>{text.attempts}</dt>
          <dd>{number(report.attempts)}</dd>
        </div>
        <div>
          <dt>{text.rate}</dt>
          <dd>{number(perSecond)}</dd>
        </div>
      </dl>
      <p class="mono" dir="ltr">
        {report.trial.proof} → <Hash value={report.trial.hash} short />
      </p>
      <p>{text.times(Math.round((perSecond * 60) / byHand))}</p>
    </div>
  );
}
