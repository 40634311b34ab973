import { useSignal } from "@preact/signals";
import type { AuthorKey } from "../../../client/signing/author-key.ts";
import { enrolment, type EnrolmentBody } from "../../../client/signing/enrolment.ts";
import { enrolKey } from "../../../client/routes/keys.ts";
import { backoff, pause } from "../../../client/transport/waiting.ts";
import { authorKeys, type AuthorKeys } from "../../keys/author-keys.ts";
import { endorsed } from "../../keys/endorsement.ts";
import { keepRequest, keyOwner } from "../../keys/my-key.ts";
import { checkLedger } from "../../keys/signing.ts";
import { Isolated } from "../../parts/isolated.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { allows, session } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { EnrolmentFault } from "./enrolment-fault.tsx";
import { RegistrarRequest } from "./registrar-request.tsx";
import { keyStrings } from "../../texts/keys.ts";
import { useEnd } from "../../use-end.ts";

interface EnrollingProps {
  readonly chain: WatchedChain;
  readonly authorKey: AuthorKey;
}

/** Enrols the person's key on this ledger: with one click, or with the registrar's endorsement where there is one. */
export function Enrolling({ chain, authorKey }: EnrollingProps) {
  const text = keyStrings.mine;
  const isBusy = useSignal(false);
  const isWaiting = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const end = useEnd();
  const keys = authorKeys.value;
  const genesis = keys?.genesis;
  if (!allows("key:enrol") && !allows("key:enrol-others")) return <Notice tone="bad">{text.scopeMissing}</Notice>;
  if (!keys || !genesis?.value) {
    return genesis?.error ? <ErrorNotice error={genesis.error} /> : <p role="status">{text.loading}</p>;
  }
  const { ledger, founding } = genesis.value;
  const subject = session.value?.subject ?? "";
  const request = async () => enrolment(authorKey, subject, (await checkLedger(chain, keys)).ledger);
  const send = async (body: () => EnrolmentBody | Promise<EnrolmentBody>) => {
    const owner = keyOwner.peek();
    isBusy.value = true;
    error.value = undefined;
    try {
      const answer = await enrolKey(chain.client, await body());
      isWaiting.value = !("key" in answer);
      await ("key" in answer ? keys.refresh(authorKey.thumbprint) : follow(keys, authorKey.thumbprint, end));
      if (keys.view(authorKey.thumbprint).value) await keepRequest(owner, ledger, undefined);
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  return (
    <>
      <p class="hint">{text.enrolHint}</p>
      {founding.registrar ? (
        <RegistrarRequest
          ledger={ledger}
          onRequest={request}
          isBusy={isBusy.value}
          onEndorsed={(kept, pasted) => void send(() => endorsed(pasted, kept, { ledger, founding }))}
        />
      ) : (
        <div class="actions">
          <button type="button" class="primary" disabled={isBusy.value} onClick={() => void send(request)}>
            {isBusy.value ? text.enrolling : text.enrol} <Isolated text={isBusy.value ? "" : subject} />
          </button>
        </div>
      )}
      <p role="status">{isWaiting.value && text.waiting}</p>
      <EnrolmentFault error={error.value} onAccepted={() => (error.value = undefined)} />
    </>
  );
}

/** Asks for a key whose entry is waiting until it is mined; the panel shows then that it is enrolled. */
async function follow(keys: AuthorKeys, thumbprint: string, end: AbortSignal): Promise<void> {
  for (let looks = 0; !end.aborted && !keys.view(thumbprint).value; looks++) {
    await pause(backoff(looks), end);
    await keys.refresh(thumbprint);
  }
}
