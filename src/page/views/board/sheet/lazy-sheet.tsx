import type { ClassCodes } from "../../../../contract/schemas/class.ts";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import { strings } from "../../../texts/frame.ts";

interface SheetProps {
  readonly name: string;
  readonly read: () => Promise<ClassCodes>;
  readonly onClose: () => void;
}

/** The sheet of a class, whose code, with the library of QR codes, is loaded when it is opened first. */
export function LazySheet(props: SheetProps) {
  const { value: view, error } = useAnswer(() => import("./class-sheet.tsx"), []);
  if (view) return <view.ClassSheet {...props} />;
  return error ? <ErrorNotice error={error} /> : <p role="status">{strings.loadingView}</p>;
}
