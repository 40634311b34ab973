import type { Classroom } from "../../ledger/classroom/classroom.ts";
import type { Env } from "../environment.ts";
import { inJurisdiction } from "../ledger/ledgers.ts";

/** The object of a class, whether the class exists or not. */
export function classroomOf(env: Env, name: string): DurableObjectStub<Classroom> {
  return inJurisdiction(env, env.CLASSROOM).getByName(name);
}
