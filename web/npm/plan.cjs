// The types of a plan, made of its schema: as an object like a plan file's, and
// as a draft, with dots in its keys.
"use strict";

module.exports = { planTypes };

/** Vocabularies of the schema under the names that they have in TypeScript. */
const vocabularies = {
  Mode: (schema) => schema.definitions.Mode,
  Platform: (schema) => schema.definitions.Platform,
  Component: (schema) => schema.definitions.Components.oneOf[0].items,
  Surface: (schema) => schema.definitions.Surfaces.oneOf[1].propertyNames,
  Target: (schema) => schema.definitions.Target,
  Algorithm: (schema) => schema.definitions.Algorithm,
  Profile: (schema) => schema.definitions.Profile,
  Preset: (schema) => schema.definitions.Preset,
  IssuerKind: (schema) => schema.definitions.IssuerKind,
  ClientAuth: (schema) => schema.definitions.ClientAuth,
  TlsVersion: (schema) => schema.definitions.TlsVersion,
  CipherSuite: (schema) => schema.definitions.CipherSuites.items,
};

/** Vocabularies without a description of their own. */
const described = { Component: "A component, by what Mimir's `-target` calls it.", Surface: "A spot in Mimir where TLS options attach.", CipherSuite: "A cipher suite, by Go's name." };

/** Every declaration that comes of the schema, each with its comment. */
function planTypes(schema, releases) {
  const words = new Map(Object.entries(vocabularies).map(([name, of]) => [of(schema).enum.join(), name]));
  const type = typeOf(schema, words);
  const unions = Object.entries(vocabularies).map(([name, of]) => {
    const about = of(schema).description ?? described[name];
    return `${comment(about)}export type ${name} = ${union(of(schema).enum)};`;
  });
  const draft = [];
  leaves(schema, schema, "", draft);
  const mapped = draft.filter(({ path }) => path.includes("*"));
  return [
    ...unions,
    `${comment("A release of Mimir, such as 3.0.2; 3.0 is the newest of that line.")}export type Release = ${union(releases)} | (string & {});`,
    `${comment(`${schema.description} \`version\` may be left out.`)}export interface PlanFile ${type(schema, "")}`,
    `${comment("A plan as it is typed: text under keys with dots, lists with commas. A key that nobody touched is absent.")}export type Draft = {\n${draft
      .filter(({ path }) => !path.includes("*"))
      .map(({ path, node, about }) => `${comment(about, "    ")}    "${path}"?: ${typed(node, type)};`)
      .join("\n")}\n}${mapped.map(({ path, node }) => ` & { [key in \`${path.replace("*", `\${${path.startsWith("surfaces") ? "Surface" : "Component"}}`)}\`]?: ${typed(node, type)} }`).join("")};`,
    `${comment("The text of a plan file, an object of its keys, or keys with dots, whose values may be what they stand for: `{ \"certificates.leaf.days\": 90 }`.")}export type Plan = string | PlanFile | {
    readonly [key in keyof Draft]?: (key extends "release" ? Release : string extends NonNullable<Draft[key]> ? string | number | boolean | readonly string[] : Draft[key]) | null | undefined;
};`,
  ];
}

/** A type of the schema, without what it refers to and without the absence of anything. */
function resolved(schema, node) {
  if (node.$ref) {
    return resolved(schema, schema.definitions[node.$ref.replace("#/definitions/", "")]);
  }
  const choices = (node.anyOf ?? node.allOf)?.filter((it) => it.type !== "null");
  return choices?.length === 1 ? resolved(schema, choices[0]) : node;
}

function typeOf(schema, words) {
  const type = (given, indent) => {
    const node = resolved(schema, given);
    const choices = node.oneOf ?? node.anyOf;
    if (choices) {
      return choices.map((it) => type(it, indent)).join(" | ");
    }
    if (node.enum) {
      return words.get(node.enum.join()) ?? union(node.enum);
    }
    const kind = [node.type].flat().find((it) => it !== "null");
    if (kind === "array") {
      return `readonly ${type(node.items, indent)}[]`;
    }
    if (kind === "object" && node.propertyNames) {
      return `{ readonly [key in ${words.get(node.propertyNames.enum.join())}]?: ${type(node.additionalProperties, indent)} | null }`;
    }
    if (kind === "object") {
      const fields = Object.entries(node.properties).map(([name, field]) => `${comment(field.description, `${indent}    `)}${indent}    readonly ${name}?: ${name === "release" ? "Release" : type(field, `${indent}    `)} | null | undefined;`);
      return `{\n${fields.join("\n")}\n${indent}}`;
    }
    const simple = { string: "string", integer: "number", boolean: "boolean" }[kind];
    if (!simple) {
      throw new Error(`the plan's schema has a type that web/npm/plan.cjs does not know: ${JSON.stringify(node)}`);
    }
    return simple;
  };
  return type;
}

/** Every key that holds no keys of its own, dots between its parts; a `*` stands for a name. */
function leaves(schema, given, path, found, about = given.description) {
  const node = resolved(schema, given);
  const below = (name) => (path ? `${path}.${name}` : name);
  const objects = [node, ...(node.oneOf ?? node.anyOf ?? [])].map((it) => resolved(schema, it));
  for (const { properties, propertyNames, additionalProperties } of objects) {
    for (const [name, field] of Object.entries(properties ?? {}).filter(([name]) => below(name) !== "version")) {
      leaves(schema, field, below(name), found, field.description);
    }
    if (propertyNames) {
      leaves(schema, additionalProperties, below("*"), found);
    }
  }
  const isLeaf = !node.properties && path;
  const isMapAlone = node.oneOf && path === "surfaces";
  if (isLeaf && !isMapAlone) {
    found.push({ path, node, about });
  }
}

/** What is typed for a value: its word, or a text. */
function typed(node, type) {
  if (node.enum) {
    return type(node, "");
  }
  return "string";
}

function union(words) {
  return words.map((word) => JSON.stringify(word)).join(" | ");
}

function comment(text, indent = "") {
  const prose = (text ?? "").split("\n\n")[0].replaceAll("\n", " ").trim();
  return prose && `${indent}/**\n${indent} * ${prose}\n${indent} */\n`;
}
