import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../parts/notice.tsx";
import { route } from "../../address/route.ts";
import { endProjection } from "../../projector.ts";
import { allows, deployment } from "../../session/session.ts";
import { chain, type WatchedChain } from "../../watched-chain.ts";
import { Board } from "./board.tsx";
import { BoardFault } from "./board-fault.tsx";
import { Tally } from "./tally.ts";
import { WatchedClass } from "./watched-class.ts";
import { boardStrings } from "../../texts/board.ts";
import { strings } from "../../texts/frame.ts";

/** The board of a class for its teacher: who is in, the race, and how the work is spread. */
export function BoardView() {
  const watched = chain.value;
  if (!allows("class:teach")) {
    return (
      <>
        <h1>{strings.views.board}</h1>
        <Notice>{strings.session.scopeMissing("class:teach")}</Notice>
      </>
    );
  }
  return watched ? <OfClass key={watched} chain={watched} /> : <></>;
}

/** The class that has the name of the present ledger. */
function OfClass({ chain: watched }: { readonly chain: WatchedChain }) {
  const [name] = useState(() => route.peek().ledger);
  const [group] = useState(() => new WatchedClass(deployment.peek() ?? watched.client, name));
  const [tally] = useState(() => new Tally(watched));
  useEffect(() => {
    const end = new AbortController();
    void group.watch(end.signal);
    const stopCounting = tally.start();
    return () => {
      end.abort();
      stopCounting();
      endProjection();
    };
  }, [group, tally]);
  const view = group.view.value;
  if (view) return <Board view={view} group={group} tally={tally} chain={watched} />;
  return (
    <>
      <h1>{boardStrings.title(name)}</h1>
      {group.error.value ? (
        <BoardFault name={name} error={group.error.value} />
      ) : (
        <p role="status">{boardStrings.loading}</p>
      )}
    </>
  );
}
