/** The views that few visitors open. */
import type { JSX } from "preact";
import { ErrorNotice } from "../parts/notice.tsx";
import { strings } from "../strings.ts";
import { styled } from "../style-sheet.ts";
import { useAnswer } from "../use-answer.ts";

type ViewComponent = () => JSX.Element;

/** Most visitors read or register records and never see the lab. */
export const LabView = lazyView(
  strings.views.lab,
  async () => (await import("./lab/lab-view.tsx")).LabView,
  "/page/views/lab/lab.css",
);

/** Verifying a chain is for auditors. */
export const VerifyView = lazyView(
  strings.views.verify,
  async () => (await import("./verify/verify-view.tsx")).VerifyView,
  "/page/views/verify/verify.css",
);

/** A key is set up once. */
export const KeysView = lazyView(strings.views.keys, async () => (await import("./keys/keys-view.tsx")).KeysView);

/** Only teachers see the board of a class. */
export const BoardView = lazyView(
  strings.views.board,
  async () => (await import("./board/board-view.tsx")).BoardView,
  "/page/views/board/board.css",
);

/**
 * A view whose code and style sheet are loaded when it is opened first. It is shown when both are there.
 *
 * @param title its heading until then
 * @param styleSheet absent if the page's own style sheet is enough
 */
function lazyView(title: string, load: () => Promise<ViewComponent>, styleSheet?: string): ViewComponent {
  const loadAll = async () => {
    const [View] = await Promise.all([load(), styleSheet === undefined ? undefined : styled(styleSheet)]);
    return View;
  };
  return function LazyView() {
    const { value: View, error } = useAnswer(loadAll, []);
    if (View) return <View />;
    return (
      <>
        <h1>{title}</h1>
        {error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>}
      </>
    );
  };
}
