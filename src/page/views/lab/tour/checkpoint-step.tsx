import { useSignal } from "@preact/signals";
import { type Inputs, useEffect, useRef } from "preact/hooks";
import { IN_ENGLISH } from "../../../language/english.ts";
import { Icon } from "../../../parts/icon.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import type { LabChain } from "../lab-chain.ts";
import { LabVerdict } from "../verdict.tsx";
import { ChainTiles } from "./chain-tiles.tsx";
import { compareWith, saveCheckpoint, type SavedCheckpoint } from "./saved-checkpoint.ts";
import type { StepProps } from "./step-props.ts";
import { SQUARES, useSandbox } from "./use-sandbox.ts";
import { labStrings } from "../../../texts/lab.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** The attacks that the saved checkpoint detects. */
type Attack = "truncation" | "rewriting";

/** A truncated or rewritten chain, which only a saved checkpoint detects. */
export function CheckpointStep({ onDone }: StepProps) {
  const lab = useSandbox(SQUARES, 6);
  const saved = useSignal<SavedCheckpoint | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const caught = useSignal<ReadonlySet<Attack>>(new Set());
  const stage = useInSight([lab.value?.blocks.value, saved.value]);
  if (!lab.value) return null;
  const { value: chain } = lab;
  const save = () =>
    saveCheckpoint(chain.blocks.value).then(
      (checkpoint) => (saved.value = checkpoint),
      (fault: Error) => (error.value = fault),
    );
  const onCaught = (attack: Attack) => {
    if (!caught.value.has(attack)) caught.value = new Set([...caught.value, attack]);
    if (caught.value.size === 2) onDone();
  };
  return (
    <>
      <div ref={stage} class="tour-attack">
        <Attacks lab={chain} saved={saved.value} caught={caught.value} save={() => void save()} />
        <ErrorNotice error={error.value} />
        <div class="tour-pair">
          <LabVerdict lab={chain} />
          {saved.value && <Comparison lab={chain} saved={saved.value} onCaught={onCaught} />}
        </div>
        <ChainTiles lab={chain} />
      </div>
      {saved.value && (
        <details class="tour-note">
          <summary>{tourStrings.checkpoint.note}</summary>
          <pre class="mono">{saved.value.note}</pre>
        </details>
      )}
    </>
  );
}

/** Scrolls an element into view when an input changes after the first render, so that a click has a visible effect. */
function useInSight(inputs: Inputs) {
  const element = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const { bottom } = current.getBoundingClientRect();
    if (!isFirst.current && bottom > innerHeight) current.scrollIntoView({ block: "start" });
    isFirst.current = false;
  }, inputs);
  return element;
}

interface AttacksProps {
  readonly lab: LabChain;
  readonly saved: SavedCheckpoint | undefined;
  readonly caught: ReadonlySet<Attack>;
  readonly save: () => void;
}

/** The reader's tasks, in order: save a checkpoint, truncate, restore, rewrite. */
function Attacks({ lab, saved, caught, save }: AttacksProps) {
  const text = tourStrings.checkpoint;
  const { length } = lab.blocks.value;
  const rewrite = async () => {
    lab.edit(1, "patient_name", text.forgedName);
    await lab.mineRest(1);
  };
  return (
    <div class="actions tour-attacks">
      <button type="button" class="primary" disabled={saved !== undefined} onClick={save}>
        <Icon name="shield" />
        {text.save}
      </button>
      <button type="button" disabled={!saved || length <= 2} onClick={() => lab.cut(length - 2)}>
        {text.cut}
        {caught.has("truncation") && <Icon name="check" />}
      </button>
      <button type="button" disabled={!saved || !lab.canUndo.value} onClick={() => lab.reset()}>
        <Icon name="undo" />
        {text.restore}
      </button>
      <button type="button" disabled={!saved} onClick={() => void rewrite()}>
        {text.rewrite}
        {caught.has("rewriting") && <Icon name="check" />}
      </button>
    </div>
  );
}

interface ComparisonProps {
  readonly lab: LabChain;
  readonly saved: SavedCheckpoint;
  /** Called when the checkpoint reveals what the chain itself does not. */
  readonly onCaught: (attack: Attack) => void;
}

/** Compares the present chain with the saved checkpoint. */
function Comparison({ lab, saved, onCaught }: ComparisonProps) {
  const text = tourStrings.checkpoint;
  const blocks = lab.blocks.value;
  const { value, error } = useAnswer(
    async () => ({ fault: await compareWith(saved, blocks), length: blocks.length }),
    [saved, blocks],
  );
  const fault = value?.fault;
  useEffect(() => {
    // Use the compared chain's length: the effect may run after another attack has begun.
    if (value && fault?.rule === "checkpoint") onCaught(value.length < saved.size ? "truncation" : "rewriting");
  }, [fault]);
  if (error) return <ErrorNotice error={error} />;
  if (!value) return <Notice>{labStrings.checking}</Notice>;
  return (
    <div class={`notice notice-${fault ? "bad" : "good"}`} role="status">
      <Icon name={fault ? "cross" : "check"} />
      <div>
        <strong>{fault ? text.differs : text.agrees(saved.size)}</strong> <span {...IN_ENGLISH}>{fault?.detail}</span>
      </div>
    </div>
  );
}
