import { ErrorNotice } from "../parts/notice.tsx";
import { strings } from "../strings.ts";
import { styled } from "../style-sheet.ts";
import { useAnswer } from "../use-answer.ts";

/** The board of a class, whose code and style sheet are loaded when it is opened first: only teachers see it. */
export function BoardView() {
  const { value: view, error } = useAnswer(load, []);
  if (view) return <view.BoardView />;
  return (
    <>
      <h1>{strings.views.board}</h1>
      {error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>}
    </>
  );
}

async function load() {
  const [view] = await Promise.all([import("./board/board-view.tsx"), styled("/page/views/board/board.css")]);
  return view;
}
