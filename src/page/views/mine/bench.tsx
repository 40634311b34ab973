import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Refusal } from "../../../client/client.ts";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { chain } from "../../watched-chain.ts";
import { Explanation } from "./explanation.tsx";
import { MinedRecord } from "./mined.tsx";
import { stage, stop } from "./mining-run.ts";
import { ClearedMempool } from "./mempool/cleared.tsx";
import { RegisteredRecord } from "./registered.tsx";
import { SearchProgress } from "./search-progress.tsx";
import { mineStrings } from "../../texts/mine.ts";

/** Shows the mining: before, during and after it. */
export function Bench() {
  const section = useFocusOnStage();
  return (
    <section ref={section} tabIndex={-1} class="panel mine-bench" aria-labelledby="mine-bench-title">
      <Content />
    </section>
  );
}

function Content() {
  const { value } = stage;
  switch (value.at) {
    case "idle":
      return <Explanation />;
    case "mining":
      return value.searcher === "server" ? <ServerSearch /> : <SearchProgress asked={value.searcher} />;
    case "stopped":
      return (
        <>
          <Notice>{value.searcher === "server" ? mineStrings.stopped.server : mineStrings.stopped.browser}</Notice>
          <Explanation />
        </>
      );
    case "failed":
      return (
        <>
          <h2 id="mine-bench-title">
            {chain.value?.isSealed && value.record ? mineStrings.failed.sealedTitle : mineStrings.failed.title}
          </h2>
          <ErrorNotice error={value.error} />
          {!(value.error instanceof Refusal) && <p>{mineStrings.failed.repeat}</p>}
        </>
      );
    case "done":
      return <MinedRecord {...value} />;
    case "registered":
      return <RegisteredRecord {...value} />;
    case "cleared":
      return <ClearedMempool {...value} />;
  }
}

function ServerSearch() {
  const text = mineStrings.server;
  const index = (chain.value?.length.value ?? 0) + 1;
  return (
    <>
      <h2 id="mine-bench-title">{text.title}</h2>
      <p class="mine-wait" role="status">
        <span class="mine-spinner" aria-hidden="true" />
        {chain.value?.isSealed ? text.sealedWait : text.wait(index)}
      </p>
      <div class="actions">
        <button type="button" onClick={stop}>
          {text.stop}
        </button>
      </div>
    </>
  );
}

/**
 * Moves the focus to the bench when the mining begins, since the form's button is then disabled, and again when the
 * cancel button disappears.
 */
function useFocusOnStage() {
  const section = useRef<HTMLElement>(null);
  const shown = useRef(stage.peek().at);
  useSignalEffect(() => {
    const { at } = stage.value;
    if (shown.current === at) return;
    shown.current = at;
    const { activeElement } = document;
    // Leave the focus alone if the user has moved it elsewhere.
    const isHere =
      !activeElement || activeElement === document.body || activeElement.closest(".mine-form, .mine-bench");
    if (isHere) requestAnimationFrame(() => section.current?.focus({ preventScroll: at !== "mining" }));
  });
  return section;
}
