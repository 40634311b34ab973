import { duration, number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { tourStrings as english } from "../en/tour.ts";
import { plural } from "./plural.ts";

/** The texts of the lab's tour, which are loaded with the lab. */
export const tourStrings: Texts<typeof english> = {
  label: "El recorrido",
  start: "Hacer el recorrido",
  goOn: (step) => `Continuar el recorrido: paso ${number(step)}`,
  invitation: "Diez pasos breves y prácticos.",
  doneSteps: (done, count) => `${number(done)} de ${number(count)} pasos hechos`,
  progress: (step, count) => `Paso ${number(step)} de ${number(count)}`,
  stepLabel: (step, title, isDone) => `Paso ${number(step)}: ${title}${isDone ? ", hecho" : ""}`,
  task: "Inténtelo:",
  done: "Hecho:",
  learned: "Conclusión:",
  back: "Atrás",
  next: "Siguiente",
  leave: "Salir del recorrido",
  forged: (length) =>
    `is_valid se deja engañar: el registro cambió y, sin embargo, los ${plural(length, "bloque")} son válidos. Cada bloque modificado costó un hash, y nada de minería.`,
  steps: [
    {
      title: "Qué es un hash",
      text: "SHA-256 convierte cualquier texto en 256 bits, que aquí se muestran como 64 cifras hexadecimales. El mismo texto tiene siempre el mismo hash. Los cuadrados de abajo son los bits del hash; se resaltan los bits que cambiaron con su última modificación.",
      task: "cambie una sola letra y vea qué poco del hash permanece igual.",
      learned:
        "Hasta el menor cambio da un hash completamente distinto: cambia más o menos la mitad de los 256 bits. Por eso un hash identifica un texto, como una huella dactilar.",
    },
    {
      title: "Un bloque",
      text: "Un bloque contiene el registro de un paciente, un número de bloque, una marca de tiempo, una prueba y el hash del bloque anterior. Su propio hash es el SHA-256 de todo ello, en un formato canónico. El bloque guarda ese hash en su último campo.",
      task: "cambie cualquier campo, vea que el hash guardado ya no corresponde al contenido y pulse Recalcular el hash.",
      learned:
        "Un bloque modificado es fácil de detectar: su contenido ya no corresponde al hash que guarda. Pero quien puede cambiar el bloque también puede cambiar su hash.",
    },
    {
      title: "Una cadena",
      text: "Cada bloque guarda el hash del bloque anterior como previous_hash. Estos enlaces convierten los bloques en una cadena. Un bloque nuevo se añade al final y se enlaza con el bloque más reciente.",
      task: "añada dos bloques.",
      learned:
        "El hash más reciente cubre todo el historial: cubre el hash del bloque anterior, que cubre el hash previo, y así hasta génesis.",
    },
    {
      title: "Editar un bloque y ver cómo se rompe",
      text: "Suponga que alguien cambia un registro de la cadena. El bloque ya no corresponde a su hash. Recalcular el hash lo disimula, pero entonces el previous_hash del bloque siguiente ya no coincide.",
      task: "cambie el nombre en el bloque 2 y después pulse allí Recalcular el hash.",
      learned:
        "Un cambio no se puede ocultar en un solo bloque: al reparar ese bloque, se rompe el enlace del siguiente. Para ocultar el cambio, también deben cambiar todos los bloques posteriores.",
    },
    {
      title: "Reenlazar sin minar",
      text: "Ahora cambie todos los bloques posteriores: dé a cada uno su nuevo previous_hash y su nuevo hash. Esta cadena usa el acertijo del artículo, squares. En él, una prueba depende solo de la prueba anterior, no del contenido del bloque.",
      task: "cambie el nombre en el bloque 2 y después pulse Reenlazar el resto.",
      learned:
        "Con squares, las pruebas antiguas siguen valiendo para cualquier contenido. Reescribir el historial cuesta un hash por bloque y engaña a is_valid, que solo ve la propia cadena.",
    },
    {
      title: "Sentir el coste",
      text: "Intente ahora el mismo ataque con el acertijo block-hash, en el que el hash del propio bloque debe empezar con 12 bits a cero y cubre el contenido. Después de reenlazar, los enlaces son correctos, pero los hashes han perdido sus ceros iniciales. Hay que volver a minar cada bloque.",
      task: "cambie el nombre en el bloque 2, pulse Reenlazar el resto, luego Minar el resto, y vea cuánto cuesta.",
      learned:
        "Con block-hash, reescribir un bloque cuesta tanto como costó minarlo, y cada bit más de dificultad lo duplica. Esto hace que falsificar sea caro, pero no imposible.",
    },
    {
      title: "Pruebas que se repiten",
      text: `Con squares, cada prueba se sigue de la anterior. Por eso todas las cadenas del mundo tienen las mismas pruebas: 1; 533; ${number(45_293)}; ${number(21_391)}; etc. Tras las primeras 67 entran en un ciclo de 158. La mayor es ${number(346_464)}, y nunca aparece una prueba nueva.`,
      task: "mueva el control deslizante por la cola y alrededor del ciclo, y deje que su navegador compruebe las 225 pruebas.",
      learned:
        "Si un acertijo no tiene en cuenta el contenido, su trabajo se puede hacer una vez y reutilizar para siempre. La verdadera prueba de trabajo está ligada al contenido que protege.",
    },
    {
      title: "Lo que solo detecta un punto de control guardado",
      text: "Un libro firma puntos de control. Un punto de control indica el número de bloques y la raíz de su árbol de Merkle. Guarde uno donde el operador del libro no pueda alcanzarlo. Después haga de operador: recorte el final de la cadena, o reescríbala y vuelva a minarla.",
      task: "guarde un punto de control, recorte dos bloques, restáurelos y después reescriba la cadena. Compare los dos veredictos.",
      learned:
        "Una cadena recortada o reescrita sigue siendo una cadena válida. Solo un punto de control guardado en otro lugar revela el cambio: registra cuántos bloques había, y cuáles.",
    },
    {
      title: "Suprimir un registro y conservar todas las pruebas",
      text: "De una cadena no se puede quitar nada, pero un paciente puede pedir que se suprima un registro. Por eso, un libro sellado guarda los registros al lado de la cadena y pone en ella solo hashes. Aquí verá por qué esos hashes necesitan sal, y qué queda cuando la sal se destruye.",
      task: "adivine un nombre a partir de su hash, y después uno con sal. Revele un campo y suprima el registro.",
      learned:
        "El simple hash de un nombre no es ningún secreto: cualquiera puede probar nombres. Un hash con sal no dice nada sin su sal. Una vez destruida la sal, el hash no significa nada, y aun así todas las pruebas siguen valiendo. Solo lo que se entregó antes no se puede recuperar.",
    },
    {
      title: "Falsificar el registro de una colega",
      text: "Un libro anota quién registró cada registro. Pero ¿qué impide a su operador anotar otro nombre? Haga de operador y registre algo en nombre de su colega, la Dra. Osei: primero sin firmas y después con ellas.",
      task: "falsifique un registro sin firmas, con firmas y con una clave en nombre de ella. Después reescriba un bloque que ella ha visto.",
      learned:
        "Sin firmas, un registro es de quien diga el operador. Una firma lo liga a la clave de su autor y a todo el historial que el autor había visto. De quién es la clave solo lo puede decir el aval de un registrador o una clave fijada.",
    },
  ],
  hash: {
    label: "Texto",
    hash: "Su SHA-256",
    differing: (count) => `Bits que cambiaron: ${number(count)} de 256.`,
    unchanged: "Cambie el texto para ver qué bits cambian.",
  },
  block: { hashed: "Texto del que se calcula el hash", hash: "Su SHA-256" },
  chain: { label: "Nombre del paciente", add: "Añadir el bloque" },
  cost: {
    making: "Minando una cadena para usted…",
    title: (rate) => `Tiempo medio por bloque con sus ${rate} hashes por segundo`,
    bits: (difficulty) => plural(difficulty, "bit"),
    duration,
  },
  loop: {
    check: (count) => `Comprobar las ${number(count)}`,
    checked: (count) => `Las ${number(count)} pruebas son correctas, y la última vuelve a entrar en el ciclo.`,
    failed: "Una prueba no resuelve el acertijo.",
    figure: "225 pruebas como puntos: una cola de 67 que entra en un ciclo de 158.",
    circle: "un ciclo de",
    proofs: (count) => plural(count, "prueba"),
    tail: (count) => `una cola de ${plural(count, "prueba")}`,
    keySelected: "seleccionada",
    keyChecked: "comprobada",
    keyPresent: "el bloque más reciente de su libro",
    slider: "Bloque",
    valueText: (step, proof) => `bloque ${number(step)}, prueba ${number(proof)}`,
    proof: (step, proof) => `La prueba del bloque ${number(step)} es ${proof}.`,
    again: "Ya apareció antes: las pruebas se repiten.",
    first: "La prueba de génesis es 1, por definición.",
  },
  tiles: { unknown: "Comprobando…", valid: "Válido", faulty: "No válido", rewritten: "Reescrito", cut: "Recortado" },
  checkpoint: {
    save: "Firmar y guardar un punto de control",
    cut: "Recortar dos bloques",
    restore: "Restaurar",
    rewrite: "Reescribir el bloque 2 y minar el resto",
    forgedName: "Mallory",
    note: "El punto de control guardado",
    agrees: (size) => `Su punto de control dice: lo que se firmó es esto, ${plural(size, "bloque")}.`,
    differs: "Su punto de control dice: estos no son los bloques que se firmaron.",
  },
  sealed: {
    parts: {
      hashed: {
        title: "El hash de un nombre",
        lead: "Suponga que un libro mostrara el hash del nombre de un paciente en lugar del nombre. Trate de adivinarlo: calcule los hashes de nombres comunes y compare.",
      },
      salted: {
        title: "Con sal",
        lead: "Un libro sellado calcula el hash de cada campo junto con una sal: 128 bits aleatorios, que mantiene en secreto. Quien prueba un nombre no tiene su sal.",
      },
      disclosed: {
        title: "Revelar un campo",
        lead: "Cada campo tiene su propia sal. Quien recibe una sal y su valor puede comprobar ese campo, y no sabe nada de los demás.",
      },
      erased: {
        title: "Suprimir el registro",
        lead: "La cadena contiene solo un compromiso: un hash sobre los tres resúmenes. Para suprimir el registro, el libro destruye los valores y sus sales, y lo dice en una entrada nueva.",
      },
    },
    goOn: ["Continuar: añadir sal", "Continuar: revelar un campo", "Continuar: suprimir el registro"],
    names: "Nombres comunes que probar",
    hashed: {
      name: "Nombre de pila de un paciente",
      hash: "Su SHA-256",
      guess: "Adivinar el nombre",
      found: (name, tried, milliseconds) =>
        `Es ${name}: hallado tras ${plural(tried, "intento")}, en ${duration(Math.max(1, Math.round(milliseconds)))}.`,
      notFound: (count) =>
        `Ninguno de estos ${plural(count, "nombre")}. Una lista más larga solo cuesta más intentos; pruebe con un nombre común.`,
    },
    salted: {
      input: "De qué se calcula el hash",
      salt: "una sal secreta",
      digest: "Su SHA-256, en base64url",
      guess: "Adivinar el nombre con sal",
      failed: (count) => `Ninguno de los ${plural(count, "nombre")} coincide, ni siquiera el correcto.`,
      years: "Para probar todas las sales con un solo nombre, su navegador necesitaría unos 10",
      yearsUnit: " años.",
    },
    disclosed: {
      disclose: {
        patient_name: "Revelar el nombre",
        patient_ID: "Revelar el ID",
        Reg_no: "Revelar el número",
      },
      digestOnly: (digest) => `solo su resumen: ${digest}`,
      proved: (entry, block) =>
        `Demostrado al destinatario: este campo pertenece a la entrada ${number(entry)}, que está en el bloque ${number(block)}.`,
    },
    erased: {
      erase: "Suprimir el registro",
      kept: "Guardado al lado de la cadena",
      gone: "Destruido, con su sal",
      chain: "En la cadena",
      entry: (place) => `Entrada ${number(place)}`,
      own: "su registro",
      erases: (place) => `supresión de la entrada ${number(place)}`,
      before: "Qué pruebas valen ahora",
      after: "Qué pruebas siguen valiendo",
      valid: (length) => `is_valid: los ${plural(length, "bloque")} son válidos`,
      paths: (holding, entries) =>
        `Caminos de Merkle: ${number(holding)} de ${plural(entries, "entrada")} del bloque 2 llevan a su raíz`,
      receipt: "El campo que usted entregó sigue demostrado",
    },
  },
};
