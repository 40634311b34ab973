import { ErrorNotice } from "../parts/notice.tsx";
import { strings } from "../strings.ts";
import { styled } from "../style-sheet.ts";
import { useAnswer } from "../use-answer.ts";

/** The lab, whose code is loaded when it is opened first: most visitors read or register records and never see it. */
export function LabView() {
  const { value: lab, error } = useAnswer(load, []);
  if (lab) return <lab.LabView />;
  return (
    <>
      <h1>{strings.views.lab}</h1>
      {error ? <ErrorNotice error={error} /> : <p role="status">{strings.lab.loading}</p>}
    </>
  );
}

async function load() {
  const [lab] = await Promise.all([import("./lab/lab-view.tsx"), styled("/page/views/lab/lab.css")]);
  return lab;
}
