import { useSignal } from "@preact/signals";
import { RESTORABLE } from "../../../../chain/sealed/restorable.ts";
import { signedErasure } from "../../../../client/signing/signed-bodies.ts";
import { Refusal } from "../../../../client/client.ts";
import { maySend, noteRefusal, signing } from "../../../keys/signing.ts";
import { SigningChoice } from "../../../keys/signing-choice.tsx";
import { Modal } from "../../../parts/modal.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import type { WatchedChain } from "../../../watched-chain.ts";
import { type ErasureReason, eraseRecord } from "../../../../client/routes/erasures.ts";
import { keyStrings } from "../../../texts/keys.ts";
import { recordStrings } from "../../../texts/records.ts";
import { useEnd } from "../../../use-end.ts";

const REASONS = ["request", "retention", "error"] as const satisfies readonly ErasureReason[];

interface EraseDialogProps {
  readonly chain: WatchedChain;
  readonly number: number;
  /** Whether it is known to be an older version, whose erasure cannot be signed. */
  readonly isOutdated: boolean;
  readonly onErased: () => void;
  readonly onClose: () => void;
}

/** Asks whether to erase a record, and why, and says what remains of it and until when. */
export function EraseDialog({ chain, number, isOutdated, onErased, onClose }: EraseDialogProps) {
  const text = recordStrings.erase;
  const reason = useSignal<ErasureReason | undefined>(undefined);
  const end = useEnd();
  const isBusy = useSignal(false);
  /** Whether the request is on its way, so that nobody can keep the record any more. */
  const isOut = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const problem = error.value instanceof Refusal ? error.value.problem : undefined;
  const isHeld = problem === "record-held";
  const isReady = isOutdated || maySend("erasure");
  const until = text.until(Date.now() + RESTORABLE);
  const erase = async (event: Event) => {
    event.preventDefault();
    const { value } = reason;
    if (!value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      const signs = isOutdated ? undefined : await signing(chain, "erasure");
      const signed = signs && (await signedErasure(number, signs.key, signs.ledger, signs.seen));
      // Whoever closed the dialog while the ledger was checked keeps the record.
      end.throwIfAborted();
      isOut.value = true;
      await eraseRecord(chain.client, number, value, signed);
      onErased();
    } catch (fault) {
      noteRefusal(fault);
      error.value = fault as Error;
      isBusy.value = isOut.value = false;
    }
  };
  return (
    <Modal title={text.title(number)} onClose={onClose} staysOpen={isOut.value}>
      <form class="danger-form" onSubmit={(event) => void erase(event)}>
        <p>{text.lead}</p>
        <fieldset disabled={isBusy.value || isHeld}>
          <legend>{text.reason}</legend>
          {REASONS.map((each) => (
            <label key={each} class="choice">
              <input
                type="radio"
                name="reason"
                required
                checked={reason.value === each}
                onChange={() => (reason.value = each)}
              />
              <span>{text.reasons[each]}</span>
            </label>
          ))}
          <p class="hint">{text.reasonKept}</p>
        </fieldset>
        <div>
          <h3>{text.remainsTitle}</h3>
          <ul class="remains">
            {[...text.remains, text.backups(until)].map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
        <p>{text.reserved(until)}</p>
        <p class="hint">{text.cleared}</p>
        {isOutdated ? <p class="hint">{keyStrings.signing.onlyCurrent}</p> : <SigningChoice what="erasure" />}
        {isHeld && <Notice>{text.held}</Notice>}
        {problem === "holder-cannot-erase" && <Notice tone="bad">{text.holder}</Notice>}
        {!isHeld && problem !== "holder-cannot-erase" && <ErrorNotice error={error.value} />}
        <div class="actions">
          <button type="button" disabled={isOut.value} onClick={onClose}>
            {isHeld ? text.close : text.keep}
          </button>
          {!isHeld && (
            <button type="submit" class="danger" disabled={isBusy.value || !isReady}>
              {isBusy.value ? text.erasing : text.confirm}
            </button>
          )}
        </div>
      </form>
    </Modal>
  );
}
