// Takes the engine and the app apart into layers, so that nothing is loaded twice: the first
// is a module by itself, each further one adds functions, exports and data to
// those below it, in their memory and table. The linker says who refers to whom
// (`--emit-relocs`): a function, a vtable or a text is in the lowest layer from
// whose exports it can be reached, and so no layer ever calls a higher one.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The module whose exports a layer imports: all that lies below it. */
export const below = "below";

/**
 * The layers of a module: `linked` as the linker wrote it, `bound` the same behind wasm-bindgen. `roots` has
 * for each layer but the first whether an export is its own; `tops` the same for chains of layers that stand beside each
 * other on all of these, each without the others, and so hold by themselves what they share. `isLeftOut` says which exports
 * no layer has, and `unasked`, for each layer but the first again, by name which functions those below it only hold in
 * their vtables, and call none of.
 */
export async function layers(linked, bound, { roots, tops, isLeftOut, unasked }) {
  const binaryen = await library();
  const graph = relations(linked);
  const module = () => binaryen.readBinary(bound, features(binaryen));
  const wanted = new Set();
  const made = (whole, layer) => {
    const own = module();
    takeApart(binaryen, own, whole, layer, wanted);
    const bytes = withData(own.emitBinary(), dataOf(whole.data, layer));
    own.dispose();
    return bytes;
  };
  // What lies below is the same under each; it is made last, once all are known that want something of it.
  const wholes = tops.map((chain) => {
    const isOther = (it) => isLeftOut(it) || tops.some((other) => other !== chain && other.some((isOwn) => isOwn(it)));
    return survey(binaryen, module(), graph, reached(graph, [...roots, ...chain, isOther], unasked));
  });
  // From `highest` down to `lowest`: the upper ones say what they want of those below.
  const stack = (whole, highest, lowest) => list(highest - lowest + 1, (nth) => made(whole, highest - nth)).reverse();
  const above = wholes.flatMap((whole, nth) => stack(whole, roots.length + tops[nth].length, roots.length + 1));
  return [...stack(wholes[0], roots.length, 0), ...above];
}

/** The glue of wasm-bindgen for the lowest layer of a module, to which the others are added in their order. */
export function layered(glue) {
  return `${glue}
export function extend(module) {
  if (!module) {
    return; // The lowest is the whole.
  }
  const { exports } = new WebAssembly.Instance(module, { ...__wbg_get_imports(), ${below}: wasm });
  wasm = { ...wasm, ...exports };
}
`;
}

/** A module without what the linker says of it, and with its names. */
export function unlinked(module) {
  return rewritten(module, (put, id, content) => {
    const isKept = id !== 0 || read(content, 0).text() === "name";
    if (isKept) {
      put(id, content);
    }
  });
}

async function library() {
  const { default: binaryen } = await import(pathToFileURL(createRequire(join(process.cwd(), ".cache/node/package.json")).resolve("binaryen")));
  return binaryen;
}

function features({ Features: it }) {
  return it.BulkMemory | it.BulkMemoryOpt | it.ReferenceTypes | it.SignExt | it.MutableGlobals | it.NontrappingFPToInt | it.Multivalue;
}

// --- what the linker says --------------------------------------------------------

/** Kinds of relocations (tool-conventions, Linking.md): to a function, to data. */
const toFunction = new Set([0, 1, 2, 12, 18, 19]);
const toData = new Set([3, 4, 5, 11, 14, 15, 16, 17, 21, 23]);
const hasAddend = new Set([...toData, 8, 9, 22]);

