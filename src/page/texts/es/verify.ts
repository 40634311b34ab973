import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { verifyStrings as english } from "../en/verify.ts";
import { plural } from "./plural.ts";

/** The texts of the view that verifies a chain, which are loaded with it. */
export const verifyStrings: Texts<typeof english> = {
  title: "Verificar",
  lead: "Su navegador obtiene todos los bloques, vuelve a calcular sus hashes y compara la cadena con lo que se firmó. No da nada por bueno.",
  keys: "Claves",
  vkey: "La clave de verificación del libro",
  vkeyPlaceholder: "Pegue la clave de verificación",
  vkeyHint:
    "Obtenga la clave una vez por otra vía que la cadena, como una llamada telefónica o un contrato: un atacante que puede sustituir la cadena también puede sustituir la clave que la acompaña. Sin clave, solo se comprueban los bloques en sí.",
  takeOwnKey: "Usar la clave del propio libro",
  ownKeyHint:
    "Esta clave procede del propio libro, así que su firma no demuestra nada. Compárela con la que usted obtuvo de otra fuente.",
  pasteKey: "Pegar una clave en su lugar",
  genesis: "Hash de génesis guardado",
  genesisHint:
    "Opcional. Todo informe contiene el hash de génesis: guárdelo y péguelo aquí la próxima vez. Un libro que se creó de nuevo tiene otro.",
  genesisForm: "el hash de génesis guardado debe tener 64 cifras hexadecimales en minúsculas",
  noKey: "Este libro no firma nada: solo se pueden comprobar los bloques en sí.",
  pins: "Claves de personas que usted conoce",
  pinsHint:
    "Opcional. Una por línea: el nombre exactamente como se inscribió, un signo igual y la huella que le dio la persona. La clave debe estar inscrita, y ningún recibo puede mostrar otra clave con ese nombre.",
  pinForm: "cada línea sobre una clave debe ser un nombre, un signo igual y una huella de 43 caracteres",
  witnesses: "Testigos",
  witnessKeys: "Claves de verificación de los testigos, una por línea",
  quorum: "Cuántos de ellos deben haber cofirmado",
  quorumAll: "Todos",
  quorumTooHigh: "se exige la cofirma de más testigos que claves de testigos hay",
  saved: "Archivos guardados",
  savedHint:
    "Puntos de control, recibos, exportaciones de la cadena y una política que usted guardó. Nunca salen de su navegador. Una exportación es lo que devuelve GET /get_chain del libro, como JSON o NDJSON.",
  drop: "Suelte archivos aquí o elíjalos",
  pasteTitle: "Pegar un punto de control o un recibo",
  pasteLabel: "Texto de un punto de control o de un recibo",
  pasteAdd: "Añadir el texto",
  pasted: (place) => `texto pegado ${number(place)}`,
  files: "Archivos que comprobar",
  verifyThis: (name) => `Verificar ${name}`,
  verifyThisShort: "Verificar este",
  remove: (name) => `Quitar ${name}`,
  kinds: {
    checkpoint: (size) => `punto de control de ${plural(size, "bloque")}`,
    receipt: (index) => `recibo del bloque ${number(index)}`,
    entryReceipt: (place, index) => `recibo de la entrada ${number(place)}, en el bloque ${number(index)}`,
    "read-checkpoint":
      "punto de control del historial de lecturas: no se comprobará aquí. Use la orden verify con --log reads y la clave de /reads/vkey",
    "read-receipt":
      "recibo del historial de lecturas: no se comprobará aquí. Use la orden verify y la clave de /reads/vkey",
    receipts: (count, reads) =>
      `${plural(count, "recibo")}${reads > 0 ? `, y ${number(reads)} del historial de lecturas, que no se comprobarán aquí` : ""}`,
    chain: "exportación de una cadena, que se verificará",
    copy: "exportación de una cadena, que se comparará con la que se verifica",
    policy: (keys, witnesses) => `política con ${plural(keys, "clave")} del libro y ${plural(witnesses, "testigo")}`,
    unread: "se está leyendo…",
    none: (reason) => `no se comprobará: ${reason}`,
  },
  unreadable: "no se pudo leer: si es una carpeta, añada los archivos que contiene; si se modificó, añádalo de nuevo",
  policy: {
    several: "hay varios archivos de política: quítelos todos menos uno",
    twice:
      "el archivo de política ya contiene las claves y el quórum: vacíe los campos de las claves o quite el archivo",
  },
  start: "Verificar la cadena completa",
  again: "Verificar de nuevo",
  cancel: "Cancelar",
  cancelled: "Cancelado: no hay veredicto sobre la cadena.",
  progress: "Bloques comprobados",
  checkedSoFar: (checked) => plural(checked, "bloque comprobado", "bloques comprobados"),
  checked: (checked, total) => `${number(checked)} de ${plural(total, "bloque")}`,
  speed: (perSecond) => `${number(perSecond)} bloques/s`,
  couldNot: (reason) => `No se pudo comprobar el libro: ${reason}.`,
  report: "Informe",
  right: "Correcto",
  witnessed: "Con testigos",
  notChecked: "No comprobado",
  fault: "Fallo",
  more: (count) => `… y ${count} más`,
  advice: "Qué hacer ahora",
  disclosed: { discloses: "El recibo revela:", says: "La entrada dice:" },
  saveReport: {
    by: "Quién verifica (opcional)",
    action: "Guardar el informe",
    hint: "Un archivo HTML, para conservar o imprimir. Contiene lo que revelan los recibos.",
    done: (name) => `Guardado como ${name}.`,
  },
  ofReads: "es del historial de lecturas, no de la cadena. Use la orden verify y la clave de /reads/vkey",
  noCheckpointRead: "sin la clave del libro, no se puede verificar su punto de control más reciente",
  save: {
    title: "Guardar un punto de control",
    lead: "Un punto de control es la firma del libro sobre todos sus bloques actuales, en unas pocas líneas sin datos de pacientes. Con él, usted puede saber si más tarde ese historial se reescribe o se recorta, aunque todo lo demás se rehaga para que encaje.",
    where:
      "Guárdelo donde el operador del libro no pueda alcanzarlo, por ejemplo en su propio disco, en un correo electrónico o en papel. Para comprobarlo más tarde, añádalo en «Archivos guardados».",
    action: "Descargar el punto de control más reciente",
    done: (name) => `Descargado como ${name}.`,
  },
};
