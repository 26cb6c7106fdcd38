// From ../schema.graphql and the operations beside each screen to types: nothing of it is kept, so nothing goes stale.
import type { CodegenConfig } from '@graphql-codegen/cli'

const types = {
  enumsAsTypes: true,
  useTypeImports: true,
  skipTypename: false,
  nonOptionalTypename: true,
  strictScalars: true,
  inputMaybeValue: 'T | null | undefined',
  scalars: { ID: 'string', Date: 'string', DateTime: 'string', Satang: 'string' },
}

const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: 'src/**/*.graphql',
  emitLegacyCommonJSImports: false,
  generates: {
    'src/graph/schema.generated.ts': { plugins: ['typescript'], config: types },
    'src/graph/facts.generated.ts': { plugins: ['./scripts/facts.ts'] },
    'src/': {
      preset: 'near-operation-file',
      presetConfig: { extension: '.generated.ts', baseTypesPath: 'graph/schema.generated.ts' },
      plugins: ['typescript-operations', 'typed-document-node'],
      config: types,
    },
  },
}

export default config
