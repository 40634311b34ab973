import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { allows } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { Bench } from "./bench.tsx";
import { History } from "./history.tsx";
import { RecordForm } from "./record-form.tsx";
import { Tip } from "./tip.tsx";
import { mineStrings } from "../../texts/mine.ts";
import { strings } from "../../texts/frame.ts";

/** Mines a block for a record, on the server or in the browser, and shows what the last blocks took. */
export function MineView() {
  const text = mineStrings;
  const isSealed = chain.value?.isSealed;
  return (
    <>
      <div class="mine-head">
        <h1>{isSealed ? text.sealedTitle : text.title}</h1>
        <p class="lead">{isSealed ? text.sealedLead : text.lead}</p>
      </div>
      <ErrorNotice error={chain.value?.error.value} />
      <Tip />
      {allows("chain:mine") ? (
        <div class="mine-place">
          <RecordForm />
          <Bench />
        </div>
      ) : (
        <Notice tone="bad">{strings.session.scopeMissing("chain:mine")}</Notice>
      )}
      <History />
    </>
  );
}
