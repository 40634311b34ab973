import { duration, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { miningStrings as english } from "../en/mining.ts";
import { plural } from "./plural.ts";

/** The texts of the tour's steps about mining and its rewards. */
export const miningStrings: Texts<typeof english> = {
  steps: {
    byHand: {
      title: "Minar a mano",
      text: "Un hash convierte cualquier texto en 64 cifras hexadecimales que nadie puede predecir. Abajo está el primer bloque de una cadena nueva, el génesis. Tiene un campo libre, el nonce, que en el bloque se llama proof. Escriba ahí un número y vea el hash del bloque con ese número.",
      task: "escriba números hasta que el hash empiece con un cero.",
      learned:
        "Ha hecho lo que hacen los mineros: prueban nonces hasta que un hash empieza con suficientes ceros. Una cifra hexadecimal tiene 16 valores, así que un cero cuesta 16 intentos de media. Nadie sabe de antemano qué nonce será, así que no hay mejor manera que probar.",
    },
    machine: {
      title: "Dejar que busque la máquina",
      text: "Esta cadena exige cuatro ceros, como el artículo: 16 bits. Cada cero más cuesta 16 veces más intentos, y a mano no hay nada que hacer. Pruebe algunos nonces si quiere y luego deje que busque su navegador. Mine el génesis y dos bloques.",
      task: "mine el génesis y los bloques de dos pacientes.",
      learned:
        "Su navegador ha hecho en un momento lo que a usted le habría llevado días, y de la misma manera: un intento tras otro. La cadena de tres bloques es suya. Dos de los pasos siguientes continúan con ella.",
    },
    target: {
      title: "El objetivo y la marca de tiempo",
      text: "Un hash es un número de 256 bits. «Empieza con ceros» significa que ese número es pequeño: menor que un objetivo. Cada punto es el hash del bloque con uno de 64 nonces, desde 0 a la izquierda hasta 2²⁵⁶ a la derecha. Los que quedan por debajo del objetivo son soluciones.",
      task: "mueva el objetivo, adelante la marca de tiempo y mida su navegador.",
      learned:
        "Cada bit más divide el objetivo por dos y duplica el trabajo. Los 2³² nonces de un bloque pueden agotarse sin solución. Cada segundo trae una nueva marca de tiempo y, con ella, 2³² hashes nuevos, así que una búsqueda nunca se queda sin intentos.",
    },
    lottery: {
      title: "La lotería",
      text: "Cuatro mineros buscan a la vez el bloque siguiente. Cada uno prueba sus propios nonces a partir de uno al azar. Así, cada hash es como un billete de lotería, y un minero más rápido compra más billetes. Las barras muestran cuánto habría buscado cada uno este bloque: gana la más corta.",
      task: "prediga cuántos de 100 bloques gana el minero más lento y luego juéguelos.",
      learned:
        "La parte de los bloques que gana un minero sigue a su parte de la velocidad, pero solo a la larga. El más rápido no gana todos los bloques, y el más lento gana algunos. Si la búsqueda fuera una carrera por los mismos números, ganaría siempre el más rápido.",
    },
    coins: {
      title: "Recompensas que se pueden gastar",
      text: "En muchas cadenas, quien mina un bloque recibe una recompensa: una moneda que puede gastar. Una transferencia indica el remitente, el destinatario, el importe, la moneda y el último bloque que la movió. Los mineros comprueban cada transferencia antes de ponerla en un bloque, como dice la sección 2 (iii) del artículo.",
      task: "transfiera una moneda, intente gastarla dos veces e intente una transferencia sin fondos suficientes.",
      learned:
        "La propia cadena dice de quién es una moneda. Una segunda transferencia de la misma moneda nombra un bloque que ya no es el último que la movió. Así, todo minero ve qué bloque la gastó primero y la rechaza.",
    },
  },
  bench: {
    text: "El bloque del que se calcula el hash",
    nonce: "El nonce",
    nonceHint: `Un número entero de 0 a ${number(4_294_967_295)}`,
    hash: "Su SHA-256",
    none: "Escriba un número para ver un hash.",
    zeros: (zeros) => (zeros === 0 ? "Ningún cero al principio." : `${plural(zeros, "cero")} al principio.`),
    tries: "Intentos",
    expected: "Valor esperado",
    pace: "Su velocidad",
    perMinute: (tries) => `${number(tries)} por minuto`,
    noPace: "–",
    list: "Sus intentos, el más reciente primero",
  },
  byHand: {
    found: (tries) => `Encontrado tras ${plural(tries, "intento")}.`,
    luck: (share) =>
      `La media es 16. De todos los que hacen esto, el ${percent(share)} termina con tantos intentos como usted, o con menos.`,
    board: "El tablero de su docente muestra cuántos intentos necesitó.",
    before: (tries) => `La primera vez que lo hizo necesitó ${plural(tries, "intento")}.`,
  },
  machine: {
    byHand: (perMinute, milliseconds) =>
      `A razón de ${plural(perMinute, "intento")} por minuto, un bloque le llevaría unos ${duration(milliseconds)} sin descanso.`,
    genesis: "Génesis",
    block: (index) => `Bloque ${number(index)}`,
    patient: "Nombre del paciente",
    search: "Que busque la máquina",
    searching: "Buscando…",
    attempts: "Hashes probados",
    rate: "Hashes por segundo",
    mined: (index, attempts, milliseconds) =>
      `Bloque ${number(index)}: ${plural(attempts, "hash", "hashes")} en ${duration(milliseconds)}.`,
    times: (factor) => `Es ${number(factor)} veces más rápido que usted a mano.`,
    chain: "Su cadena",
    again: "Empezar de nuevo con otra cadena",
  },
  target: {
    line: {
      title: "¿Por debajo del objetivo?",
      bits: "Bits a cero iniciales",
      bitsText: (bits, share) => `${plural(bits, "bit")}: un hash de cada ${share}`,
      target: "Objetivo",
      smallest: "Hash más pequeño",
      below: (count, expected) =>
        `Por debajo del objetivo hay ${number(count)} de los 64 hashes. De media son ${expected}.`,
      compared: "Compare las cifras desde la izquierda: decide la primera que difiere.",
      figure: (below, bits) =>
        `Una línea de 0 a 2 elevado a 256 con 64 hashes como puntos; ${number(below)} de ellos están por debajo del objetivo de ${plural(bits, "bit")}.`,
      axis: ["0", "2²⁵⁶"],
    },
    time: {
      title: "Una nueva marca de tiempo",
      lead: "La marca de tiempo forma parte del texto del que se calcula el hash. Adelántela un segundo, y todos los puntos saltan: cada nonce es un intento nuevo.",
      move: "Adelantar la marca de tiempo un segundo",
      now: "Marca de tiempo",
      moved: (changed) => `Han cambiado ${number(changed)} de los 64 hashes.`,
    },
    speed: {
      title: "Cuánto duran los nonces",
      lead: "Un nonce tiene 32 bits. La sección 3.1 del artículo cuenta 4·10⁹ nonces, a 10⁸ hashes por segundo.",
      measure: "Medir este navegador",
      measuring: "Midiendo…",
      columns: ["Número de nonces", "Hashes por segundo", "Todos los nonces tardan"],
      paper: "El artículo, redondeado",
      exact: "Con exactitud",
      here: "Este navegador",
      second: (tried, share) =>
        `En el segundo que dura una marca de tiempo, este navegador prueba ${tried} nonces: el ${percent(share)}. Después llega la siguiente marca de tiempo, y todos son nuevos.`,
    },
  },
  lottery: {
    miners: ["Eva", "Leo", "Inés", "Noé"],
    share: (share) => `${percent(share)} de la velocidad`,
    predict: "Mi predicción: de 100 bloques, el minero más lento gana",
    play: (count) => `Jugar ${plural(count, "bloque")}`,
    round: (count, winner) => `Bloque ${number(count)}: ${winner} lo encontró primero.`,
    wins: (wins, share) => `${plural(wins, "bloque")}, ${percent(share)}`,
    time: (milliseconds) => duration(milliseconds),
    played: "Bloques jugados",
    searched: "Búsqueda del último",
    won: "Parte de los bloques",
    expected: "su parte de la velocidad",
    result: (predicted, won, played) =>
      `Predijo ${number(predicted)} de 100. El minero más lento ha ganado ${number(won)} de ${number(played)}.`,
    first: "Escriba primero una predicción.",
  },
  coins: {
    people: { A: "Eva", B: "Leo", C: "Inés" },
    chain: "La cadena",
    block: (index) => `Bloque ${number(index)}`,
    reward: (name, amount) => `Recompensa: ${number(amount)} para ${name}`,
    genesis: "Sin recompensa",
    transfer: (sender, receiver, amount, coin) =>
      `${sender} → ${receiver}: ${number(amount)}, la moneda del bloque ${number(coin)}`,
    coins: "De quién es cada moneda",
    coin: (index) => `La moneda del bloque ${number(index)}`,
    owner: (name, moved) => `${name}; movida por última vez en el bloque ${number(moved)}`,
    form: "Una transferencia",
    sender: "Remitente",
    receiver: "Destinatario",
    amount: "Importe",
    which: "Moneda",
    lastMoved: "Movida por última vez en",
    signed: "Firmada por",
    send: "Comprobarla y minarla",
    accepted: (index) => `Aceptada: está en el bloque ${number(index)}.`,
    refused: "Rechazada:",
    faults: {
      form: "el importe debe ser un número entero mayor que cero.",
      signature: (sender, signedBy) => `la envía ${sender}, pero la firmó ${signedBy}.`,
      unknown: (block) => `el bloque ${number(block)} no movió esta moneda.`,
      spent: (block) => `doble gasto. El bloque ${number(block)} ya ha gastado esta moneda.`,
      owner: (name) => `la moneda es de ${name}. El remitente no tiene fondos suficientes.`,
      amount: (sum) => `fondos insuficientes. La moneda vale ${number(sum)}.`,
    },
    tasks: {
      accepted: "Una transferencia aceptada",
      spent: "La misma moneda dos veces: rechazada",
      funds: "Sin fondos suficientes: rechazada",
    },
  },
};
