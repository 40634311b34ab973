import { computed, effect, signal } from "@preact/signals";
import type { Block } from "../../../chain/block.ts";
import { blockFaults } from "../../../chain/block-faults.ts";
import type { Fault } from "../../../chain/fault.ts";
import { formatFault } from "../../../chain/format.ts";
import { isSolved } from "../../../chain/proof-of-work.ts";
import type { PatientRecord } from "../../../chain/records/record.ts";
import { attemptsTo } from "../../../mining/trial.ts";
import { EMPTY_CHAIN, type Verdict } from "../../../chain/validation.ts";
import * as edits from "./edits.ts";
import { advance, begin, type EditHistory, redo, undo } from "./edit-history.ts";
import { type BeginSearch, type Found, LabMining, type LabSearch } from "./lab-mining.ts";
import { nextBlock } from "./sandbox.ts";

/** The results of a check, by place. */
export interface Findings {
  /** The blocks that were checked. */
  readonly blocks: readonly Block[];
  readonly faults: readonly (Fault | undefined)[];
  /** The hashes of the blocks' contents, whatever their `hash` fields say. */
  readonly hashes: readonly (string | undefined)[];
}

/** What is known about a block. Only a checked block is `valid`. */
export type BlockState = "unknown" | "valid" | "faulty";

/** A chain to break and repair. Everything in it can be edited, and every change undone. */
export class LabChain {
  readonly before: Block | undefined;
  /** The original chain. */
  readonly start: readonly Block[];
  readonly findings = signal<Findings>({ blocks: [], faults: [], hashes: [] });
  readonly mining: LabMining;
  readonly #history;
  #minings = 0;

