import { ErrorNotice } from "../parts/notice.tsx";
import { keyStrings } from "../key-strings.ts";
import { useAnswer } from "../use-answer.ts";

/** The view of keys, whose code is loaded when it is opened first: a key is set up once. */
export function KeysView() {
  const { value: view, error } = useAnswer(() => import("./keys/keys-view.tsx"), []);
  if (view) return <view.KeysView />;
  return (
    <>
      <h1>{keyStrings.title}</h1>
      {error ? <ErrorNotice error={error} /> : <p role="status">{keyStrings.loading}</p>}
    </>
  );
}
