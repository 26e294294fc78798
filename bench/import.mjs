// How fast Enhetsregisteret's bulk file is read in, and with how much memory.
// Usage: node bench/import.mjs PROGRAM ROWS SHAPE ARGUMENT…: makes a file of ROWS made-up organisations in SHAPE (json.gz, csv.gz,
// json, csv) unless it is there, and runs `PROGRAM parties import FILE ARGUMENT…` on it. CPU time is the operating system's
// own accounting of the ended process (/proc/self/stat, children waited for), memory the process's own high-water mark.

import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";

const [program, wanted, shape, ...rest] = process.argv.slice(2);
const rows = Number(wanted);
const TICKS = 100; // USER_HZ on Linux
const FIRST = ["SPREK", "TREG", "KLOK", "LYDIG", "VARSOM", "RASK", "STILLE", "BLID"];
const LAST = ["MAUR", "LYNX", "HARE", "LAKS", "DUE", "ELG", "ULV", "RØYSKATT"];
const FORMS = [["AS", "Aksjeselskap"], ["ENK", "Enkeltpersonforetak"], ["FLI", "Forening/lag/innretning"], ["SÆR", "Annet foretak iflg. særskilt lov"]];
const PLACES = [["0150", "OSLO", "OSLO", "0301"], ["5003", "BERGEN", "BERGEN", "4601"], ["8900", "BRØNNØYSUND", "BRØNNØY", "1813"]];

// Numbers of fictional organisations, in rising order as in the real file, with their check digit.
function* numbers() {
  for (let body = 20000000; ; body += 7) {
    const sum = [3, 2, 7, 6, 5, 4, 3, 2].reduce((total, weight, place) => total + weight * Number(String(body)[place]), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) yield `${body}${check}`;
  }
}

// One in three is a sole proprietor, as in the real file.
function organisation(number, index) {
  const [form, described] = index % 3 === 1 ? FORMS[1] : FORMS[(index % 4) === 1 ? 0 : index % 4];
  const [postcode, town, municipality, code] = PLACES[index % PLACES.length];
  const address = { land: "Norge", landkode: "NO", postnummer: postcode, poststed: town, adresse: [`Prøvegata ${index % 200}`, "Oppgang B"], kommune: municipality, kommunenummer: code };
  const url = `https://register.example/enhetsregisteret/api/enheter/${number}`;
  return {
    organisasjonsnummer: number,
    navn: `${FIRST[index % 8]} ${LAST[(index >> 3) % 8]} ${index} ${form}`,
    organisasjonsform: { kode: form, beskrivelse: described, _links: { self: { href: `https://register.example/organisasjonsformer/${form}` } } },
    postadresse: address,
    registreringsdatoEnhetsregisteret: "2019-05-02",
    registrertIMvaregisteret: index % 2 === 0,
    naeringskode1: { kode: "62.010", beskrivelse: "Programmeringstjenester" },
    naeringskode2: { kode: "62.020", beskrivelse: "Konsulentvirksomhet tilknyttet informasjonsteknologi" },
    antallAnsatte: index % 50,
    harRegistrertAntallAnsatte: true,
    forretningsadresse: address,
    epostadresse: `post@bedrift${index}.example`,
    telefon: "22 33 44 55",
    stiftelsesdato: "2019-04-01",
    institusjonellSektorkode: { kode: "2100", beskrivelse: "Private aksjeselskaper mv." },
    registrertIForetaksregisteret: true,
    registrertIStiftelsesregisteret: false,
    registrertIFrivillighetsregisteret: false,
    sisteInnsendteAarsregnskap: "2024",
    konkurs: false,
    underAvvikling: false,
    underTvangsavviklingEllerTvangsopplosning: false,
    maalform: "Bokmål",
    vedtektsdato: "2019-04-01",
    vedtektsfestetFormaal: ["Utvikling av oppdiktet programvare og alt som naturlig står", "i forbindelse med dette, herunder deltakelse i andre selskaper."],
    aktivitet: ["Utvikling av oppdiktet programvare."],
    respons_klasse: "Enhet",
    _links: { self: { href: url } },
  };
}

const COLUMNS = [
  "organisasjonsnummer", "navn", "organisasjonsform.kode", "organisasjonsform.beskrivelse", "postadresse.postnummer", "postadresse.poststed",
  "registreringsdatoEnhetsregisteret", "naeringskode1.kode", "naeringskode1.beskrivelse", "antallAnsatte", "forretningsadresse.landkode",
  "forretningsadresse.postnummer", "forretningsadresse.poststed", "forretningsadresse.kommune", "forretningsadresse.kommunenummer",
  "epostadresse", "stiftelsesdato", "institusjonellSektorkode.kode", "konkurs", "underAvvikling", "maalform", "aktivitet",
];

function* text() {
  const csv = shape.startsWith("csv");
  const cell = (entity, name) => `"${String(name.split(".").reduce((value, part) => value?.[part], entity) ?? "").replaceAll('"', '""')}"`;
  let part = csv ? `${COLUMNS.join(",")}\n` : "[";
  let index = 0;
  for (const number of numbers()) {
    const entity = organisation(number, index);
    part += csv ? `${COLUMNS.map((name) => cell(entity, name)).join(",")}\n` : `${index ? "," : ""}${JSON.stringify(entity)}`;
    index += 1;
    if (index === rows) break;
    if (part.length > 65536) {
      yield part;
      part = "";
    }
  }
  yield csv ? part : `${part}]`;
}

const folder = "target/bench";
const file = `${folder}/organisations-${rows}.${shape}`;
if (!existsSync(file)) {
  mkdirSync(folder, { recursive: true });
  const steps = [Readable.from(text()), ...(shape.endsWith("gz") ? [createGzip({ level: 6 })] : []), createWriteStream(`${file}.part`)];
  await pipeline(...steps);
  renameSync(`${file}.part`, file);
}

// Fields 16 and 17 of /proc/self/stat: CPU time of children that were waited for.
const ofChildren = () => {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
};

const before = ofChildren();
const began = performance.now();
const child = spawn(program, ["parties", "import", file, "--json", ...rest], { stdio: ["ignore", "pipe", "inherit"] });
let memory = 0;
const watch = setInterval(() => {
  try {
    memory = Math.max(memory, Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
  } catch {
    // It has ended.
  }
}, 20);
let printed = "";
child.stdout.on("data", (data) => (printed += data));
const [code] = await once(child, "close");
clearInterval(watch);
if (code !== 0) process.exit(1);
const { imported } = JSON.parse(printed);
const cpu = ofChildren() - before;
const seconds = (performance.now() - began) / 1000;
const megabytes = (statSync(file).size / 1e6).toFixed(0);
console.log(
  `${shape.padEnd(8)} ${megabytes.padStart(5)} MB ${String(imported.rows).padStart(8)} rows ${String(imported.kept).padStart(8)} kept ` +
    `${cpu.toFixed(1).padStart(7)} CPU s ${seconds.toFixed(1).padStart(7)} s ${String(Math.round(imported.rows / cpu)).padStart(7)} rows/CPU s ${(memory / 1024).toFixed(0).padStart(5)} MB peak`,
);