/** Functions and data of a module, and which of them each refers to. */
function relations(bytes) {
  const sections = [];
  const names = new Map();
  const exported = new Map();
  const segmentNames = new Map();
  const segments = [];
  const bodies = [];
  const symbols = [];
  const relocations = [];
  let imports = 0;
  const reader = read(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const size = reader.number();
    const start = reader.at;
    const end = start + size;
    const section = sections.length;
    sections.push(id);
    if (id === 2) {
      reader.times(() => (imports += importsFunction(reader)));
    } else if (id === 7) {
      reader.times(() => {
        const name = reader.text();
        const kind = reader.byte();
        const index = reader.number();
        if (kind === 0) {
          exported.set(name, index);
        }
      });
    } else if (id === 10) {
      reader.times(() => {
        const length = reader.number();
        bodies.push({ start: reader.at - start, end: reader.at - start + length });
        reader.at += length;
      });
    } else if (id === 11) {
      reader.times(() => {
        if (reader.number() !== 0 || reader.byte() !== 0x41) {
          throw new Error("a segment of data is not at a place of its own");
        }
        const address = reader.signed();
        reader.byte();
        const length = reader.number();
        segments.push({ address, start: reader.at - start, bytes: bytes.subarray(reader.at, reader.at + length) });
        reader.at += length;
      });
    } else if (id === 0) {
      const name = reader.text();
      if (name === "name") {
        parts(reader, end, (kind) => {
          const named = { 1: names, 9: segmentNames }[kind];
          return named && reader.times(() => named.set(reader.number(), reader.text()));
        });
      } else if (name === "linking") {
        reader.number();
        parts(reader, end, (kind) => kind === 8 && reader.times(() => symbols.push(symbol(reader))));
      } else if (name.startsWith("reloc.")) {
        const of = sections[reader.number()];
        reader.times(() => {
          const kind = reader.byte();
          const at = reader.number();
          const index = reader.number();
          if (hasAddend.has(kind)) {
            reader.signed();
          }
          relocations.push({ of, kind, at, index });
        });
      }
    }
    reader.at = end;
  }
  if (symbols.length === 0 || relocations.length === 0) {
    throw new Error("the linker does not say who refers to whom; web/engine.mjs asks it to");
  }

  // Data by where it lies in its section, to find whose a relocation is.
  const data = symbols.flatMap((it, index) => (it.segment === undefined || it.size === 0 ? [] : [{ index, start: segments[it.segment].start + it.offset, end: segments[it.segment].start + it.offset + it.size, address: segments[it.segment].address + it.offset }]));
  data.sort((one, other) => one.start - other.start);
  const longest = Math.max(...data.map((it) => it.end - it.start));
  const refers = new Map();
  const refer = (from, to) => refers.get(from)?.add(to) ?? refers.set(from, new Set([to]));
  for (const { of, kind, at, index } of relocations) {
    const it = symbols[index];
    const to = toFunction.has(kind) ? `f${it?.index}` : toData.has(kind) && it?.segment !== undefined ? `d${index}` : null;
    if (!to) {
      continue;
    }
    if (of === 10) {
      refer(`f${imports + before(bodies, at, (body) => body.start)}`, to);
    } else if (of === 11) {
      let covered = false;
      for (let place = before(data, at, (it) => it.start); place >= 0 && data[place].start + longest > at; place -= 1) {
        if (data[place].end > at) {
          refer(`d${data[place].index}`, to);
          covered = true;
        }
      }
      if (!covered) {
        throw new Error("data without a name refers to something");
      }
    }
  }
  return { names, exported, refers, data, contents: segments.map((it, index) => ({ ...it, isConstant: segmentNames.get(index)?.startsWith(".rodata") ?? false })) };
}

function importsFunction(reader) {
  reader.text();
  reader.text();
  const kind = reader.byte();
  if (kind === 0) {
    reader.number();
    return 1;
  }
  if (kind === 3) {
    reader.at += 2;
  } else {
    reader.at += kind === 1 ? 1 : 0;
    const limits = reader.number();
    reader.number();
    if (limits & 1) {
      reader.number();
    }
  }
  return 0;
}

function symbol(reader) {
  const kind = reader.byte();
  const flags = reader.number();
  const isUndefined = flags & 0x10;
  if (kind === 1) {
    reader.text();
    return isUndefined ? {} : { segment: reader.number(), offset: reader.number(), size: reader.number() };
  }
  const index = reader.number();
  if (kind !== 3 && (!isUndefined || flags & 0x40)) {
    reader.text();
  }
  return kind === 0 ? { index } : {};
}

function parts(reader, end, take) {
  while (reader.at < end) {
    const kind = reader.byte();
    const size = reader.number();
    const next = reader.at + size;
    take(kind);
    reader.at = next;
  }
}

/** The place of the last in a list, ordered by `key`, that is not behind `value`. */
function before(list, value, key) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

