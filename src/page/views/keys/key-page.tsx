import { useLayoutEffect, useRef } from "preact/hooks";
import { linkTo } from "../../address/route.ts";
import { authorKeys, type ServedKey } from "../../keys/author-keys.ts";
import { isNotFound, standing } from "../../keys/signing.ts";
import { Position } from "../../keys/vouched.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { allows, session } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { KeyState } from "./key-state.tsx";
import { Revoking } from "./revoking.tsx";
import { SignedWith } from "./signed-with.tsx";
import { Thumbprint } from "./thumbprint.tsx";
import { comma } from "../../language/format.ts";
import { keyStrings } from "../../texts/keys.ts";
import { vouchingStrings } from "../../texts/vouching.ts";

interface KeyPageProps {
  readonly chain: WatchedChain;
  readonly thumbprint: string;
}

/** One key: what the ledger says of it, what it signed, and its revocation. */
export function KeyPage({ chain, thumbprint }: KeyPageProps) {
  const text = keyStrings.page;
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    title.current?.focus();
    void authorKeys.peek()?.refresh(thumbprint);
  }, []);
  const { value: served, error } = authorKeys.value?.view(thumbprint) ?? {};
  return (
    <article class="block-page">
      <a class="back" href={linkTo("keys")}>
        <Icon name="back" />
        {text.back}
      </a>
      <h1 ref={title} tabIndex={-1}>
        {text.title(thumbprint)}
      </h1>
      {isNotFound(error) ? <Notice>{text.notFound}</Notice> : <ErrorNotice error={error} />}
      {!served && !error && <p role="status">{text.loading}</p>}
      {served && (
        <>
          <Facts served={served} />
          <SignedWith chain={chain} served={served} />
        </>
      )}
    </article>
  );
}

function Facts({ served }: { readonly served: ServedKey }) {
  const text = keyStrings.page;
  const { thumbprint, state, enrolled, revoked, compromised_since, names, endorsed } = served;
  const mine = standing.value;
  const isMine = "key" in mine && mine.key.thumbprint === thumbprint;
  return (
    <section class="panel" aria-labelledby="key-facts-heading">
      <h2 id="key-facts-heading">{text.facts}</h2>
      {isMine && <p>{text.yours}</p>}
      <Thumbprint value={thumbprint} />
      <dl class="facts">
        <dt>{text.state}</dt>
        <dd>
          <KeyState view={served} />
        </dd>
        <dt>{text.subject}</dt>
        <dd>
          <Subject served={served} />
        </dd>
        <dt>{text.enrolled}</dt>
        <dd>
          <Position {...enrolled} />
          {comma} {text.entry(enrolled.entry)}
        </dd>
        <dt>{text.endorsed}</dt>
        <dd>{text.endorsedBy[endorsed ? "registrar" : names]}</dd>
        {revoked && (
          <>
            <dt>{text.revoked}</dt>
            <dd>
              <Position {...revoked} />
              {comma} {text.entry(revoked.entry)}
            </dd>
          </>
        )}
        {compromised_since !== undefined && (
          <>
            <dt>{text.disputed}</dt>
            <dd>
              <a href={linkTo("blocks", compromised_since)}>{text.block(compromised_since)}</a>
            </dd>
          </>
        )}
      </dl>
      {state === "enrolled" && mayRevoke(served, isMine) && <Revoking served={served} isMine={isMine} />}
    </section>
  );
}

function Subject({ served: { subject, names } }: { readonly served: ServedKey }) {
  const text = keyStrings.page;
  if (subject === undefined) return <span class="hint">{text.hiddenSubject}</span>;
  if (subject === null) return <span class="hint">{text.noSubject}</span>;
  return (
    <>
      <Isolated text={subject} /> <span class="hint">({vouchingStrings.vouched[names]})</span>
    </>
  );
}

/** Whether to offer the revocation. Whose key it is the ledger shows only to some; it decides in any case. */
function mayRevoke({ subject }: ServedKey, isMine: boolean): boolean {
  return isMine || allows("key:revoke") || subject === session.value?.subject;
}
