import { ErrorNotice } from "../parts/notice.tsx";
import { strings } from "../strings.ts";
import { useAnswer } from "../use-answer.ts";

/** The view that verifies a chain, whose code is loaded when it is opened first: it is for auditors. */
export function VerifyView() {
  const { value: view, error } = useAnswer(() => import("./verify/verify-view.tsx"), []);
  if (view) return <view.VerifyView />;
  return (
    <>
      <h1>{strings.views.verify}</h1>
      {error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>}
    </>
  );
}
