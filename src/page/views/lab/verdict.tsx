import { Icon } from "../../parts/icon.tsx";
import { number, strings } from "../../strings.ts";
import type { LabChain } from "./lab-chain.ts";

/** What `is_valid` would say of the chain, kept up to date. */
export function LabVerdict({ lab }: { readonly lab: LabChain }) {
  const text = strings.lab.verdict;
  const verdict = lab.verdict.value;
  return (
    <div class={`notice notice-${verdict.valid ? "good" : "bad"} lab-verdict`} role="status">
      <Icon name={verdict.valid ? "check" : "cross"} />
      <div>
        <strong>{verdict.valid ? text.valid : text.broken(strings.lab.rules[verdict.fault.rule])}</strong>{" "}
        <span>{verdict.valid ? text.head(verdict.length) : verdict.fault.detail}</span>
      </div>
    </div>
  );
}

/** What mining costs, while it goes on and afterwards. */
export function MiningCost({ lab }: { readonly lab: LabChain }) {
  const text = strings.lab.cost;
  const place = lab.mining.place.value;
  const cost = lab.mining.cost.value;
  const rate = cost && cost.milliseconds > 0 ? (cost.attempts / cost.milliseconds) * 1000 : 0;
  return (
    <div class="lab-cost actions">
      <p role="status">
        {cost && place === undefined && (
          <>
            {cost.mined > 0 && text.mined(cost.mined, cost.attempts, rate)} {cost.kept > 0 && text.kept(cost.kept)}
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
