import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { revokeKey } from "../../../client/routes/keys.ts";
import { revocation } from "../../../client/signing/enrolment.ts";
import { authorKeys, type AuthorKeys, type ServedKey } from "../../keys/author-keys.ts";
import { myKey } from "../../keys/my-key.ts";
import { Modal } from "../../parts/modal.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { chain } from "../../watched-chain.ts";
import { keyStrings } from "../../texts/keys.ts";
import { useEnd } from "../../use-end.ts";

interface RevokingProps {
  readonly served: ServedKey;
  /** Whether this browser has the key, which then signs the revocation. */
  readonly isMine: boolean;
}

/** Revokes a key, after a question. */
export function Revoking({ served, isMine }: RevokingProps) {
  const text = keyStrings.revoke;
  const isAsking = useSignal(false);
  const isAccepted = useSignal(false);
  return (
    <>
      <div class="actions">
        <button type="button" aria-haspopup="dialog" onClick={() => (isAsking.value = true)}>
          {text.openOf(served.thumbprint)}
        </button>
        <p role="status">{isAccepted.value && text.accepted}</p>
      </div>
      {isAsking.value && (
        <RevokeDialog
          served={served}
          isMine={isMine}
          onSent={(isMined) => {
            isAsking.value = false;
            isAccepted.value = !isMined;
          }}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </>
  );
}

interface RevokeDialogProps extends RevokingProps {
  /** Receives whether the revocation is on the chain already. */
  readonly onSent: (isMined: boolean) => void;
  readonly onClose: () => void;
}

/** Asks whether to revoke a key, and since when it may have been in the wrong hands. */
function RevokeDialog({ served, isMine, onSent, onClose }: RevokeDialogProps) {
  const text = keyStrings.revoke;
  const id = useId();
  const since = useSignal("");
  const end = useEnd();
  const isBusy = useSignal(false);
  /** Whether the revocation is on its way, so that nobody can keep the key any more. */
  const isOut = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const first = served.enrolled.block;
  const last = chain.value?.length.value ?? first;
  const revoke = async (event: Event) => {
    event.preventDefault();
    const [watched, keys] = [chain.peek(), authorKeys.peek()];
    if (!watched || !keys) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      const sent = await body(keys);
      // Whoever closed the dialog while the ledger was checked keeps the key.
      end.throwIfAborted();
      isOut.value = true;
      const answer = await revokeKey(watched.client, served.thumbprint, sent);
      await keys.refresh(served.thumbprint);
      onSent("key" in answer);
    } catch (fault) {
      error.value = fault as Error;
      isBusy.value = isOut.value = false;
    }
  };
  const body = async (keys: AuthorKeys) => {
    const mine = myKey.peek();
    if (!isMine || mine.at !== "kept") return { revoked: true } as const;
    const { ledger } = await keys.checkedGenesis();
    const compromised = since.peek() === "" ? {} : { compromised_since: Number(since.peek()) };
    return revocation(served.thumbprint, { ledger, key: mine.key, ...compromised });
  };
  return (
    <Modal title={text.title} onClose={onClose} staysOpen={isOut.value}>
      <form class="danger-form" onSubmit={(event) => void revoke(event)}>
        <p>{text.lead}</p>
        {isMine ? (
          <>
            <label class="field">
              <span>{text.since}</span>
              <input
                type="number"
                min={first}
                max={last}
                step={1}
                value={since.value}
                aria-describedby={id}
                onInput={({ currentTarget }) => (since.value = currentTarget.value)}
              />
            </label>
            <p class="hint" id={id}>
              {text.sinceHint(first, last)}
            </p>
          </>
        ) : (
          <p class="hint">{text.sinceElsewhere}</p>
        )}
        <ErrorNotice error={error.value} />
        <div class="actions">
          <button type="button" disabled={isOut.value} onClick={onClose}>
            {text.keep}
          </button>
          <button type="submit" class="danger" disabled={isBusy.value}>
            {isBusy.value ? text.revoking : text.confirm}
          </button>
        </div>
      </form>
    </Modal>
  );
}
