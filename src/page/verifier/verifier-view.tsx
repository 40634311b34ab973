import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { VERSION } from "../../report/version.ts";
import { hasCryptography } from "../cryptography.ts";
import { Icon } from "../parts/icon.tsx";
import { Notice } from "../parts/notice.tsx";
import { type ChosenExport, type ChosenFile, isReading } from "../views/verify/chosen-file.ts";
import { ReportView } from "../views/verify/report-view.tsx";
import { Running } from "../views/verify/running.tsx";
import { SavedFiles } from "../views/verify/saved-files.tsx";
import { TrustFields, useTrustInput } from "../views/verify/trust-fields.tsx";
import { VerificationRun } from "../views/verify/verification-run.ts";
import { offlineVerification } from "./offline-verification.ts";
import { verifierStrings } from "./verifier-strings.ts";
import { verifyStrings } from "../texts/verify.ts";

/** The whole verifier: what it is, the keys and files, and the report. */
export function VerifierView() {
  const text = verifierStrings;
  return (
    <>
      <header class="header">
        <p class="brand">
          <Icon name="link" />
          {text.brand}
        </p>
        <p class="header-end hint">{text.version(VERSION)}</p>
      </header>
      <main id="content" class="view">
        <div>
          <h1>{text.title}</h1>
          <p class="lead">{text.lead}</p>
        </div>
        <div class="verifier-promises">
          <p>{text.private}</p>
          <p>{text.origin}</p>
        </div>
        {hasCryptography ? <Verification /> : <Notice tone="bad">{text.noCryptography}</Notice>}
      </main>
    </>
  );
}

function Verification() {
  const text = verifierStrings;
  const trust = useTrustInput();
  const files = useSignal<readonly ChosenFile[]>([]);
  const picked = useSignal<ChosenExport | undefined>(undefined);
  const [run] = useState(() => new VerificationRun(offlineVerification(picked)));
  useEffect(dropsAnywhere, []);
  const start = (event: Event) => {
    event.preventDefault();
    void run.start(trust, files.peek());
  };
  return (
    <>
      <form class="verify-form" onSubmit={start}>
        <SavedFiles files={files} picked={picked} />
        <section class="panel" aria-labelledby="keys-heading">
          <h2 id="keys-heading">{verifyStrings.keys}</h2>
          <TrustFields trust={trust} isSealed={true} served={undefined} />
        </section>
        <div class="actions">
          <button type="submit" class="primary" disabled={run.progress.value !== undefined || isReading(files.value)}>
            {run.outcome.value ? text.again : text.start}
          </button>
        </div>
      </form>
      <Running run={run} />
      <ReportView outcome={run.outcome.value} />
    </>
  );
}

/** Keeps a file that was dropped beside the field from replacing the page, which would lose what was typed. */
function dropsAnywhere(): () => void {
  for (const kind of DRAGGING) addEventListener(kind, preventDefault);
  return () => {
    for (const kind of DRAGGING) removeEventListener(kind, preventDefault);
  };
}

const DRAGGING = ["dragover", "drop"] as const;

function preventDefault(event: Event): void {
  event.preventDefault();
}
