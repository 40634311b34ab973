import { useLayoutEffect, useRef } from "preact/hooks";
import { route } from "../../address/route.ts";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { chain, type WatchedChain } from "../../watched-chain.ts";
import { KeyList } from "./key-list.tsx";
import { KeyPage } from "./key-page.tsx";
import { MyKeyPanel } from "./my-key-panel.tsx";
import { keyStrings } from "../../texts/keys.ts";

/** The person's own key and the keys of the ledger, or one of them. */
export function KeysView() {
  const watched = chain.value;
  const { thumbprint } = route.value;
  const title = useFocusOnReturn(thumbprint);
  if (watched?.isSealed && thumbprint !== undefined) {
    return <KeyPage key={thumbprint} chain={watched} thumbprint={thumbprint} />;
  }
  return (
    <>
      <div>
        <h1 ref={title} tabIndex={-1}>
          {keyStrings.title}
        </h1>
        <p class="lead">{keyStrings.lead}</p>
      </div>
      <ErrorNotice error={watched?.error.value} />
      {watched && <OfLedger chain={watched} />}
    </>
  );
}

/** Focuses the title when the reader returns from a key, as on a new page. */
function useFocusOnReturn(thumbprint: string | undefined) {
  const title = useRef<HTMLHeadingElement>(null);
  const before = useRef(thumbprint);
  useLayoutEffect(() => {
    if (before.current !== undefined && thumbprint === undefined) title.current?.focus();
    before.current = thumbprint;
  }, [thumbprint]);
  return title;
}

function OfLedger({ chain: watched }: { readonly chain: WatchedChain }) {
  if (!watched.description.value) return null;
  if (!watched.isSealed) return <Notice>{keyStrings.plain}</Notice>;
  return (
    <>
      <MyKeyPanel key={watched} chain={watched} />
      <KeyList key={watched} chain={watched} />
    </>
  );
}
