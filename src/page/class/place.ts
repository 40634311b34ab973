/** The student's place in the class. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type PlaceInClass, readPlace } from "../../client/routes/classes.ts";
import type { LedgerClient } from "../../client/client.ts";
import { Refusal, Unreachable } from "../../client/transport/errors.ts";
import { backoff, pause } from "../../client/transport/waiting.ts";
import { replaceFragment, linkTo, route } from "../address/route.ts";
import { deployment, session } from "../session/session.ts";
import { studiesIn } from "../session/token.ts";
import { chain } from "../watched-chain.ts";

const known = signal<PlaceInClass | undefined>(undefined);

/** The class of the student who is signed in. A renewed token changes nothing about it. */
const className = computed(() => studiesIn(session.value));

/** The place of the student who is signed in; absent for everybody else, and until the server has told it. */
export const place = computed(() => {
  const { value } = known;
  return value && value.class === className.value && value.subject === session.value?.subject ? value : undefined;
});

/** Takes a place that the server has told. */
export function setPlace(told: PlaceInClass): void {
  known.value = told;
}

// Ask for the place when a student signs in.
effect(() => {
  const [client, name] = [deployment.value, className.value];
  if (!client || name === undefined || place.peek()) return;
  const end = new AbortController();
  void load(client, name, end.signal);
  return () => end.abort();
});

async function load(client: LedgerClient, name: string, ended: AbortSignal): Promise<void> {
  for (let failures = 0; !ended.aborted; failures++) {
    try {
      const told = await readPlace(client, name, ended);
      if (!ended.aborted) setPlace(told);
      return;
    } catch (error) {
      // The class is over, or the token is no student's of it.
      if (!(error instanceof Unreachable)) return;
      await pause(backoff(failures), ended);
    }
  }
}

// If the sandbox was replaced in another tab, follow it.
effect(() => {
  const error = chain.value?.error.value;
  const present = place.value;
  const client = deployment.peek();
  if (!client || !present || !(error instanceof Refusal && error.problem === "ledger-deleted")) return;
  const { ledger } = route.peek();
  if (ledger !== present.class) void follow(client, present.class, ledger);
});

async function follow(client: LedgerClient, name: string, deleted: string): Promise<void> {
  const told = await readPlace(client, name).catch(() => undefined);
  const { ledger, view, place: within } = route.peek();
  if (!told || client !== deployment.peek() || ledger !== deleted || told.sandbox === deleted) return;
  batch(() => {
    setPlace(told);
    replaceFragment(linkTo(view, view === "lab" ? within : undefined, told.sandbox));
  });
}
