import { useSignal } from "@preact/signals";
import { type Inputs, useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../parts/icon.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { strings } from "../../../strings.ts";
import { useAnswer } from "../../../use-answer.ts";
import type { LabChain } from "../lab-chain.ts";
import { LabVerdict } from "../verdict.tsx";
import { ChainTiles } from "./chain-tiles.tsx";
import { compareWith, keepCheckpoint, type KeptCheckpoint } from "./kept-checkpoint.ts";
import type { StepProps } from "./step-props.ts";
import { SQUARES, useSandbox } from "./use-sandbox.ts";

/** How the reader attacked, and the kept checkpoint told. */
type Attack = "truncation" | "rewriting";

/** A chain that is cut or rewritten, which only a checkpoint that was kept notices. */
export function CheckpointStep({ onDone }: StepProps) {
  const lab = useSandbox(SQUARES, 6);
  const kept = useSignal<KeptCheckpoint | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const caught = useSignal<ReadonlySet<Attack>>(new Set());
  const stage = useInSight([lab.value?.blocks.value, kept.value]);
  if (!lab.value) return null;
  const { value: chain } = lab;
  const keep = () =>
    keepCheckpoint(chain.blocks.value).then(
      (checkpoint) => (kept.value = checkpoint),
      (fault: Error) => (error.value = fault),
    );
  const onCaught = (attack: Attack) => {
    if (!caught.value.has(attack)) caught.value = new Set([...caught.value, attack]);
    if (caught.value.size === 2) onDone();
  };
  return (
    <>
      <div ref={stage} class="tour-attack">
        <Attacks lab={chain} kept={kept.value} caught={caught.value} keep={() => void keep()} />
        <ErrorNotice error={error.value} />
        <div class="tour-pair">
          <LabVerdict lab={chain} />
          {kept.value && <Comparison lab={chain} kept={kept.value} onCaught={onCaught} />}
        </div>
        <ChainTiles lab={chain} />
      </div>
      {kept.value && (
        <details class="tour-note">
          <summary>{strings.tour.checkpoint.note}</summary>
          <pre class="mono">{kept.value.note}</pre>
        </details>
      )}
    </>
  );
}

/** Keeps an element in sight when an input changes after it was first drawn: what is pressed should be seen to work. */
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
  readonly kept: KeptCheckpoint | undefined;
  readonly caught: ReadonlySet<Attack>;
  readonly keep: () => void;
}

/** What the reader does, in order: keep a checkpoint, cut, restore, rewrite. */
function Attacks({ lab, kept, caught, keep }: AttacksProps) {
  const text = strings.tour.checkpoint;
  const { length } = lab.blocks.value;
  const rewrite = async () => {
    lab.edit(1, "patient_name", text.forgedName);
    await lab.mineRest(1);
  };
  return (
    <div class="actions tour-attacks">
      <button type="button" class="primary" disabled={kept !== undefined} onClick={keep}>
        <Icon name="shield" />
        {text.keep}
      </button>
      <button type="button" disabled={!kept || length <= 2} onClick={() => lab.cut(length - 2)}>
        {text.cut}
        {caught.has("truncation") && <Icon name="check" />}
      </button>
      <button type="button" disabled={!kept || !lab.canUndo.value} onClick={() => lab.reset()}>
        <Icon name="undo" />
        {text.restore}
      </button>
      <button type="button" disabled={!kept} onClick={() => void rewrite()}>
        {text.rewrite}
        {caught.has("rewriting") && <Icon name="check" />}
      </button>
    </div>
  );
}

interface ComparisonProps {
  readonly lab: LabChain;
  readonly kept: KeptCheckpoint;
  /** Is called when the checkpoint shows what the chain itself does not. */
  readonly onCaught: (attack: Attack) => void;
}

/** What the kept checkpoint says of the chain as it is now. */
function Comparison({ lab, kept, onCaught }: ComparisonProps) {
  const text = strings.tour.checkpoint;
  const blocks = lab.blocks.value;
  const { value, error } = useAnswer(
    async () => ({ fault: await compareWith(kept, blocks), length: blocks.length }),
    [kept, blocks],
  );
  const fault = value?.fault;
  useEffect(() => {
    // By the chain that was compared: the effect may run when another attack has begun.
    if (value && fault?.rule === "checkpoint") onCaught(value.length < kept.size ? "truncation" : "rewriting");
  }, [fault]);
  if (error) return <ErrorNotice error={error} />;
  if (!value) return <Notice>{strings.lab.checking}</Notice>;
  return (
    <div class={`notice notice-${fault ? "bad" : "good"}`} role="status">
      <Icon name={fault ? "cross" : "check"} />
      <div>
        <strong>{fault ? text.differs : text.agrees(kept.size)}</strong> <span>{fault?.detail}</span>
      </div>
    </div>
  );
}
