import { batch, useSignal } from "@preact/signals";
import { type PlaceInClass, startAgain } from "../../client/routes/classes.ts";
import { goTo, route } from "../address/route.ts";
import { Modal } from "../parts/modal.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { deployment } from "../session/session.ts";
import { setPlace } from "./place.ts";
import { studentStrings } from "../texts/student.ts";

/** Replaces the student's sandbox with an empty one, after asking. */
export function StartAgain({ place }: { readonly place: PlaceInClass }) {
  const text = studentStrings.again;
  const isAsked = useSignal(false);
  const isRunning = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const ask = () => {
    error.value = undefined;
    isAsked.value = true;
  };
  const start = async () => {
    error.value = undefined;
    isRunning.value = true;
    try {
      await replaceSandbox(place);
      isAsked.value = false;
    } catch (failure) {
      error.value = failure as Error;
    }
    isRunning.value = false;
  };
  return (
    <>
      <button type="button" onClick={ask}>
        {text.open}
      </button>
      {isAsked.value && (
        <Modal title={text.title} onClose={() => (isAsked.value = false)} staysOpen={isRunning.value}>
          <p>{text.explanation(place.sandbox)}</p>
          <ErrorNotice error={error.value} />
          {isRunning.value && <p role="status">{text.running}</p>}
          <div class="actions">
            <button type="button" disabled={isRunning.value} onClick={() => (isAsked.value = false)}>
              {text.keep}
            </button>
            <button type="button" class="danger" disabled={isRunning.value} onClick={() => void start()}>
              {text.confirm}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}

/**
 * Deletes a sandbox for good, and opens the next one.
 *
 * @throws Refusal or Unreachable if the server does not do it
 */
async function replaceSandbox({ class: name, sandbox: replaces }: PlaceInClass): Promise<void> {
  const client = deployment.peek();
  if (!client) return;
  const next = await startAgain(client, name, replaces);
  batch(() => {
    setPlace(next);
    const { ledger, view } = route.peek();
    if (ledger === replaces) goTo(view, undefined, next.sandbox);
  });
}
