import { batch, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type EnrolledKeyView, type KeysPage, readKeys } from "../../../client/routes/keys.ts";
import { KeyLink, Position } from "../../keys/vouched.tsx";
import { standing } from "../../keys/signing.ts";
import { Isolated } from "../../parts/isolated.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { allows } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { KeyState } from "./key-state.tsx";
import { keyStrings } from "../../texts/keys.ts";
import { vouchingStrings } from "../../texts/vouching.ts";
import { shortThumbprint } from "../../keys/short-thumbprint.ts";

/** How many keys are loaded at a time. */
const PAGE_LENGTH = 50;

/** The keys of a ledger in the order of their enrolment, page by page. */
export function KeyList({ chain }: { readonly chain: WatchedChain }) {
  const text = keyStrings.list;
  const pages = useSignal<readonly KeysPage[]>([]);
  const error = useSignal<Error | undefined>(undefined);
  const isBusy = useSignal(true);
  const end = useRef(new AbortController());
  const load = async (from?: number, before: readonly KeysPage[] = []) => {
    const { signal } = end.current;
    isBusy.value = true;
    const page = await readKeys(chain.client, { from, limit: PAGE_LENGTH }, signal).catch(
      (fault: unknown) => fault as Error,
    );
    if (signal.aborted) return;
    batch(() => {
      isBusy.value = false;
      error.value = page instanceof Error ? page : undefined;
      if (!(page instanceof Error)) pages.value = [...before, page];
    });
  };
  // The list changes when the person's own key is enrolled or revoked.
  const state = standing.value.at;
  useEffect(() => {
    end.current = new AbortController();
    if (state !== "loading") void load();
    // What was asked for before may arrive after the newer list, and lacks the change.
    return () => end.current.abort();
  }, [chain, state]);
  const last = pages.value.at(-1);
  const keys = pages.value.flatMap((page) => page.keys);
  return (
    <section class="panel" aria-labelledby="keys-heading">
      <h2 id="keys-heading">{text.title}</h2>
      <ErrorNotice error={error.value} />
      {!last && isBusy.value && <p role="status">{keyStrings.loading}</p>}
      {last && keys.length === 0 && <p>{text.none}</p>}
      {last && keys.length > 0 && (
        <>
          <p class="hint">{allows("record:read") ? text.names[last.names] : text.hidden}</p>
          <ul class="key-list" aria-labelledby="keys-heading">
            {keys.map((key) => (
              <KeyRow key={key.thumbprint} view={key} />
            ))}
          </ul>
        </>
      )}
      {last?.next !== undefined && (
        <button type="button" disabled={isBusy.value} onClick={() => void load(last.next, pages.peek())}>
          {text.more}
        </button>
      )}
    </section>
  );
}

function KeyRow({ view }: { readonly view: EnrolledKeyView }) {
  const { thumbprint, subject, enrolled, revoked, compromised_since } = view;
  return (
    <li class="key-row">
      <span class="key-name">
        <KeyLink thumbprint={thumbprint}>
          {typeof subject === "string" ? <Isolated text={subject} /> : vouchingStrings.key(thumbprint)}
        </KeyLink>
        {typeof subject === "string" && <span class="hint mono">{shortThumbprint(thumbprint)}</span>}
        {subject === null && <span class="hint">{vouchingStrings.vouched.erased}</span>}
      </span>
      <span>
        {keyStrings.list.since} <Position {...enrolled} />
        {revoked && (
          <>
            , {keyStrings.list.revoked} <Position {...revoked} />
          </>
        )}
        {compromised_since !== undefined && (
          <>
            , <strong class="disputed">{keyStrings.list.disputed(compromised_since)}</strong>
          </>
        )}
      </span>
      <KeyState view={view} />
    </li>
  );
}