function read(bytes, at) {
  const reader = {
    at,
    byte: () => bytes[reader.at++],
    number() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[reader.at++];
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) {
          return value;
        }
      }
    },
    signed() {
      let value = 0;
      for (let shift = 0; ; ) {
        const byte = bytes[reader.at++];
        value += (byte & 127) * 2 ** shift;
        shift += 7;
        if (byte < 128) {
          return byte & 64 ? value - 2 ** shift : value;
        }
      }
    },
    text() {
      const length = reader.number();
      return new TextDecoder().decode(bytes.subarray(reader.at, (reader.at += length)));
    },
    times(take) {
      for (let left = reader.number(); left > 0; left -= 1) {
        take();
      }
    },
  };
  return reader;
}

// --- which layer ------------------------------------------------------------------

/** The lowest layer from which each function and each piece of data is reached. */
function reached({ names, exported, refers }, roots, unasked) {
  const found = new Map();
  const later = list(roots.length + 1, () => []);
  const askedIn = (it) => (it.startsWith("f") ? unasked.findIndex((isUnasked) => isUnasked(names.get(Number(it.slice(1))) ?? "")) + 1 : 0);
  for (let layer = 0; layer <= roots.length; layer += 1) {
    const own = [...exported].filter(([name]) => layerOf(roots, name) === layer).map(([, index]) => `f${index}`);
    const next = [...own, ...later[layer]];
    while (next.length > 0) {
      const it = next.pop();
      if (found.has(it)) {
        continue;
      }
      const asked = askedIn(it);
      if (asked > layer) {
        later[asked].push(it);
        continue;
      }
      found.set(it, layer);
      next.push(...(refers.get(it) ?? []));
    }
  }
  return found;
}

/** By the name that an export has behind wasm-bindgen, which takes a hash off it. */
const layerOf = (roots, name) => roots.findIndex((isOwn) => isOwn(name.replace(/_[0-9a-f]{16}$/, ""))) + 1;

/** What there is behind wasm-bindgen: functions and bytes with their layers, and what else layers share. */
function survey(binaryen, module, { names, data, contents }, found) {
  const highest = Math.max(...found.values());
  const known = new Map();
  for (const [index, name] of names) {
    const layer = found.get(`f${index}`) ?? highest;
    known.set(name, Math.min(layer, known.get(name) ?? layer));
  }
  const all = list(module.getNumFunctions(), (index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
  const functions = new Map(all.filter((it) => !it.base).map((it, index) => [it.name, { ...it, id: index.toString(36), layer: known.get(it.name) ?? 0 }]));
  // What wasm-bindgen puts around a function is where that is.
  const around = [...functions.values()].filter((it) => !known.has(it.name)).map((it) => [it, calls(binaryen, it.body)]);
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const [it, called] of around) {
      const layer = Math.max(0, ...called.map((name) => functions.get(name)?.layer ?? 0));
      isSettled &&= layer === it.layer;
      it.layer = layer;
    }
  }
  return {
    functions,
    tables: list(module.getNumTables(), (index) => binaryen.getTableInfo(module.getTableByIndex(index)).name),
    slots: list(module.getNumElementSegments(), (index) => binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(index))).map(({ name, table, offset, data }) => ({
      name,
      table,
      functions: data,
      at: binaryen.getExpressionInfo(offset).value,
    })),
    globals: list(module.getNumGlobals(), (index) => binaryen.getGlobalInfo(module.getGlobalByIndex(index))).filter((it) => it.mutable),
    exported: list(module.getNumExports(), (index) => binaryen.getExportInfo(module.getExportByIndex(index))),
    data: painted(contents, data, found, highest),
  };
}

const list = (length, item) => Array.from({ length }, (_, index) => item(index));

