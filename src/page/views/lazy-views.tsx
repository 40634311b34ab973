/** The views whose code is loaded when they are opened first, so that a first visit is short. */
import type { ComponentType } from "preact";
import type { View } from "../address/address.ts";
import { ErrorNotice } from "../parts/notice.tsx";
import { styled } from "../style-sheet.ts";
import { useAnswer } from "../use-answer.ts";
import { strings } from "../texts/frame.ts";

/**
 * Makes a view of its code.
 *
 * @param load loads the code
 * @param style the path of its style sheet, if it has one of its own
 */
function lazily(view: View, load: () => Promise<ComponentType>, style?: string): ComponentType {
  const loadAll = async () => {
    const [Loaded] = await Promise.all([load(), style === undefined ? undefined : styled(style)]);
    return { Loaded };
  };
  return function LazyView() {
    const { value, error } = useAnswer(loadAll, []);
    if (value) return <value.Loaded />;
    return (
      <>
        <h1>{strings.views[view]}</h1>
        {error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>}
      </>
    );
  };
}

export const MineView = lazily(
  "mine",
  async () => (await import("./mine/mine-view.tsx")).MineView,
  "/page/views/mine/mine.css",
);
export const KeysView = lazily("keys", async () => (await import("./keys/keys-view.tsx")).KeysView);
export const LabView = lazily(
  "lab",
  async () => (await import("./lab/lab-view.tsx")).LabView,
  "/page/views/lab/lab.css",
);
export const NetworkView = lazily(
  "network",
  async () => (await import("./network/network-view.tsx")).NetworkView,
  "/page/views/network/network.css",
);
export const VerifyView = lazily(
  "verify",
  async () => (await import("./verify/verify-view.tsx")).VerifyView,
  "/page/views/verify/verify.css",
);
export const BoardView = lazily(
  "board",
  async () => (await import("./board/board-view.tsx")).BoardView,
  "/page/views/board/board.css",
);
