#!/usr/bin/env node
import { patientLedger } from "./commands/patient-ledger.ts";
import { main } from "./main.ts";

await main(patientLedger);
