/** Compares two supergraphs by meaning: order is ignored, descriptions are not. */
import { parse, print, stripIgnoredCharacters, visit } from 'graphql'

/** What has no order in each kind of node. A list value is absent: its order may matter. */
const UNORDERED = {
  SchemaDefinition: ['operationTypes', 'directives'],
  ScalarTypeDefinition: ['directives'],
  ObjectTypeDefinition: ['interfaces', 'directives', 'fields'],
  InterfaceTypeDefinition: ['interfaces', 'directives', 'fields'],
  UnionTypeDefinition: ['directives', 'types'],
  EnumTypeDefinition: ['directives', 'values'],
  EnumValueDefinition: ['directives'],
  InputObjectTypeDefinition: ['directives', 'fields'],
  FieldDefinition: ['arguments', 'directives'],
  InputValueDefinition: ['directives'],
  DirectiveDefinition: ['arguments', 'locations'],
  Directive: ['arguments'],
  ObjectValue: ['fields'],
}

/** Arguments that hold GraphQL text, in which composers space differently. */
const FIELD_SETS = ['key', 'requires', 'provides']

/** The join and link specs define these, and one composer leaves out those it does not use. */
function isMachinery({ name }) {
  return /^(join|link)__/.test(name?.value ?? '') && name.value !== 'join__Graph'
}

/** Nodes sorted by their printed text, which is the same for equal nodes. */
function sortedByText(nodes) {
  const texts = new Map(nodes.map((node) => [node, print(node)]))
  return [...nodes].sort((a, b) => (texts.get(a) < texts.get(b) ? -1 : 1))
}

/** The node with every unordered part sorted, and field sets without idle spaces. */
function toNormalForm(node) {
  if (node.kind === 'Argument' && FIELD_SETS.includes(node.name.value)) {
    return { ...node, value: { ...node.value, value: stripIgnoredCharacters(node.value.value), block: false } }
  }
  const parts = (UNORDERED[node.kind] ?? []).filter((part) => node[part])
  return { ...node, ...Object.fromEntries(parts.map((part) => [part, sortedByText(node[part])])) }
}

/** The keyword and name a reader knows a definition by, e.g. `type Order`. */
function title(definition) {
  const word = definition.kind.replace(/(Type)?Definition$/, '').replace('InputObject', 'Input').toLowerCase()
  return `${word === 'object' ? 'type' : word} ${definition.name?.value ?? ''}`.trim()
}

/** The defaults of every directive's arguments, as text by `directive.argument`. */
function directiveDefaults(document) {
  const directives = document.definitions.filter((each) => each.kind === 'DirectiveDefinition')
  return new Map(directives.flatMap((directive) => directive.arguments
    .filter((argument) => argument.defaultValue)
    .map((argument) => [`${directive.name.value}.${argument.name.value}`, print(argument.defaultValue)])))
}

/** The directive without arguments that only repeat their default, which one composer writes out. */
function withoutDefaults(directive, defaults) {
  const says = (argument) => defaults.get(`${directive.name.value}.${argument.name.value}`) !== print(argument.value)
  return { ...directive, arguments: directive.arguments.filter(says) }
}

/** Each definition's lines by its title, in normal form. */
function normalLines(sdl) {
  const document = parse(sdl, { noLocation: true })
  const defaults = directiveDefaults(document)
  // On leaving, so that the parts of a node are in normal form before they are sorted by text.
  const normal = visit(document, {
    leave: (node) => toNormalForm(node.kind === 'Directive' ? withoutDefaults(node, defaults) : node),
  })
  const definitions = normal.definitions.filter((each) => !isMachinery(each))
  return new Map(definitions.map((each) => [title(each), print(each).split('\n')]))
}

/** Where two lists of lines first part, in one sentence; undefined when they are the same. */
function firstLine(left, right) {
  for (let index = 0; index < Math.max(left.lines.length, right.lines.length); index += 1) {
    const [ours, theirs] = [left.lines[index]?.trim(), right.lines[index]?.trim()]
    if (ours !== theirs) return `${left.name} has "${ours ?? ''}", ${right.name} has "${theirs ?? ''}"`
  }
  return undefined
}

/** The first difference between two `{ name, sdl }`, in one sentence; undefined when they mean the same. */
export function firstDifference(left, right) {
  const [ours, theirs] = [normalLines(left.sdl), normalLines(right.sdl)]
  for (const key of [...new Set([...ours.keys(), ...theirs.keys()])].sort()) {
    if (!ours.has(key) || !theirs.has(key)) return `${key}: only ${ours.has(key) ? left.name : right.name} has it`
    const difference = firstLine(
      { name: left.name, lines: ours.get(key) },
      { name: right.name, lines: theirs.get(key) },
    )
    if (difference) return `${key}: ${difference}`
  }
  return undefined
}
