import { useRef } from "preact/hooks";
import { IN_ENGLISH } from "../../language/english.ts";
import { Icon } from "../../parts/icon.tsx";
import type { Verdict } from "../../../chain/validation.ts";
import type { LabChain } from "./lab-chain.ts";
import { labStrings } from "../../texts/lab.ts";
import { number } from "../../language/format.ts";

/** The verdict that `is_valid` would give on the lab's blocks, updated after each change. */
export function LabVerdict({ lab }: { readonly lab: LabChain }) {
  const text = labStrings.verdict;
  const verdict = useShownVerdict(lab);
  const tone = verdict === undefined ? "plain" : verdict.valid ? "good" : "bad";
  return (
    <div class={`notice notice-${tone} lab-verdict`} role="status">
      {verdict && <Icon name={verdict.valid ? "check" : "cross"} />}
      <div>{verdict ? <Judged lab={lab} verdict={verdict} /> : (lab.error.value?.message ?? text.checking)}</div>
    </div>
  );
}

/** The verdict. While a change is being checked, a fault stays visible, but a valid verdict does not. */
function useShownVerdict(lab: LabChain): Verdict | undefined {
  const { value: verdict } = lab.verdict;
  const last = useRef<Verdict>(undefined);
  if (verdict) last.current = verdict;
  return verdict ?? (last.current?.valid === false && !lab.error.value ? last.current : undefined);
}

/**
 * The verdict in words. If the blocks are the end of a ledger, it says which blocks were checked, and which were not.
 */
function Judged({ lab, verdict }: { readonly lab: LabChain; readonly verdict: Verdict }) {
  const text = labStrings.verdict;
  if (!verdict.valid) {
    return (
      <>
        <strong>{text.broken(labStrings.rules[verdict.fault.rule])}</strong>{" "}
        <span {...IN_ENGLISH}>{verdict.fault.detail}</span>
      </>
    );
  }
  const { before } = lab;
  return (
    <>
      <strong>{before ? text.endValid(before.index + 1) : text.valid}</strong>{" "}
      <span>{before ? text.end(before.index + 1, verdict.length) : text.head(verdict.length)}</span>
    </>
  );
}

/** The cost of mining, during and after it. */
export function MiningCost({ lab }: { readonly lab: LabChain }) {
  const text = labStrings.cost;
  const place = lab.mining.place.value;
  const cost = lab.mining.cost.value;
  const rate = cost && cost.milliseconds > 0 ? (cost.attempts / cost.milliseconds) * 1000 : 0;
  return (
    <div class="lab-cost actions">
      <p role="status">
        {cost && place === undefined && (
          <>
            {cost.mined > 0 && text.mined(cost.mined, cost.attempts, rate)}{" "}
            {cost.unsearched > 0 && text.unsearched(cost.unsearched)}
          </>
        )}
      </p>
      {place !== undefined && (
        <>
          <p>{text.running(number(cost?.attempts ?? 0), number(rate))}</p>
          <button type="button" onClick={() => lab.mining.stop()}>
            {text.stop}
          </button>
        </>
      )}
    </div>
  );
}
