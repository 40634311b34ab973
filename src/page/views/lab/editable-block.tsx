import { useId } from "preact/hooks";
import { IN_ENGLISH } from "../../language/english.ts";
import { Badge, Icon } from "../../parts/icon.tsx";
import { Hash } from "../../parts/hash.tsx";
import { BLOCK_FIELDS } from "../../../chain/block.ts";
import { type Field, indexAt, OPTIONAL } from "./edits.ts";
import type { BlockState, LabChain } from "./lab-chain.ts";
import { labStrings } from "../../texts/lab.ts";

/** The actions on a single block. */
export type CardAction = "rehash" | "mine" | "more";

interface EditableBlockProps {
  readonly lab: LabChain;
  readonly place: number;
  readonly fields?: readonly Field[];
  readonly actions?: readonly CardAction[];
}

/** The colours of the states. Green only for blocks that were checked. */
const TONES = { unknown: "plain", valid: "good", faulty: "bad" } as const satisfies Record<BlockState, string>;

/** A block of the lab with editable fields: green if it is valid, red with its first fault. */
export function EditableBlock({
  lab,
  place,
  fields = BLOCK_FIELDS,
  actions = ["rehash", "mine", "more"],
}: EditableBlockProps) {
  const text = labStrings;
  const id = useId();
  const block = lab.blocks.value[place];
  const state = lab.states.value[place] ?? "unknown";
  const { faults, hashes } = lab.findings.value;
  // Keep the fault's text during a check, so that the card keeps its height. Its colour is reset.
  const fault = faults[place];
  const hash = hashes[place];
  if (!block) return null;
  const shown = fields.filter((field) => !OPTIONAL.has(field) || lab.blocks.value.some((each) => field in each));
  const isMining = lab.mining.place.value === place;
  return (
    <article class={`lab-card lab-card-${state}`} aria-labelledby={id}>
      <header>
        <h3 id={id}>{text.block(indexAt(lab.before, place))}</h3>
        <Badge tone={TONES[state]}>
          {fault ? text.rules[fault.rule] : state === "valid" ? text.fits : text.checking}
        </Badge>
      </header>
      <div class="lab-fields">
        {shown.map((field) => (
          <label key={field} class={fault && isMeant(field, fault.rule) ? "lab-meant" : undefined}>
            <span>{field}</span>
            <input
              class="mono"
              spellcheck={false}
              autocomplete="off"
              autocapitalize="off"
              value={String(block[field] ?? "")}
              onInput={({ currentTarget }) => lab.edit(place, field, currentTarget.value)}
            />
          </label>
        ))}
      </div>
      <p class="lab-content-hash">
        <span>{text.contentHash}</span>
        {hash === undefined ? <span>{text.noHash}</span> : <Hash value={hash} short />}
        {state === "unknown" ? <span>{text.checking}</span> : <Compared isSame={hash === block.hash} />}
      </p>
      {fault && (
        <p class="lab-fault" {...IN_ENGLISH}>
          {fault.detail}
        </p>
      )}
      {actions.length > 0 && (
        <div class="actions">
          {actions.includes("mine") && (
            <button type="button" disabled={!lab.canMine(place) || isMining} onClick={() => void lab.mine(place)}>
              <Icon name="pick" />
              {isMining ? text.mining : text.mine}
            </button>
          )}
          {actions.includes("rehash") && (
            <button
              type="button"
              disabled={state !== "unknown" && hash === block.hash}
              onClick={() => void lab.rehash(place)}
            >
              {text.rehash}
            </button>
          )}
          {actions.includes("more") && <MoreActions lab={lab} place={place} />}
        </div>
      )}
    </article>
  );
}

/** Whether the block stores the hash of its content. */
function Compared({ isSame }: { readonly isSame: boolean }) {
  const text = labStrings;
  return (
    <>
      <Icon name={isSame ? "check" : "cross"} />
      <span>{isSame ? text.sameHash : text.otherHash}</span>
    </>
  );
}

function MoreActions({ lab, place }: { readonly lab: LabChain; readonly place: number }) {
  const text = labStrings;
  const { length } = lab.blocks.value;
  return (
    <details class="lab-more">
      <summary>{text.more}</summary>
      <div class="actions">
        <button type="button" class="quiet" onClick={() => void lab.relink(place)}>
          {text.relinkFrom}
        </button>
        <button type="button" class="quiet" onClick={() => void lab.mineRest(place)}>
          {text.mineFrom}
        </button>
        <button type="button" class="quiet" disabled={place === 0} onClick={() => lab.move(place, -1)}>
          {text.moveBack}
        </button>
        <button type="button" class="quiet" disabled={place === length - 1} onClick={() => lab.move(place, 1)}>
          {text.moveOn}
        </button>
        <button type="button" class="quiet" disabled={length === 1} onClick={() => lab.remove(place)}>
          {text.remove}
        </button>
        <button type="button" class="quiet" disabled={place === length - 1} onClick={() => lab.cut(place + 1)}>
          {text.cutBehind}
        </button>
      </div>
    </details>
  );
}

/** Whether a fault's rule refers to a field by name. */
function isMeant(field: Field, rule: string): boolean {
  return field === rule;
}
