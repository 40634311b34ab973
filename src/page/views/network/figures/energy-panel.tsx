import { useSignal } from "@preact/signals";
import { energyOf, type EnergyInputs } from "../../../../simulation/energy.ts";
import { CONSENSUS_KINDS } from "../../../../simulation/settings.ts";
import { comma, compact, number } from "../../../language/format.ts";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { networkStrings } from "../../../texts/network.ts";
import { joules } from "./joules.ts";
import { type CoreRates, measureCore } from "./measuring.ts";
import { state } from "../run/run.ts";
import { Slider } from "../parts/slider.tsx";

/** What is assumed until this browser is measured. */
const ASSUMED: CoreRates = { hashes: 5_000_000, signatures: 10_000 };

/** The energy of the run with work and with stake, from watts a core and rates measured in this browser. */
export function EnergyPanel() {
  const text = networkStrings.energy;
  const watts = useSignal(5);
  const bits = useSignal(24);
  const rates = useSignal<CoreRates | undefined>(undefined);
  const isMeasuring = useSignal(false);
  const failure = useSignal<Error | undefined>(undefined);
  const { hashes, signatures } = rates.value ?? ASSUMED;
  const inputs: EnergyInputs = {
    nodes: state.value.nodes.length,
    wattsPerCore: watts.value,
    hashesPerSecond: hashes,
    signaturesPerSecond: signatures,
    hashesPerBlock: 2 ** bits.value,
    transfersPerBlock: transfersPerBlock(),
  };
  const [work, stake] = [energyOf("work", inputs), energyOf("stake", inputs)];
  const measure = async () => {
    isMeasuring.value = true;
    failure.value = undefined;
    try {
      rates.value = await measureCore();
    } catch (error) {
      failure.value = error as Error;
    }
    isMeasuring.value = false;
  };
  return (
    <section class="panel net-energy" aria-labelledby="net-energy">
      <h2 id="net-energy">{text.title}</h2>
      <p class="hint">{text.hint}</p>
      <Slider
        label={text.watts}
        value={watts.value}
        least={1}
        most={60}
        words={text.wattsValue}
        onChange={(value) => (watts.value = value)}
      />
      <Slider
        label={text.difficulty}
        value={bits.value}
        least={8}
        most={80}
        words={(value) => text.bits(value, compact(2 ** value))}
        onChange={(value) => (bits.value = value)}
      />
      <div class="actions">
        <button type="button" disabled={isMeasuring.value} onClick={() => void measure()}>
          {isMeasuring.value ? text.measuring : text.measure}
        </button>
        <p role="status">
          {rates.value ? text.measured : text.assumed} {text.hashes(compact(hashes))}
          {comma} {text.signatures(compact(signatures))}.
        </p>
      </div>
      <ErrorNotice error={failure.value} />
      <table>
        <thead>
          <tr>
            <th scope="col">{text.method}</th>
            <th scope="col">{text.perBlock}</th>
            <th scope="col">{text.perTransfer}</th>
          </tr>
        </thead>
        <tbody>
          {CONSENSUS_KINDS.map((kind) => {
            const { perBlock, perTransfer } = kind === "work" ? work : stake;
            return (
              <tr key={kind}>
                <th scope="row">{networkStrings.settings.kinds[kind]}</th>
                <td>{joules(perBlock)}</td>
                <td>{perTransfer === undefined ? text.noTransfers : joules(perTransfer)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{text.ratio(number(work.perBlock / stake.perBlock))}</p>
    </section>
  );
}

/** How many transfers a block of the run confirms on average. */
function transfersPerBlock(): number {
  const chain = state.value.nodes[0]?.chain ?? [];
  return chain.length > 1 ? chain.reduce((sum, { transfers }) => sum + transfers.length, 0) / (chain.length - 1) : 0;
}
