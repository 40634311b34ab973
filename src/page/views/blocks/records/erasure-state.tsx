import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { backoff, pause } from "../../../../client/transport/waiting.ts";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import type { WatchedChain } from "../../../watched-chain.ts";
import { type Erasure, readErasure } from "../../../../client/routes/erasures.ts";
import { useEnd } from "../../../use-end.ts";
import { recordStrings } from "../../../texts/records.ts";
import { number as words } from "../../../language/format.ts";

interface ErasureStateProps {
  readonly chain: WatchedChain;
  readonly number: number;
  /** Whether the erasure was asked for just now, so that the focus moves here from the dialog. */
  readonly isNew: boolean;
}

/** How far the erasure of a record is. It is followed until it is done, or until a hold is found to delay it. */
export function ErasureState({ chain, number, isNew }: ErasureStateProps) {
  const text = recordStrings.erasure;
  const end = useEnd();
  const erasure = useSignal<Erasure | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const title = useRef<HTMLHeadingElement>(null);
  const follow = async () => {
    error.value = undefined;
    try {
      for (let looks = 0; !end.aborted; looks++) {
        erasure.value = await readErasure(chain.client, number, end);
        if (erasure.value.state === "done" || isDelayed(erasure.value)) return;
        await pause(backoff(looks), end);
      }
    } catch (fault) {
      if (!end.aborted) error.value = fault as Error;
    }
  };
  useEffect(() => {
    if (isNew) title.current?.focus();
    void follow();
  }, [chain, number]);
  const { value } = erasure;
  return (
    <section class="erasure" aria-label={text.title(number)}>
      <h3 ref={title} tabIndex={-1}>
        {text.title(number)}
      </h3>
      <div role="status">
        {!value && !error.value && text.loading}
        {value && <State erasure={value} />}
      </div>
      <ErrorNotice error={error.value} />
      {(error.value !== undefined || (value && isDelayed(value))) && (
        <div class="actions">
          <button type="button" onClick={() => void follow()}>
            {text.lookAgain}
          </button>
        </div>
      )}
    </section>
  );
}

/** Whether a hold delays an erasure. */
function isDelayed({ state, final_after }: Erasure): boolean {
  return state === "pending" && final_after === undefined;
}

function State({ erasure }: { readonly erasure: Erasure }) {
  const text = recordStrings.erasure;
  const { state, entry, reason, final_after } = erasure;
  return (
    <>
      <Notice>{isDelayed(erasure) ? text.waiting : text[state]}</Notice>
      <dl class="facts">
        <dt>{text.reason}</dt>
        <dd>{recordStrings.erase.reasons[reason]}</dd>
        {entry !== undefined && (
          <>
            <dt>{text.entry}</dt>
            <dd>{words(entry)}</dd>
          </>
        )}
        {final_after !== undefined && (
          <>
            <dt>{text.final}</dt>
            <dd>
              <time dateTime={final_after}>{text.finalAfter(final_after)}</time>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
