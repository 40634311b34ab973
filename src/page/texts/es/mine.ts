import { number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { mineStrings as english } from "../en/mine.ts";
import { plural } from "./plural.ts";

/** The texts of the view that mines. */
export const mineStrings: Texts<typeof english> = {
  title: "Minar un bloque",
  lead: "Un registro entra en el libro dentro de un bloque, y un bloque necesita una prueba: un número que solo se puede hallar por ensayo y error.",
  sealedTitle: "Registrar un registro",
  sealedLead:
    "El libro cifra el registro y lo guarda al lado de la cadena. En un bloque entra solo un compromiso con él, y un bloque necesita una prueba: un número que solo se puede hallar por ensayo y error.",
  tip: {
    name: "Bloque más reciente",
    block: (index) => `Bloque ${number(index)}`,
    minedBy: (name) => `minado por ${name}`,
  },
  form: {
    title: "El registro",
    taken: "ya está registrado con otro nombre u otro ID del paciente",
    searcher: "Dónde buscar la prueba",
    searchers: {
      subtle: "En este navegador, un hash cada vez con crypto.subtle",
      simd: "En este navegador, cuatro hashes a la vez con el núcleo WebAssembly",
      server: "En el servidor",
    },
    rate: (rate) => `(${rate} hashes por segundo)`,
    sealedServer: "Solo en el servidor",
    submit: "Minar el bloque",
    register: "Registrar",
    busy: "Minando…",
  },
  idle: {
    title: "Qué hace un minero",
    puzzle: {
      squares:
        "Va probando 1, 2, 3 y así sucesivamente. Eleva cada número al cuadrado, le resta el cuadrado de la prueba del bloque más reciente y calcula el SHA-256 de la diferencia, hasta que un hash empieza con cuatro ceros. Ese número es la prueba.",
      "block-hash": (bits) =>
        `Pone en el bloque un nonce tras otro, a partir de uno al azar, y calcula cada vez el SHA-256 del bloque, hasta que el hash empieza con ${plural(bits, "bit a cero", "bits a cero")}. Ese nonce es la prueba. Cada segundo, el bloque recibe una nueva marca de tiempo, y la búsqueda vuelve a empezar en otro nonce al azar.`,
    },
    expected: (attempts) =>
      `Un hash no se puede predecir, así que no hay más camino que el ensayo y error. La media es de ${attempts} intentos.`,
    remark: {
      squares:
        "En este acertijo, una prueba depende solo de la anterior. Por eso todas las cadenas recorren las mismas pruebas, y las pruebas se repiten. Si su cadena ya contiene una prueba, el servidor la consulta; solo busca las nuevas.",
      "block-hash":
        "En este acertijo, el hash cubre el bloque completo. Por eso el trabajo solo vale para este registro en esta posición de la cadena.",
    },
    sealed:
      "No recibe datos de pacientes: solo una cabecera, cuya raíz de Merkle cubre los compromisos en espera. El servidor también los mina, y quien encuentra antes una prueba añade el bloque.",
    sealedRemark:
      "En este acertijo, el hash cubre la cabecera y, a través de la raíz de Merkle, todas las entradas. Por eso el trabajo solo vale para estas entradas en esta posición de la cadena.",
    after:
      "Después, el minero presenta el bloque con su prueba. El libro comprueba el bloque y lo añade, salvo que otro bloque haya llegado antes.",
  },
  search: {
    title: (index) => `Buscando el bloque ${number(index)}`,
    asking: "Pidiendo trabajo al libro…",
    found: (index) => `Bloque ${number(index)} hallado; enviándolo…`,
    attempts: "Intentos",
    expected: "Esperados",
    perSecond: "Hashes por segundo",
    lost: "Carreras perdidas",
    noKernel: "Este navegador no puede ejecutar el núcleo WebAssembly, así que la búsqueda usa crypto.subtle.",
    first: "Empezando…",
    now: {
      squares: (proof) => `Hash para el número ${proof}`,
      "block-hash": (nonce) => `El hash del bloque con el nonce ${nonce}`,
    },
    sought: {
      squares: "Objetivo: cuatro ceros iniciales",
      "block-hash": (bits) =>
        `Objetivo: ${plural(bits, "bit inicial a cero", "bits iniciales a cero")}; una cifra hexadecimal son cuatro bits`,
    },
    shown: "Algunos de los intentos",
    stop: "Cancelar",
    announced: (index, attempts) => `Buscando el bloque ${number(index)}: ${attempts} intentos hasta ahora.`,
    unreachable: "Su prueba está guardada y se volverá a enviar hasta que el libro responda.",
    goesOn: "La búsqueda continúa cuando el libro responda.",
  },
  luck: {
    title: "Suerte",
    percent: (share) => (share > 0.9949 ? `más del ${percent(0.99)}` : `el ${percent(share)}`),
    now: (share) => `A estas alturas habría terminado ${share} de los mineros.`,
    done: (share) => `Para entonces habría terminado ${share} de los mineros.`,
    explanation: `Con el número esperado de intentos, es el ${percent(0.63)}. Cada intento es independiente: una búsqueda larga sin éxito no acerca al minero a la prueba.`,
    mark: "esperado",
  },
  proofs: {
    title: "Cuánto cuesta hallar esta prueba",
    now: (count, all) =>
      `${number(count)} de las ${number(all)} pruebas de este acertijo requieren como mucho estos intentos.`,
    done: (attempts, fewer, all) =>
      `Todo minero que cuenta desde 1 necesita estos ${attempts} intentos. ${number(fewer)} de las ${number(all)} pruebas de este acertijo requieren menos.`,
    explanation:
      "Con squares, la prueba anterior determina por sí sola la siguiente. No importan ni el minero ni el contenido del bloque, así que la suerte no interviene.",
  },
  lost: {
    race: (index, by) =>
      `Carrera perdida: otro minero${by === undefined ? "" : `, ${by},`} halló antes el bloque ${number(index)}. La búsqueda continúa a partir de ese bloque.`,
    count: (count) => `Carreras perdidas: ${number(count)}.`,
  },
  server: {
    title: "El servidor busca",
    wait: (index) =>
      `El servidor mina los registros de uno en uno y responde cuando el suyo está en la cadena. El próximo bloque es el ${number(index)}.`,
    sealedWait: "El servidor sella el registro, mina su entrada y responde cuando el bloque está en la cadena.",
    stop: "Dejar de esperar",
  },
  stopped: {
    browser: "La búsqueda se canceló. No se envió nada.",
    server: "El servidor ya tiene su registro y lo minará de todos modos.",
  },
  failed: {
    title: "No se minó",
    sealedTitle: "No se registró",
    repeat: "Puede volver a intentarlo sin riesgo: el libro nunca mina un registro dos veces.",
  },
  done: {
    mined: (index) => `El bloque ${number(index)} está en la cadena`,
    known: (index) => `Este registro ya está en el bloque ${number(index)}`,
    once: "El libro nunca mina un registro dos veces, así que no se añadió nada.",
    hash: "Hash",
    digest: (proof, previous) => `SHA-256 de ${proof}² − ${previous}²`,
    proof: "Prueba",
    time: "Tiempo",
    attempts: "Intentos",
    engine: "Hashes calculados con",
    engines: { subtle: "crypto.subtle", simd: "núcleo" },
    needed: "Intentos, contados desde 1",
    timestamp: "Marca de tiempo",
    author: "Registrado por",
    minedBy: "Minado por",
    checked: {
      browser:
        "El libro no se fio de este navegador: volvió a calcular el hash del bloque y comprobó la prueba antes de añadirlo.",
      server:
        "El servidor minó y añadió el bloque. No hace falta que se fíe de él: la vista Verificar comprueba la cadena en su navegador.",
      nobody: "El servidor dice que minó y añadió el bloque. Con HTTP sin cifrar, eso no se puede comprobar.",
    },
    open: (index) => `Abrir el bloque ${number(index)}`,
  },
  registered: {
    title: (place) => `El registro ${number(place)} está registrado`,
    known: (place) => `Este registro ya está registrado, con el número ${number(place)}`,
    once: "El libro nunca registra un registro dos veces, así que no se añadió nada.",
    added: "El registro está cifrado al lado de la cadena, y su entrada está en un bloque.",
    number: "Número",
    block: "Bloque",
    entries: "Números de entrada",
    commitment: "Compromiso",
    verifying: "Verificando el recibo…",
    verified: (place, index) =>
      `Su recibo se verificó en su navegador: la entrada ${number(place)} está en el bloque ${number(index)}, que el libro firmó`,
    failed: "El recibo no demuestra que el registro esté en el libro",
    receipt: "Su recibo",
    receiptHint: "Conserve el recibo: demuestra que el registro se hizo, aunque el libro lo niegue más tarde.",
  },
  history: {
    title: "Bloques recientes",
    block: "bloque",
    attempts: {
      squares: "Intentos por bloque",
      "block-hash": "Intentos de los bloques minados en este navegador",
    },
    attemptsAxis: "intentos, escala logarítmica",
    attemptsNote: {
      squares:
        "En este acertijo, una búsqueda cuenta desde 1, así que la prueba es el número de intentos. Una prueba repetida se consultó, sin ningún intento.",
      "block-hash":
        "Una búsqueda empieza en un nonce al azar, y de nuevo con cada nueva marca de tiempo. Por eso un bloque no dice cuántos intentos costó: solo su minero lo sabe.",
    },
    noneHere: "Ninguno de estos bloques se minó en este navegador desde que usted abrió la página.",
    expected: (attempts) => `esperado: ${attempts}`,
    times: "Tiempo entre bloques",
    timesAxis: "tiempo, escala logarítmica",
    timesNote:
      "El tiempo desde la marca de tiempo de un bloque hasta la del siguiente. Depende de cuán a menudo mina alguien.",
    median: (value) => `mediana: ${value}`,
    point: (index, value) => `Bloque ${number(index)}: ${value}`,
    summary: (title, from, to, low, high, middle) =>
      `${title}, bloques ${number(from)} a ${number(to)}: de ${low} a ${high}, mediana ${middle}.`,
    tooShort: "No hay nada que dibujar hasta que se mine el primer bloque.",
  },
};
