import { useSignal } from "@preact/signals";
import { NONCE_LIMIT } from "../../../../../chain/proof-of-work.ts";
import { searchInBrowser } from "../../../../browser-search.ts";
import { duration, number } from "../../../../language/format.ts";
import { ErrorNotice } from "../../../../parts/notice.tsx";
import { miningStrings } from "../../../../texts/mining.ts";
import { ownGenesis } from "./own-chain.ts";
import { useEnd } from "../../../../use-end.ts";

/** How long the measurement takes, in milliseconds. */
const MEASUREMENT = 1500;

/** The figures of the paper's section 3.1. */
const PAPER = { nonces: 4e9, perSecond: 1e8 } as const;

/** How long all nonces of one timestamp last: at the paper's speed, and at this browser's. */
export function Speed({ onMeasured }: { readonly onMeasured: () => void }) {
  const text = miningStrings.target.speed;
  const rate = useSignal<number | undefined>(undefined);
  const isMeasuring = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const end = useEnd();
  const measure = async () => {
    isMeasuring.value = true;
    error.value = undefined;
    try {
      rate.value = await measuredRate(end);
      if (rate.value > 0) onMeasured();
    } catch (fault) {
      error.value = fault as Error;
    } finally {
      isMeasuring.value = false;
    }
  };
  const rows = [
    [text.paper, PAPER.nonces, PAPER.perSecond],
    [text.exact, NONCE_LIMIT, PAPER.perSecond],
    ...(rate.value ? [[text.here, NONCE_LIMIT, rate.value] as const] : []),
  ] as const;
  return (
    <section class="panel" aria-labelledby="target-speed">
      <h2 id="target-speed">{text.title}</h2>
      <p>{text.lead}</p>
      {/* The roles stay when a narrow screen shows the rows as blocks. */}
      <table role="table" class="tour-table">
        <thead role="rowgroup">
          <tr role="row">
            <td role="cell" />
            {text.columns.map((column) => (
              <th key={column} role="columnheader" scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(([name, nonces, perSecond]) => (
            <tr key={name} role="row">
              <th role="rowheader" scope="row">
                {name}
              </th>
              {[number(nonces), number(perSecond), duration((nonces / perSecond) * 1000)].map((value, place) => (
                <td key={place} role="cell" data-name={text.columns[place]}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="actions">
        <button type="button" class="primary" disabled={isMeasuring.value} onClick={() => void measure()}>
          {isMeasuring.value ? text.measuring : text.measure}
        </button>
      </div>
      <p role="status">
        {rate.value !== undefined && text.second(number(rate.value), Math.min(1, rate.value / NONCE_LIMIT))}
      </p>
      <ErrorNotice error={error.value} />
    </section>
  );
}

/** The hashes that this browser computes in a second, with its fastest engine: no nonce is expected to solve 32 bits so soon. */
async function measuredRate(ended: AbortSignal): Promise<number> {
  const candidate = { ...ownGenesis(Date.now()), difficulty: 32 };
  let rate = 0;
  // The time is counted from the first report: before it, the engine is loaded.
  const control = new AbortController();
  await searchInBrowser(
    { work: { candidate, tip: { proof: 0 } }, engine: "simd", isRace: false },
    AbortSignal.any([ended, control.signal]),
    ({ attempts, milliseconds }) => {
      rate = Math.round((attempts / milliseconds) * 1000);
      if (milliseconds >= MEASUREMENT) control.abort();
    },
  );
  return rate;
}
