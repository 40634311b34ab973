import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { isProblem } from "../../../client/transport/errors.ts";
import { draft } from "../../drafts.ts";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { linkTo, route } from "../../address/route.ts";
import { useAnswer } from "../../use-answer.ts";
import { chain, type WatchedChain } from "../../watched-chain.ts";
import { liveVerification } from "./live-verification.ts";
import { SaveCheckpoint } from "./save-checkpoint.tsx";
import { type ChosenFile, isReading } from "./chosen-file.ts";
import { SavedFiles } from "./saved-files.tsx";
import { ReportView } from "./report-view.tsx";
import { Running } from "./running.tsx";
import { TrustFields, useTrustInput } from "./trust-fields.tsx";
import { VerificationRun } from "./verification-run.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** Makes all checks of the offline verifier in the browser, on the live ledger. */
export function VerifyView() {
  const watched = chain.value;
  return watched ? <OnChain key={watched} chain={watched} /> : <></>;
}

function OnChain({ chain: watched }: { readonly chain: WatchedChain }) {
  const text = verifyStrings;
  const [run] = useState(() => new VerificationRun(liveVerification(watched)));
  const [ledger] = useState(() => route.peek().ledger);
  const trust = draft(`trust in ${ledger}`, useTrustInput());
  const { files } = draft(`files saved of ${ledger}`, { files: useSignal<readonly ChosenFile[]>([]) });
  const keys = useAnswer(() => watched.client.request("/vkey").then((answer) => answer.text()), [watched]);
  // Leaving the view cancels the verification.
  useEffect(() => () => run.cancel(), [run]);
  const isUnsigned = isProblem(keys.error, "signing-not-configured");
  const start = (event: Event) => {
    event.preventDefault();
    void run.start(trust, files.peek());
  };
  return (
    <>
      <div>
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
      </div>
      <form class="verify-form" onSubmit={start}>
        <section class="panel" aria-labelledby="keys-heading">
          <h2 id="keys-heading">{text.keys}</h2>
          {isUnsigned ? <Notice>{text.noKey}</Notice> : <ErrorNotice error={keys.error} />}
          <TrustFields trust={trust} isSealed={watched.isSealed} served={keys.value?.trim()} />
        </section>
        <SavedFiles files={files} />
        <div class="actions">
          <button type="submit" class="primary" disabled={run.progress.value !== undefined || isReading(files.value)}>
            {run.outcome.value ? text.again : text.start}
          </button>
        </div>
      </form>
      <Running run={run} />
      <ReportView outcome={run.outcome.value} addressOf={(index) => linkTo("blocks", index)} />
      {!isUnsigned && <SaveCheckpoint client={watched.client} />}
    </>
  );
}
