import { useSignal } from "@preact/signals";
import type { ClassView } from "../../../contract/schemas/class.ts";
import { Badge } from "../../parts/icon.tsx";
import { Notice } from "../../parts/notice.tsx";
import { endProjection, isProjected, project } from "../../projector.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { BoardFault } from "./board-fault.tsx";
import { BoardNews } from "./board-news.tsx";
import { classAddresses } from "./class-addresses.ts";
import { labels } from "./labels.ts";
import { Race } from "./race.tsx";
import { seatsOf } from "./seats.ts";
import { SeatTiles } from "./seat-tiles.tsx";
import { LazySheet } from "./sheet/lazy-sheet.tsx";
import { Shares } from "./shares.tsx";
import { Students } from "./students.tsx";
import type { Tally } from "./tally.ts";
import { Tries } from "./tries.tsx";
import { usePaced } from "./use-paced.ts";
import type { WatchedClass } from "./watched-class.ts";
import { boardStrings } from "../../texts/board.ts";
import { until } from "../../language/format.ts";

interface BoardProps {
  readonly view: ClassView;
  readonly group: WatchedClass;
  readonly tally: Tally;
  readonly chain: WatchedChain;
}

/** The board, for a teacher's screen or for a projector. */
export function Board({ view, group, tally, chain }: BoardProps) {
  // Never stored: whoever opens the board again sees numbers first.
  const hasNames = useSignal(false);
  const isSheetOpen = useSignal(false);
  const counts = usePaced(() => tally.blocks.value);
  const seats = seatsOf(view, counts, hasNames.value);
  const labelOf = labels(seats);
  const present = seats.filter(({ presence }) => presence === "in").length;
  const isLarge = isProjected.value;
  const switchProjector = () => {
    if (isProjected.peek()) return endProjection();
    hasNames.value = false;
    project();
  };
  const error = group.error.value;
  const isInterrupted = error !== undefined || chain.state.value === "interrupted";
  if (isSheetOpen.value) {
    return <LazySheet name={view.name} read={() => group.codes()} onClose={() => (isSheetOpen.value = false)} />;
  }
  return (
    <div class={isLarge ? "board board-large" : "board"}>
      <header class="board-head">
        <div>
          <h1>{boardStrings.title(view.name)}</h1>
          {!isLarge && <p class="lead">{boardStrings.lead}</p>}
        </div>
        <p class="board-state">
          <strong>{boardStrings.present(present, seats.length)}</strong>
          <span>{boardStrings.until(until(Date.parse(view.ends)))}</span>
          {isInterrupted && <Badge tone="bad">{boardStrings.interrupted}</Badge>}
          {!isInterrupted && chain.state.value === "live" && <Badge tone="plain">{boardStrings.live}</Badge>}
        </p>
        {isLarge && <Join />}
        <div class="board-switches">
          <label class="choice">
            <input
              type="checkbox"
              role="switch"
              checked={hasNames.value}
              onChange={({ currentTarget }) => (hasNames.value = currentTarget.checked)}
            />
            <span>{boardStrings.names}</span>
          </label>
          <button type="button" onClick={switchProjector}>
            {isLarge ? boardStrings.projector.leave : boardStrings.projector.enter}
          </button>
          {!isLarge && seats.some(({ hasCode }) => hasCode) && (
            <button type="button" onClick={() => (isSheetOpen.value = true)}>
              {boardStrings.sheet}
            </button>
          )}
          {!isLarge && <a href="/guide/lesson">{boardStrings.guide}</a>}
          {!isLarge && <a href="/guide/worksheets">{boardStrings.worksheets}</a>}
        </div>
      </header>
      <BoardNews chain={chain} labelOf={labelOf} />
      {error && <BoardFault name={view.name} error={error} />}
      {view.ends <= view.now && <Notice tone="bad">{boardStrings.ended(until(Date.parse(view.ends)))}</Notice>}
      <Race chain={chain} seats={seats} counts={counts} labelOf={labelOf} now={group.now} isLarge={isLarge} />
      {isLarge ? <SeatTiles seats={seats} /> : <Students seats={seats} group={group} />}
      <Tries seats={seats} />
      <Shares counts={counts} difficulty={chain.description.value?.difficulty} labelOf={labelOf} isLarge={isLarge} />
    </div>
  );
}

/** Where those who come late open the page. */
function Join() {
  const text = boardStrings.projector;
  const [address] = classAddresses().addresses;
  return (
    <p class="board-join">
      {address === undefined ? (
        text.local
      ) : (
        <>
          {text.join} <strong class="mono">{address}</strong>
        </>
      )}
    </p>
  );
}