  /** @param before the block before the first, taken as valid, if the blocks are the end of a chain */
  constructor(blocks: readonly Block[], beginSearch: BeginSearch, before?: Block) {
    this.mining = new LabMining(beginSearch);
    this.before = before;
    this.start = blocks;
    this.#history = signal<EditHistory<readonly Block[]>>(begin(blocks));
    effect(() => void this.#check(this.blocks.value));
  }

  readonly blocks = computed(() => this.#history.value.present);
  readonly canUndo = computed(() => this.#history.value.past.length > 0);
  readonly canRedo = computed(() => this.#history.value.future.length > 0);
  /** Whether the findings are for the present blocks. After each change this takes a moment. */
  readonly isChecked = computed(() => this.findings.value.blocks === this.blocks.value);
  /** Why the present blocks cannot be checked. */
  readonly error = signal<Error | undefined>(undefined);

  /** Each block's state, by place: `unknown` until its present content was checked. */
  readonly states = computed((): readonly BlockState[] => {
    const { blocks, faults } = this.findings.value;
    const present = this.blocks.value;
    // A block's faults depend on the block itself, its predecessor, and the difficulty of the first block.
    const isSame = (place: number) => place < 0 || present[place] === blocks[place];
    const isFirstSame = isSame(0);
    return present.map((_, place) => {
      if (!isFirstSame || !isSame(place) || !isSame(place - 1)) return "unknown";
      return faults[place] ? "faulty" : "valid";
    });
  });

  /** The place of the first faulty block, or -1. During a check, the previous result. */
  readonly broken = computed(() => this.findings.value.faults.findIndex((fault) => fault !== undefined));
  /** Whether every block was checked in its present state, and none is faulty. */
  readonly isWhole = computed(() => this.isChecked.value && this.broken.value < 0);

  /**
   * The verdict that `is_valid` would give: the first fault is that of the first faulty block. Nothing until the
   * present blocks were checked.
   */
  readonly verdict = computed((): Verdict | undefined => {
    if (!this.isChecked.value) return undefined;
    const fault = this.findings.value.faults[this.broken.value];
    const tip = this.blocks.value.at(-1);
    if (fault) return { valid: false, length: fault.index, fault };
    return tip
      ? { valid: true, length: edits.indexAt(this.before, this.blocks.value.length - 1), head: tip.hash }
      : { valid: false, length: 0, fault: EMPTY_CHAIN };
  });

  /** Sets a field to the typed text. */
  edit(place: number, field: edits.Field, text: string): void {
    const block = this.blocks.peek()[place];
    if (block) this.#change(this.blocks.peek().with(place, edits.edited(block, field, text)), `${place} ${field}`);
  }

  /** Sets a block's hash to that of its content. */
  async rehash(place: number): Promise<void> {
    const blocks = this.blocks.peek();
    const block = blocks[place];
    if (block) this.#change(blocks.with(place, await edits.rehashed(block)));
  }

  /** Relinks every block from a place on, without mining. */
  async relink(place: number): Promise<void> {
    this.#change(await edits.relinkedFrom(this.#lab(), place));
  }

  /** Whether mining can repair a block. */
  canMine(place: number): boolean {
    return edits.candidateAt({ before: this.before, blocks: this.blocks.value }, place) !== undefined;
  }

  /** Mines one block again. */
  mine(place: number): Promise<void> {
    return this.#mine([place], false);
  }

  /** Mines every block from a place on. Skips the search for a block whose proof is still right after relinking. */
  mineRest(place: number): Promise<void> {
    return this.#mine(
      this.blocks.peek().flatMap((_, at) => (at < place ? [] : [at])),
      true,
    );
  }

  /** Mines a block for a record and appends it. */
  async add(record: PatientRecord, now: number): Promise<void> {
    const blocks = this.blocks.peek();
    const tip = blocks.at(-1);
    if (!tip || formatFault(tip)) return;
    const find = (_: number, search: LabSearch) => nextBlock(tip, record, now, search);
    await this.mining.run([blocks.length], find, (_, block) => this.#set([...blocks, block]));
  }

  remove(place: number): void {
    this.#change(this.blocks.peek().toSpliced(place, 1));
  }

  /** Truncates the chain to a length, in blocks. */
  cut(length: number): void {
    this.#change(this.blocks.peek().slice(0, length));
  }

  move(place: number, by: -1 | 1): void {
    this.#change(edits.moved(this.blocks.peek(), place, by));
  }

  undo(): void {
    this.mining.stop();
    this.#history.value = undo(this.#history.peek());
  }

  redo(): void {
    this.mining.stop();
    this.#history.value = redo(this.#history.peek());
  }

  /** Restores the original chain. This can be undone too. */
  reset(): void {
    this.#change(this.start);
  }

  #lab(): edits.LabBlocks {
    return { before: this.before, blocks: this.blocks.peek() };
  }

  /** Applies an edit, and stops any mining, whose result would no longer fit. */
  #change(blocks: readonly Block[], stretch?: string): void {
    this.mining.stop();
    this.#set(blocks, stretch);
  }

  #set(blocks: readonly Block[], stretch?: string): void {
    if (blocks !== this.blocks.peek()) this.#history.value = advance(this.#history.peek(), blocks, stretch);
  }

  #mine(places: readonly number[], keepsProofs: boolean): Promise<void> {
    const stretch = `mining ${++this.#minings}`;
    return this.mining.run(
      places,
      (place, search) => this.#minedAt(place, keepsProofs, search),
      (place, block) => this.#set(this.blocks.peek().with(place, block), stretch),
    );
  }

  async #minedAt(place: number, keepsProofs: boolean, search: LabSearch): Promise<Found | undefined> {
    const lab = this.#lab();
    const candidate = edits.candidateAt(lab, place);
    if (!candidate) return undefined;
    const linked = await edits.relinkedAt(lab, place);
    const previous = edits.blockBefore(lab, place);
    // The first proof of a squares chain is given, not searched for.
    const isGiven = !previous && candidate.difficulty === undefined;
    if (isGiven) return { block: await edits.rehashed({ ...linked, proof: 1 }), attempts: 0 };
    const previousProof = previous?.proof ?? 0;
    if (keepsProofs && (await isSolved(linked, previousProof))) return { block: linked, attempts: 0 };
    const block = await search(candidate, previousProof);
    return block && { block, attempts: attemptsTo(block, block.proof, 0) };
  }

  async #check(blocks: readonly Block[]): Promise<void> {
    this.error.value = undefined;
    try {
      const [faults, hashes] = await Promise.all([
        blockFaults(blocks, Date.now(), this.before),
        Promise.all(blocks.map(edits.contentHash)),
      ]);
      // The blocks may have changed during the check.
      if (blocks === this.blocks.peek()) this.findings.value = { blocks, faults, hashes };
    } catch (error) {
      if (blocks === this.blocks.peek()) this.error.value = error as Error;
    }
  }
}
