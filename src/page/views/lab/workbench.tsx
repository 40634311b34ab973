import { useSignalEffect } from "@preact/signals";
import { ErrorNotice } from "../../parts/notice.tsx";
import { session } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { bench, failure, make, making } from "./bench.ts";
import { ChainRow } from "./chain-row.tsx";
import { DEFAULT_COPY, SourceChoice } from "./source-choice.tsx";
import { EndBar, RepairBar, UndoBar } from "./toolbar.tsx";
import { TourInvitation } from "./tour/invitation.tsx";
import { LabVerdict, MiningCost } from "./verdict.tsx";
import { labStrings } from "../../texts/lab.ts";

/** A chain to break and repair: a copy of the ledger's newest blocks, or a sandbox chain. */
export function Workbench() {
  const text = labStrings;
  useSignalEffect(makeFirst);
  const lab = bench.value?.lab;
  return (
    <>
      <div class="lab-head">
        <div>
          <h1>{text.title}</h1>
          <p class="lead">{text.lead}</p>
        </div>
        <TourInvitation />
      </div>
      <SourceChoice />
      <ErrorNotice error={failure.value} />
      {lab && (
        <>
          <LabVerdict lab={lab} />
          <div class="lab-tools">
            <UndoBar lab={lab} />
            <RepairBar lab={lab} />
            <EndBar lab={lab} />
          </div>
          <MiningCost lab={lab} />
          <ChainRow lab={lab} />
        </>
      )}
    </>
  );
}

/**
 * Puts a first chain on the workbench: a copy of the ledger's blocks if a user is signed in and the ledger is plain,
 * otherwise a sandbox.
 */
function makeFirst(): void {
  if (bench.value || making.value !== undefined || failure.value) return;
  const ledger = session.value && chain.value;
  if (!ledger || ledger.state.value === "refused" || ledger.isSealed) {
    void make({ from: "sandbox", puzzle: { puzzle: "squares" } });
  } else if (ledger.length.value > 0) {
    void make({ from: "ledger", length: DEFAULT_COPY });
  }
}
