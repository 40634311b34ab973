import { ErrorNotice } from "../parts/notice.tsx";
import { strings } from "../strings.ts";
import { styled } from "../style-sheet.ts";
import { useAnswer } from "../use-answer.ts";

/** The view that verifies a chain, whose code is loaded when it is opened first: it is for auditors. */
export function VerifyView() {
  const { value: view, error } = useAnswer(load, []);
  if (view) return <view.VerifyView />;
  return (
    <>
      <h1>{strings.views.verify}</h1>
      {error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>}
    </>
  );
}

async function load() {
  const [view] = await Promise.all([import("./verify/verify-view.tsx"), styled("/page/views/verify/verify.css")]);
  return view;
}