/** The functions that an expression calls. */
function calls(binaryen, expression) {
  const text = binaryen.emitText(expression);
  return [...text.matchAll(/\(call \$(?:"([^"]*)"|([^\s)]+))/g)].map(([, quoted, bare]) => quoted ?? bare);
}

/** The layer of each byte; one that nothing is known of is in the first. */
function painted(contents, data, found, highest) {
  return contents.map(({ address, bytes, isConstant }) => {
    const layers = new Uint8Array(bytes.length).fill(255);
    for (const it of data) {
      const layer = found.get(`d${it.index}`) ?? highest;
      for (let at = Math.max(it.address, address); at < Math.min(it.address + it.end - it.start, address + bytes.length); at += 1) {
        layers[at - address] = Math.min(layer, layers[at - address]);
      }
    }
    return { address, bytes, isConstant, layers: layers.map((it) => (it === 255 ? 0 : it)) };
  });
}

// --- a layer by itself -------------------------------------------------------------

/** Leaves of the whole module one layer; `wanted` gets the names that it imports from below, and has those of the layers above. */
function takeApart(binaryen, module, { functions, tables, slots, globals, exported }, layer, wanted) {
  const name = (kind, index) => `${kind}${index}`;
  for (const it of slots) {
    module.removeElementSegment(it.name);
  }
  for (const it of exported) {
    const isOwn = functions.has(it.value) ? functions.get(it.value).layer === layer : layer === 0;
    if (!isOwn) {
      module.removeExport(it.name);
    }
  }
  for (const it of functions.values()) {
    if (it.layer !== layer) {
      module.removeFunction(it.name);
    }
    if (it.layer < layer) {
      module.addFunctionImport(it.name, below, it.id, it.params, it.results);
    }
    if (it.layer === layer && wanted.has(it.id)) {
      module.addFunctionExport(it.name, it.id);
    }
  }
  for (const { table, at, functions: held } of slots) {
    for (const [start, end] of runs(held.length, (index) => functions.get(held[index])?.layer === layer)) {
      module.addActiveElementSegment(table, name(table, start), held.slice(start, end), module.i32.const(at + start));
    }
  }
  if (layer === 0) {
    tables.forEach((it, index) => module.addTableExport(it, name("table", index)));
    globals.forEach((it, index) => module.addGlobalExport(it.name, name("global", index)));
  } else {
    tables.forEach((it, index) => module.addTableImport(it, below, name("table", index)));
    globals.forEach((it, index) => module.addGlobalImport(it.name, below, name("global", index), it.type, true));
    module.addMemoryImport("0", below, "memory", false);
  }
  module.runPasses(["remove-unused-module-elements"]);
  if (!module.validate()) {
    throw new Error(`layer ${layer} is no module`);
  }
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const it = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    if (it.module === below) {
      wanted.add(it.base);
    }
  }
}

/** From where to where `holds` says yes, one index after the other. */
function runs(length, holds) {
  const found = [];
  for (let start = 0; start < length; start += 1) {
    let end = start;
    while (end < length && holds(end)) {
      end += 1;
    }
    if (end > start) {
      found.push([start, end]);
      start = end;
    }
  }
  return found;
}

/** The bytes of a layer. What lies between two of its runs is in both layers where it never changes and a segment more would cost as much. */
function dataOf(painted, layer) {
  const most = 8;
  return painted.flatMap(({ address, bytes, isConstant, layers }) => {
    const merged = [];
    for (const [start, end] of runs(bytes.length, (at) => layers[at] === layer && bytes[at] !== 0)) {
      const last = merged.at(-1);
      const isNear = last && start - last[1] <= most && (isConstant || layers.subarray(last[1], start).every((it) => it === layer));
      if (isNear) {
        last[1] = end;
      } else {
        merged.push([start, end]);
      }
    }
    return merged.map(([start, end]) => ({ address: address + start, bytes: bytes.subarray(start, end) }));
  });
}

/** A module with other data. */
function withData(module, segments) {
  return rewritten(module, (put, id, content) => {
    if (id === 12) {
      put(12, unsigned(segments.length));
    } else if (id !== 11) {
      put(id, content);
    }
    if (id === 10) {
      put(11, unsigned(segments.length), ...segments.flatMap(({ address, bytes }) => [Uint8Array.of(0, 0x41, ...signed(address), 0x0b), unsigned(bytes.length), bytes]));
    }
  });
}

/** A module with each section as `take` puts it. */
function rewritten(module, take) {
  const parts = [module.subarray(0, 8)];
  const put = (id, ...content) => {
    const size = content.reduce((sum, it) => sum + it.length, 0);
    parts.push(Uint8Array.of(id), unsigned(size), ...content);
  };
  const reader = read(module, 8);
  while (reader.at < module.length) {
    const id = reader.byte();
    const size = reader.number();
    take(put, id, module.subarray(reader.at, reader.at + size));
    reader.at += size;
  }
  return Buffer.concat(parts);
}

function unsigned(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return Uint8Array.from(bytes);
}

function signed(value) {
  const bytes = [];
  for (; value > 63; value >>= 7) {
    bytes.push((value & 127) | 128);
  }
  return [...bytes, value];
}
