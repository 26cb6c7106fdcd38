// Facts of the schema that the cache needs: types that live inside another's record, the names of acts, and which fields
// are pages of a list.
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'

export function plugin(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const embedded = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(type => !type.name.startsWith('__') && !roots.includes(type) && !('id' in type.getFields()))
    .map(type => type.name)
  const acts = Object.keys(schema.getMutationType()?.getFields() ?? {})
  const pages: Record<string, string[]> = {}
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const fields = Object.values(type.getFields()).filter(it =>
      getNamedType(it.type).name.endsWith('Connection'),
    )
    if (fields.length > 0) pages[type.name] = fields.map(it => it.name)
  }
  const list = (name: string, of: string[]) =>
    `export const ${name}: string[] = ${JSON.stringify(of.sort(), null, 2)}\n`
  const grown = `export const pages: Record<string, string[]> = ${JSON.stringify(pages, null, 2)}\n`
  return list('embedded', embedded) + list('acts', acts) + grown
}
