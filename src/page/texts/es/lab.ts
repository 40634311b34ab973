import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { labStrings as english } from "../en/lab.ts";
import { plural } from "./plural.ts";

/** The texts of the lab. */
export const labStrings: Texts<typeof english> = {
  title: "Laboratorio",
  lead: "Una cadena para romper y reparar. Edite cualquier campo: nada de lo que haga aquí llega al libro.",
  source: {
    legend: "Qué cadena usar",
    ledger: (name, hasBlocks, isSignedIn) => {
      if (hasBlocks) return `Una copia privada de los bloques más recientes de ${name}`;
      return isSignedIn ? `Una copia de ${name}: aún no tiene bloques` : "Una copia de un libro: inicie sesión primero";
    },
    sealed: (name) => `Una copia de ${name}: está sellado, así que sus bloques no contienen registros que editar`,
    squares: "Una cadena nueva, acertijo squares",
    "block-hash": "Una cadena nueva, acertijo block-hash",
    length: "Número de bloques",
    difficulty: "Dificultad en bits",
    copy: "Copiar los bloques",
    create: "Crear la cadena",
    making: (count) => `Creando la cadena… ${plural(count, "bloque")} hasta ahora`,
  },
  chain: "La cadena, desde el bloque más antiguo",
  block: (index) => `Bloque ${number(index)}`,
  fits: "Válido",
  checking: "Comprobando…",
  rules: {
    format: "No es un bloque",
    index: "Posición incorrecta",
    hash: "Modificado",
    genesis: "No es génesis",
    previous_hash: "Enlace roto",
    difficulty: "Dificultad incorrecta",
    timestamp: "Hora incorrecta",
    proof: "Sin minar",
    record: "Registro no válido",
    merkle_root: "Entradas modificadas",
    entries: "Números de entrada incorrectos",
    entry: "Entrada no válida",
    key: "Clave no válida",
    seen: "No es lo que se había visto",
    signature: "No es lo que firmó su autor",
    fork: "Sustituido",
    truncation: "Recortado",
    checkpoint: "No es lo que se firmó",
    receipt: "No es lo que se recibió",
    pin: "No es la clave fijada",
    "record-missing": "Falta el registro",
  },
  contentHash: "Hash calculado",
  noHash: "ninguno",
  sameHash: "igual al hash guardado",
  otherHash: "distinto del hash guardado",
  mine: "Minar",
  mining: "Minando…",
  rehash: "Recalcular el hash",
  more: "Más",
  relinkFrom: "Reenlazar desde aquí",
  mineFrom: "Minar desde aquí",
  moveBack: "Mover hacia atrás",
  moveOn: "Mover hacia delante",
  remove: "Quitar",
  cutBehind: "Recortar los bloques posteriores",
  link: {
    linked: "Enlazado",
    broken: "Roto",
    given: (index) => `al bloque ${number(index)}, sin comprobar`,
  },
  verdict: {
    checking: "Comprobando…",
    endValid: (first) => `is_valid?since=${first} dice: válida.`,
    end: (first, last) =>
      `Todos los hashes, enlaces y pruebas de los bloques ${number(first)} a ${number(last)} son correctos. El bloque ${number(first - 1)} y los anteriores no se comprobaron.`,
    valid: "is_valid dice: válida.",
    head: (length) => `Todos los hashes, enlaces y pruebas hasta el bloque ${number(length)} son correctos.`,
    broken: (rule) => `is_valid dice: no válida. ${rule}.`,
  },
  cost: {
    running: (attempts, rate) => `${attempts} hashes, ${rate} por segundo`,
    mined: (blocks, attempts, rate) =>
      `${plural(blocks, "bloque minado", "bloques minados")}: ${plural(attempts, "hash", "hashes")}, ${number(rate)} por segundo.`,
    unsearched: (blocks) =>
      `${plural(blocks, "bloque ya tenía", "bloques ya tenían")} una prueba válida: no hizo falta buscar.`,
    stop: "Dejar de minar",
  },
  undo: "Deshacer",
  redo: "Rehacer",
  reset: "Restablecer",
  relinkRest: "Reenlazar el resto",
  mineRest: "Minar el resto",
  fromBlock: (index) => `desde el bloque ${number(index)}`,
  nothingBroken: "no hay nada roto",
  add: "Añadir un bloque",
  cut: "Recortar el último bloque",
};
