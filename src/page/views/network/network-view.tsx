import { useEffect } from "preact/hooks";
import { networkStrings } from "../../texts/network.ts";
import { AttackPanel } from "./figures/attack-panel.tsx";
import { BlockPanel } from "./block/block-panel.tsx";
import { Contrast } from "./contrast.tsx";
import { Copies } from "./copies/copies.tsx";
import { EnergyPanel } from "./figures/energy-panel.tsx";
import { Log } from "./log.tsx";
import { Mempool } from "./transfers/mempool.tsx";
import { Odds } from "./figures/odds.tsx";
import { Picture } from "./picture/picture.tsx";
import { pause, state } from "./run/run.ts";
import { RunBar } from "./run-bar.tsx";
import { ScenarioChoice } from "./scenario-choice.tsx";
import { sealAll } from "./run/seals.ts";
import { SettingsPanel } from "./settings-panel.tsx";
import { TransferForm } from "./transfers/transfer-form.tsx";

/** A simulated network of nodes that each hold a copy of a chain. It needs no token, and touches no ledger. */
export function NetworkView() {
  const text = networkStrings;
  useEffect(() => {
    void sealAll(state.peek());
    return pause;
  }, []);
  return (
    <>
      <div>
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
      </div>
      <ScenarioChoice />
      <RunBar />
      <div class="net-stage">
        <section class="panel" aria-label={text.title}>
          <Picture />
        </section>
        <Log />
        <SettingsPanel />
      </div>
      <Copies />
      <div class="net-pair">
        <BlockPanel />
        <div>
          <Mempool />
          <TransferForm />
        </div>
      </div>
      <div class="net-pair">
        <AttackPanel />
        <Odds />
      </div>
      <EnergyPanel />
      <Contrast />
    </>
  );
}
